//! The device's clocks, brought in from outside so that tests can turn them (F-02).

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use doorstep_domain::ids::BootId;
use doorstep_domain::moment::Moment;
use uuid::Uuid;

/// F-02: a device has a wall clock that may show anything, and a boot clock that only goes forward.
pub trait Clock: Send + Sync {
    /// What the wall clock shows.
    fn wall(&self) -> Moment;
    /// The boot that [`Clock::boot_millis`] counts from.
    fn boot_id(&self) -> BootId;
    /// Milliseconds since that boot, time asleep included.
    fn boot_millis(&self) -> i64;

    /// All three at once.
    fn read(&self) -> Reading {
        Reading { wall: self.wall(), boot: self.boot_id(), boot_millis: self.boot_millis() }
    }
}

/// What the clocks showed at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: Moment,
    /// The boot.
    pub boot: BootId,
    /// Milliseconds since that boot.
    pub boot_millis: i64,
}

/// The clocks of the machine.
#[derive(Debug)]
pub struct SystemClock {
    boot: BootId,
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    started: std::time::Instant,
}

impl SystemClock {
    /// Finds out which boot this is.
    pub fn new() -> Self {
        Self {
            boot: read_boot_id().unwrap_or_else(|| BootId(Uuid::new_v4())),
            #[cfg(not(any(target_os = "linux", target_os = "android")))]
            started: std::time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

/// Linux and Android name each boot; elsewhere a start of the program counts as one.
fn read_boot_id() -> Option<BootId> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().parse().ok()
}

impl Clock for SystemClock {
    fn wall(&self) -> Moment {
        Utc::now().into()
    }

    fn boot_id(&self) -> BootId {
        self.boot
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn boot_millis(&self) -> i64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn boot_millis(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

/// Clocks that are set by hand: for tests, and for a demonstration at another date.
#[derive(Debug, Clone)]
pub struct SetClock(Arc<Mutex<Reading>>);

impl SetClock {
    /// Clocks that show `wall`, a minute after a boot.
    pub fn at(wall: Moment) -> Self {
        let reading = Reading { wall, boot: BootId(Uuid::new_v4()), boot_millis: 60_000 };
        Self(Arc::new(Mutex::new(reading)))
    }

    /// Time passes: both clocks go on.
    pub fn pass(&self, millis: i64) {
        self.change(|r| {
            r.wall = r.wall.shifted(millis);
            r.boot_millis += millis;
        });
    }

    /// Somebody sets the wall clock.
    pub fn set_wall(&self, wall: Moment) {
        self.change(|r| r.wall = wall);
    }

    /// The device was off for `millis` by the wall clock, and has just started again.
    pub fn reboot(&self, millis: i64) {
        self.change(|r| {
            *r = Reading { wall: r.wall.shifted(millis), boot: BootId(Uuid::new_v4()), boot_millis: 1_000 };
        });
    }

    fn change(&self, change: impl FnOnce(&mut Reading)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Clock for SetClock {
    fn wall(&self) -> Moment {
        self.read().wall
    }

    fn boot_id(&self) -> BootId {
        self.read().boot
    }

    fn boot_millis(&self) -> i64 {
        self.read().boot_millis
    }

    fn read(&self) -> Reading {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
