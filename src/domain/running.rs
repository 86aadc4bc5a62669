//! A clock that runs: until when, and how it ended (C-05, R-02 to R-05).

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// A clock that a fact starts, as judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started<K> {
    /// Which.
    pub clock: K,
    /// The last moment in time.
    pub by: Moment,
}

/// A clock of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock<K> {
    /// Which.
    pub kind: K,
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

/// What something that happens does to a running clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is what the clock waited for.
    Stops,
    /// The clock became pointless.
    Drops,
    /// Nothing.
    Leaves,
}

impl<K> Clock<K> {
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

/// The clocks after something happened at `at` that has this effect on each, and starts `started`.
pub(crate) fn advance<K: Copy + PartialEq>(
    clocks: &mut Vec<Clock<K>>,
    at: Moment,
    effect: impl Fn(K) -> Effect,
    started: &[Started<K>],
) {
    for clock in clocks.iter_mut() {
        let restarted = started.iter().any(|s| s.clock == clock.kind);
        match effect(clock.kind) {
            Effect::Stops => clock.end(at, true),
            Effect::Drops => clock.end(at, false),
            Effect::Leaves if restarted => clock.end(at, false),
            Effect::Leaves => {}
        }
    }
    clocks.extend(started.iter().map(|s| Clock { kind: s.clock, by: s.by, ended: None }));
}
