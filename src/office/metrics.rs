//! What the office counts of itself since it was opened, and what it finds when it is asked: Prometheus' text format,
//! without personal data.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use doorstep_domain::fact::Outcome;
use doorstep_domain::moment::Moment;
use doorstep_protocol::devices::DeviceRow;
use doorstep_protocol::facts::Answer;

use crate::devices;
use crate::store::{Store, StoreError};

/// Counts of what went by.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    applied: AtomicU64,
    held: AtomicU64,
    refused: AtomicU64,
    again: AtomicU64,
    polls: AtomicU64,
}

/// Somebody waits for news, until it is dropped.
pub(crate) struct Poll<'a>(&'a Meter);

impl Drop for Poll<'_> {
    fn drop(&mut self) {
        self.0.polls.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Meter {
    /// Counts what handhelds were answered; the same fact twice counts twice.
    pub fn count(&self, answers: &[Answer]) {
        for answer in answers {
            let counter = match answer {
                Answer::Taken { verdict, .. } if verdict.outcome == Outcome::Applied => &self.applied,
                Answer::Taken { .. } => &self.held,
                Answer::Refused { .. } => &self.refused,
                Answer::Again { .. } => &self.again,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Somebody begins to wait.
    pub fn poll(&self) -> Poll<'_> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        Poll(self)
    }
}

/// What is found in the store.
pub(crate) struct Found {
    running: u64,
    missed: u64,
    devices: u64,
    behind: u64,
}

impl Found {
    /// C-05: the complaints' clocks; F-01: the handhelds.
    pub fn read(store: &dyn Store, now: Moment) -> Result<Self, StoreError> {
        let devices = devices::list(store, now)?.devices;
        let mut found = Self {
            running: 0,
            missed: 0,
            devices: devices.len() as u64,
            behind: devices.iter().filter(|device| DeviceRow::is_behind(device)).count() as u64,
        };
        for complaint in store.waited_for()? {
            for clock in complaint.clocks.iter().filter(|clock| clock.is_running()) {
                let counter = if clock.by < now { &mut found.missed } else { &mut found.running };
                *counter += 1;
            }
        }
        Ok(found)
    }
}

/// A name, its type, what it says, and its values with their labels.
type Family<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, u64)]);

/// Everything, as Prometheus reads it.
pub(crate) fn text(meter: &Meter, queue: u64, found: &Found) -> String {
    let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let facts = [
        ("{answer=\"applied\"}", load(&meter.applied)),
        ("{answer=\"held\"}", load(&meter.held)),
        ("{answer=\"refused\"}", load(&meter.refused)),
        ("{answer=\"again\"}", load(&meter.again)),
    ];
    let clocks = [("{state=\"running\"}", found.running), ("{state=\"missed\"}", found.missed)];
    let families: [Family<'_>; 6] = [
        ("doorstep_facts_total", "counter", "Answers to facts that handhelds sent.", &facts),
        ("doorstep_writer_queue", "gauge", "Pieces of work that wait for the writer.", &[("", queue)]),
        ("doorstep_waiting_polls", "gauge", "Feeds that wait for news.", &[("", load(&meter.polls))]),
        ("doorstep_complaint_clocks", "gauge", "Clocks of complaints that nothing has stopped.", &clocks),
        ("doorstep_devices", "gauge", "Handhelds that are enrolled.", &[("", found.devices)]),
        ("doorstep_devices_behind", "gauge", "Handhelds with something unsent.", &[("", found.behind)]),
    ];
    families.iter().fold(String::new(), write_family)
}

fn write_family(mut text: String, (name, kind, help, values): &Family<'_>) -> String {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, value) in *values {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
    text
}
