//! Virtual time: tokio's paused clock, and what the clocks of handhelds make of it (F-02).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use doorstep_device::Clock;
use doorstep_domain::ids::BootId;
use doorstep_domain::moment::Moment;
use tokio::time::Instant;
use uuid::Uuid;

/// The world's true time, which nobody in it knows but the office.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    begin: Instant,
    at: Moment,
}

impl Time {
    /// It is `at` now. Within a runtime whose time is paused.
    pub fn begin(at: Moment) -> Self {
        Self { begin: Instant::now(), at }
    }

    /// Milliseconds since the world began.
    pub fn passed(&self) -> i64 {
        i64::try_from(self.begin.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        self.at.shifted(self.passed())
    }
}

/// Time passes, and whoever has something to do meanwhile does it.
pub async fn pass(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// The clocks of a handheld.
#[derive(Clone)]
pub struct HandClock {
    time: Time,
    dial: Arc<Mutex<Dial>>,
}

#[derive(Debug, Clone, Copy)]
struct Dial {
    /// By so much the wall clock is wrong.
    wrong_by: i64,
    boot: BootId,
    booted: i64,
}

impl HandClock {
    /// Clocks that are right, a minute after a boot.
    pub fn new(time: Time) -> Self {
        let dial = Dial { wrong_by: 0, boot: BootId(Uuid::new_v4()), booted: time.passed() - 60_000 };
        Self { time, dial: Arc::new(Mutex::new(dial)) }
    }

    /// The wall clock jumps.
    pub fn jump(&self, millis: i64) {
        self.change(|dial| dial.wrong_by += millis);
    }

    /// The handheld has just started.
    pub fn reboot(&self) {
        let now = self.time.passed();
        self.change(|dial| (dial.boot, dial.booted) = (BootId(Uuid::new_v4()), now - 1_000));
    }

    fn change(&self, change: impl FnOnce(&mut Dial)) {
        change(&mut self.dial.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn dial(&self) -> Dial {
        *self.dial.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for HandClock {
    fn wall(&self) -> Moment {
        self.time.now().shifted(self.dial().wrong_by)
    }

    fn boot_id(&self) -> BootId {
        self.dial().boot
    }

    fn boot_millis(&self) -> i64 {
        self.time.passed() - self.dial().booted
    }
}
