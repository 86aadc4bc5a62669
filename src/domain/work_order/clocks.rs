//! a work order's clocks.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::table::Action;
use crate::moment::Moment;
use crate::running::{self, Effect};

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

    fn effect_of(self, action: Action) -> Effect {
        match () {
            () if self.is_stopped_by(action) => Effect::Stops,
            () if self.is_dropped_by(action) => Effect::Drops,
            () => Effect::Leaves,
        }
    }

    /// whether it counts in the repair timeliness.
    pub fn counts(self) -> bool {
        self != ClockKind::Notify
    }
}

/// A clock that a fact starts.
pub type Started = running::Started<ClockKind>;
/// A clock of an order.
pub type Clock = running::Clock<ClockKind>;

pub(super) fn after(clock: ClockKind, from: Moment, within: TimeDelta) -> Started {
    Started { clock, by: from.shifted(within.num_milliseconds()) }
}

/// The clocks after `action` at `at`, which starts `started`.
pub(super) fn advance(clocks: &mut Vec<Clock>, action: Action, at: Moment, started: &[Started]) {
    running::advance(clocks, at, |kind| kind.effect_of(action), started);
}
