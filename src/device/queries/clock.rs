//! A clock of a subject, as a screen shows it.

use doorstep_domain::moment::Moment;
use doorstep_domain::running::Clock;

/// A clock of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockRow<K> {
    /// Which.
    pub kind: K,
    /// The last moment in time.
    pub by: Moment,
    /// When it ended; `None` while it runs.
    pub ended: Option<Moment>,
    /// Whether it was kept; `None` while that is open, and where it became pointless in time.
    pub kept: Option<bool>,
}

impl<K: Copy> ClockRow<K> {
    /// As it stands at `now`.
    pub fn of(clock: &Clock<K>, now: Moment) -> Self {
        let ended = clock.ended.map(|ended| ended.at);
        Self { kind: clock.kind, by: clock.by, ended, kept: clock.kept(now) }
    }
}
