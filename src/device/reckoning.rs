//! F-02: what the office's clock shows now, reckoned from the last contact by the boot clock.
//!
//! The wall clock is believed only across a reboot, and only where it does not contradict what is
//! certain. Nothing here reads a clock.

use doorstep_domain::ids::BootId;
use doorstep_domain::moment::{Moment, OfficeTime};
use serde::{Deserialize, Serialize};

use crate::clock::Reading;

/// No crystal is worse: 100 ppm, 8.6 seconds a day.
const DRIFT_PER_MILLION: i64 = 100;
/// F-01: a device may lie in a drawer for so long; a wall clock that claims more is not believed.
const LONGEST_OFF: i64 = 90 * 24 * 60 * 60 * 1000;
/// How wide the reckoning is where a reboot and a wrong wall clock leave only a lower bound.
const DOUBT_WITHOUT_CLOCK: i64 = 24 * 60 * 60 * 1000;

/// How good a reckoning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The office was asked a minute ago or less.
    Contact,
    /// From the last contact, by the boot clock.
    Reckoned,
    /// The device was restarted since: by the wall clock, which does not contradict the rest.
    Rebooted,
    /// Never any contact, or restarted with a wall clock that cannot be right.
    Unknown,
}

/// The office's time now, as well as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// Not before, not after.
    pub time: OfficeTime,
    /// What is shown, and what deadlines are held against.
    pub best: Moment,
    /// How good it is.
    pub quality: Quality,
}

/// A point where office time and boot clock were held side by side. Kept over restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The boot.
    pub boot: BootId,
    /// Milliseconds since that boot.
    pub boot_millis: i64,
    /// The office's time then.
    pub office: OfficeTime,
    /// The best guess at it.
    pub best: Moment,
    /// What the wall clock showed then.
    pub wall: Moment,
    /// When the contact was that this rests on, on the same boot clock; `None` after a restart.
    pub contact: Option<i64>,
    /// A restart went by with a wall clock that cannot be right.
    pub unsure: bool,
}

/// How long a contact counts as one, in milliseconds.
const CONTACT_FRESH: i64 = 60_000;

impl Mark {
    /// A contact: the office's clock showed `office` between sending, `asked` on the boot clock, and now.
    pub fn contact(asked: i64, now: Reading, office: Moment) -> Self {
        let latest = office.shifted((now.boot_millis - asked).max(0));
        let office = OfficeTime::between(office, latest);
        Self {
            boot: now.boot,
            boot_millis: now.boot_millis,
            office,
            best: office.middle(),
            wall: now.wall,
            contact: Some(now.boot_millis),
            unsure: false,
        }
    }

    /// This contact, and what an earlier mark knew as well, where the two agree.
    pub fn tightened_by(self, earlier: &Mark, now: Reading) -> Self {
        let before = earlier.reckon(now);
        if !matches!(before.quality, Quality::Contact | Quality::Reckoned) {
            return self;
        }
        let office = self.office.tightened(before.time);
        Self { office, best: office.middle(), ..self }
    }

    /// The mark to be kept now, so that a restart loses as little as possible.
    pub fn carried_to(&self, now: Reading) -> Self {
        let Reckoned { time, best, quality } = self.reckon(now);
        Self {
            boot: now.boot,
            boot_millis: now.boot_millis,
            office: time,
            best,
            wall: now.wall,
            contact: self.contact.filter(|_| self.boot == now.boot),
            unsure: quality == Quality::Unknown,
        }
    }

    /// The office's time now.
    pub fn reckon(&self, now: Reading) -> Reckoned {
        if self.boot == now.boot { self.by_boot_clock(now) } else { self.after_restart(now) }
    }

    fn by_boot_clock(&self, now: Reading) -> Reckoned {
        let passed = (now.boot_millis - self.boot_millis).max(0);
        let quality = match self.contact {
            Some(at) if now.boot_millis - at <= CONTACT_FRESH => Quality::Contact,
            Some(_) => Quality::Reckoned,
            None if self.unsure => Quality::Unknown,
            None => Quality::Rebooted,
        };
        Reckoned { time: advanced(self.office, passed), best: self.best.shifted(passed), quality }
    }

    /// The device was off after the mark, and has been on for `boot_millis`: so much is certain.
    fn after_restart(&self, now: Reading) -> Reckoned {
        let least = advanced(self.office, now.boot_millis.max(0));
        let by_wall = self.best.shifted(now.wall.since(self.wall));
        let off = by_wall.since(least.earliest());
        if (0..=LONGEST_OFF).contains(&off) {
            let time = OfficeTime::between(least.earliest(), by_wall.shifted(off));
            let quality = if self.unsure { Quality::Unknown } else { Quality::Rebooted };
            return Reckoned { time, best: by_wall, quality };
        }
        let latest = least.latest().shifted(DOUBT_WITHOUT_CLOCK);
        let best = self.best.shifted(now.boot_millis.max(0));
        Reckoned { time: OfficeTime::between(least.earliest(), latest), best, quality: Quality::Unknown }
    }
}

fn advanced(time: OfficeTime, passed: i64) -> OfficeTime {
    let drift = passed / 1_000_000 * DRIFT_PER_MILLION + passed % 1_000_000 * DRIFT_PER_MILLION / 1_000_000;
    OfficeTime::between(time.earliest().shifted(passed - drift), time.latest().shifted(passed + drift))
}

/// The office's time now; without any mark there is only the wall clock, and it is said so.
pub fn reckon(mark: Option<&Mark>, now: Reading) -> Reckoned {
    let unknown = Reckoned { time: OfficeTime::exact(now.wall), best: now.wall, quality: Quality::Unknown };
    mark.map_or(unknown, |mark| mark.reckon(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;
    /// 2026-11-24T00:00:00Z.
    const OFFICE: i64 = 1_795_478_400_000;

    fn boot(n: u128) -> BootId {
        BootId(Uuid::from_u128(n))
    }

    fn reading(boot_n: u128, boot_millis: i64, wall: i64) -> Reading {
        Reading { wall: Moment::nearest(wall), boot: boot(boot_n), boot_millis }
    }

    /// A contact at 1000 on boot clock 1: asked at 600, so 400 ms of doubt; the wall clock is 2 h ahead.
    fn mark() -> Mark {
        Mark::contact(600, reading(1, 1_000, OFFICE + 2 * HOUR), Moment::nearest(OFFICE))
    }

    /// `expected` is in milliseconds after [`OFFICE`].
    fn check(name: &str, now: Reading, expected: (i64, i64), best: i64, quality: Quality) {
        let reckoned = mark().reckon(now);
        let of = |moment: Moment| moment.millis() - OFFICE;
        let got = (of(reckoned.time.earliest()), of(reckoned.time.latest()));
        assert_eq!((got, of(reckoned.best), reckoned.quality), (expected, best, quality), "{name}");
    }

    #[test]
    fn f_02_a_wrong_wall_clock_never_moves_the_office_time() {
        use Quality::{Contact, Rebooted, Reckoned, Unknown};
        const Y2099: i64 = 4_070_908_800_000;
        let (hour, day) = ((HOUR - 360, HOUR + 760), (DAY - 8_640, DAY + 9_040));
        let hour_and_doubt = (HOUR - 360, HOUR + 760 + DAY);
        check("at contact", reading(1, 1_000, 0), (0, 400), 200, Contact);
        check("no time at all passed", reading(1, 500, 0), (0, 400), 200, Contact);
        check("an hour on", reading(1, 1_000 + HOUR, 0), hour, HOUR + 200, Reckoned);
        check("a day on, in 1970", reading(1, 1_000 + DAY, 0), day, DAY + 200, Reckoned);
        check("a day on, in 2099", reading(1, 1_000 + DAY, Y2099), day, DAY + 200, Reckoned);
        let wall = OFFICE + 2 * HOUR;
        let off_a_day = (1_000, 2 * (DAY + 200) - 1_000);
        check("off for a day", reading(2, 1_000, wall + DAY), off_a_day, DAY + 200, Rebooted);
        check("off, wall in 1970", reading(2, HOUR, 0), hour_and_doubt, HOUR + 200, Unknown);
        check("off, wall in 2099", reading(2, HOUR, Y2099), hour_and_doubt, HOUR + 200, Unknown);
        check("off, wall set back", reading(2, 1_000, wall - HOUR), (1_000, 1_400 + DAY), 1_200, Unknown);
    }

    #[test]
    fn f_02_a_second_contact_tightens_and_a_moved_office_clock_wins() {
        let now = reading(1, 11_000, 0);
        let agrees = Mark::contact(9_000, now, Moment::nearest(OFFICE + 9_000)).tightened_by(&mark(), now);
        assert_eq!(agrees.office.doubt(), 201, "400 ms and a drift of 1 ms to each side");
        let moved = Mark::contact(10_900, now, Moment::nearest(OFFICE + DAY)).tightened_by(&mark(), now);
        assert_eq!(moved.office.earliest(), Moment::nearest(OFFICE + DAY));
    }

    #[test]
    fn f_02_a_kept_mark_says_that_it_went_through_a_restart() {
        let after = mark().carried_to(reading(2, 1_000, OFFICE + 2 * HOUR + DAY));
        assert_eq!(after.reckon(reading(2, 2_000, 0)).quality, Quality::Rebooted);
        assert_eq!(after.reckon(reading(2, 2_000, 0)).best, Moment::nearest(OFFICE + DAY + 1_200));
        let unsure = mark().carried_to(reading(2, HOUR, 0));
        let later = unsure.reckon(reading(2, 2 * HOUR, 0));
        assert_eq!((later.quality, later.best), (Quality::Unknown, Moment::nearest(OFFICE + 2 * HOUR + 200)));
        let same = mark().carried_to(reading(1, 1_000 + HOUR, 0));
        assert_eq!(same.reckon(reading(1, 1_000 + HOUR, 0)).quality, Quality::Reckoned);
    }

    #[test]
    fn f_02_without_any_contact_only_the_wall_clock_is_left() {
        let reckoned = reckon(None, reading(1, 0, OFFICE));
        assert_eq!((reckoned.best.millis(), reckoned.quality), (OFFICE, Quality::Unknown));
    }
}
