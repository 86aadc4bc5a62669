//! Points in time, and how well they are known (F-02).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, up to the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Moment(i64);

/// A number of milliseconds that is no time between the years 1970 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} ms is no time between the years 1970 and 9999")]
pub struct MomentError(pub i64);

/// 9999-12-31T23:59:59.999Z.
const LAST: i64 = 253_402_300_799_999;

impl Moment {
    /// The earliest moment that can be written down.
    pub const EARLIEST: Moment = Moment(0);
    /// The latest moment that can be written down.
    pub const LATEST: Moment = Moment(LAST);

    /// Milliseconds since the epoch.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The nearest moment to `millis`: a device's clock may show anything.
    pub fn nearest(millis: i64) -> Self {
        Self(millis.clamp(0, LAST))
    }

    /// `self` moved by `millis`, stopping at the bounds.
    pub fn shifted(self, millis: i64) -> Self {
        Self::nearest(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`; negative when `earlier` is later.
    pub fn since(self, earlier: Moment) -> i64 {
        self.0 - earlier.0
    }

    /// As chrono's type, for calendars and printing.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self::nearest(time.timestamp_millis())
    }
}

impl TryFrom<i64> for Moment {
    type Error = MomentError;
    fn try_from(millis: i64) -> Result<Self, MomentError> {
        if (0..=LAST).contains(&millis) { Ok(Self(millis)) } else { Err(MomentError(millis)) }
    }
}

impl From<Moment> for i64 {
    fn from(moment: Moment) -> i64 {
        moment.0
    }
}

/// F-02: the office's time of something, as the device could reckon it: not before `earliest`, not
/// after `latest`. Written `[earliest, latest]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Moment, Moment)", into = "(Moment, Moment)")]
pub struct OfficeTime {
    earliest: Moment,
    latest: Moment,
}

/// An interval that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an office time that ends before it begins")]
pub struct OfficeTimeError;

impl OfficeTime {
    /// From `earliest` to `latest`; the later of the two is the end, whichever way they come.
    pub fn between(a: Moment, b: Moment) -> Self {
        Self { earliest: a.min(b), latest: a.max(b) }
    }

    /// Known to the millisecond: the office's own clock.
    pub fn exact(at: Moment) -> Self {
        Self { earliest: at, latest: at }
    }

    /// Not before this.
    pub fn earliest(self) -> Moment {
        self.earliest
    }

    /// Not after this.
    pub fn latest(self) -> Moment {
        self.latest
    }

    /// Half the width, in milliseconds: how far off the middle may be.
    pub fn doubt(self) -> i64 {
        self.latest.since(self.earliest) / 2
    }

    /// The middle, which is what is shown and counted with.
    pub fn middle(self) -> Moment {
        self.earliest.shifted(self.doubt())
    }

    /// What both know together; `self` where they contradict each other.
    pub fn tightened(self, other: OfficeTime) -> Self {
        let (earliest, latest) = (self.earliest.max(other.earliest), self.latest.min(other.latest));
        if earliest <= latest { Self { earliest, latest } } else { self }
    }
}

impl TryFrom<(Moment, Moment)> for OfficeTime {
    type Error = OfficeTimeError;
    fn try_from((earliest, latest): (Moment, Moment)) -> Result<Self, OfficeTimeError> {
        if earliest <= latest { Ok(Self { earliest, latest }) } else { Err(OfficeTimeError) }
    }
}

impl From<OfficeTime> for (Moment, Moment) {
    fn from(time: OfficeTime) -> Self {
        (time.earliest, time.latest)
    }
}
