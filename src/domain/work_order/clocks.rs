//! a work order's clocks.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::table::Action;
use crate::moment::Moment;

/// R-01 **\[read\]**: the trade is notified within this time of the registration.
pub const NOTIFY_WITHIN: TimeDelta = TimeDelta::minutes(5);
/// on site within this time of accepting, or of the agreement.
pub const ON_SITE_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// on site so long before the appointment.
pub const BEFORE_APPOINTMENT: TimeDelta = TimeDelta::minutes(5);
/// P-07 answers within this time.
pub const QUOTE_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// the contractor is notified within this time of the registration.
pub const CONTRACTOR_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// somebody is to have it.
    Notify,
    /// to be on site.
    OnSite,
    /// P-07 answers.
    Quote,
    /// the contractor is told.
    Contractor,
}

impl ClockKind {
    /// What stops it in time.
    pub fn is_stopped_by(self, action: Action) -> bool {
        match self {
            ClockKind::Notify => action == Action::Dispatch,
            ClockKind::OnSite => action == Action::Arrive,
            ClockKind::Quote => action == Action::Quote,
            ClockKind::Contractor => matches!(action, Action::NotifyContractor | Action::Accept),
        }
    }

    /// What makes it pointless: the order went another way.
    pub fn is_dropped_by(self, action: Action) -> bool {
        let ends = matches!(action, Action::Decline | Action::Cancel | Action::Return);
        // The next person gets clocks of their own.
        ends || (action == Action::Dispatch && self != ClockKind::Notify)
    }

    /// whether it counts in the repair timeliness.
    pub fn counts(self) -> bool {
        self != ClockKind::Notify
    }
}

/// A clock that a fact starts, as judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Which.
    pub clock: ClockKind,
    /// The last moment in time.
    pub by: Moment,
}

impl Started {
    pub(super) fn after(clock: ClockKind, from: Moment, within: TimeDelta) -> Self {
        Self { clock, by: from.shifted(within.num_milliseconds()) }
    }
}

/// A clock of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which.
    pub kind: ClockKind,
    /// The last moment in time.
    pub by: Moment,
    /// How it ended; `None` while it runs.
    pub ended: Option<Ended>,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When, in office time.
    pub at: Moment,
    /// What it waited for happened; otherwise it became pointless.
    pub reached: bool,
}

impl Clock {
    /// Whether it was kept: `None` while that is open, and where it became pointless in time.
    pub fn kept(&self, now: Moment) -> Option<bool> {
        let in_time = self.ended.map_or(now, |ended| ended.at) <= self.by;
        match self.ended {
            Some(Ended { reached: true, .. }) => Some(in_time),
            _ if in_time => None,
            _ => Some(false),
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.ended.is_none()
    }

    fn end(&mut self, at: Moment, reached: bool) {
        self.ended = self.ended.or(Some(Ended { at, reached }));
    }
}

/// The clocks after `action` at `at`, which starts `started`.
pub(super) fn advance(clocks: &mut Vec<Clock>, action: Action, at: Moment, started: &[Started]) {
    for clock in clocks.iter_mut() {
        let (kind, restarted) = (clock.kind, started.iter().any(|s| s.clock == clock.kind));
        if kind.is_stopped_by(action) {
            clock.end(at, true);
        } else if kind.is_dropped_by(action) || restarted {
            clock.end(at, false);
        }
    }
    clocks.extend(started.iter().map(|s| Clock { kind: s.clock, by: s.by, ended: None }));
}
