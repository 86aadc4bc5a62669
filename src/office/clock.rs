//! The office's clock: every other time is measured against it (F-02).

use std::time::{SystemTime, UNIX_EPOCH};

use doorstep_domain::moment::Moment;
use tokio::sync::watch;

/// The machine's clock, moved by an offset that is 0 but in tests: so that a code can run out in one.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// It stands: nothing but [`Clock::advance`] moves it.
    stands: bool,
    offset: watch::Sender<i64>,
}

impl Clock {
    /// A clock that shows `moment` until somebody moves it: for a world whose time is not the machine's.
    pub fn standing_at(moment: Moment) -> Self {
        Self { stands: true, offset: watch::Sender::new(moment.millis()) }
    }

    /// The office's time now. A machine clock before 1970 counts as 1970.
    pub fn now(&self) -> Moment {
        let machine = if self.stands { 0 } else { machine_millis() };
        Moment::nearest(machine.saturating_add(*self.offset.borrow()))
    }

    /// Moves the clock by `millis`, for everybody who holds it.
    pub fn advance(&self, millis: i64) {
        self.offset.send_modify(|offset| *offset = offset.saturating_add(millis));
    }

    /// Says whenever it is moved.
    pub(crate) fn set(&self) -> watch::Receiver<i64> {
        self.offset.subscribe()
    }
}

fn machine_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
