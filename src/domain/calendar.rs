//! V-02 and V-03: working days as data by year, and when a day ends at a site.
//!
//! [`WorkingDays`] is what the State Council publishes, the same everywhere; [`Calendar`] is a site's:
//! these days, its time zone and its closing time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::{Asia, GapInfo, Tz};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The years, in the site's zone, that moments are reckoned in. Beyond them RFC 3339 has no words.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;

/// V-02: a year's published exceptions from Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedYear {
    /// Days off, on weekdays or weekends.
    pub holidays: BTreeSet<NaiveDate>,
    /// Weekend days that are worked to make up for holidays.
    pub working_weekends: BTreeSet<NaiveDate>,
}

impl PublishedYear {
    fn check(&self, year: i32) -> Result<(), CalendarError> {
        let dates = || self.holidays.iter().chain(&self.working_weekends);
        if let Some(&date) = dates().find(|date| date.year() != year) {
            return Err(CalendarError::OtherYear { date, year });
        }
        if let Some(&date) = self.holidays.intersection(&self.working_weekends).next() {
            return Err(CalendarError::Contradicts { date });
        }
        match self.working_weekends.iter().find(|date| !is_weekend(**date)) {
            Some(&date) => Err(CalendarError::NoWeekend { date }),
            None => Ok(()),
        }
    }
}

/// V-02: the working days of China, by year.
///
/// Its JSON is `{"source": "…", "years": {"2026": {"holidays": […], "working_weekends": […]}}}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WorkingDaysFile")]
pub struct WorkingDays {
    source: String,
    years: BTreeMap<i32, PublishedYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkingDaysFile {
    #[serde(default)]
    source: String,
    years: BTreeMap<i32, PublishedYear>,
}

impl TryFrom<WorkingDaysFile> for WorkingDays {
    type Error = CalendarError;

    fn try_from(file: WorkingDaysFile) -> Result<Self, CalendarError> {
        Self::new(file.source, file.years)
    }
}

/// Were the embedded file ever unreadable, every deadline would say "assumed" (V-02); a test reads it.
static BUILT_IN: LazyLock<WorkingDays> =
    LazyLock::new(|| serde_json::from_str(include_str!("calendar-cn.json")).unwrap_or_default());

impl WorkingDays {
    /// The given years; `source` says where they were published.
    ///
    /// # Errors
    /// When a date stands in another year than its own or in both lists, or a working weekend is on a weekday.
    pub fn new(source: String, years: BTreeMap<i32, PublishedYear>) -> Result<Self, CalendarError> {
        years.iter().try_for_each(|(year, published)| published.check(*year))?;
        Ok(Self { source, years })
    }

    /// The years 2025 and 2026, as published when this was built.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Where the years were published.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What was published, by year.
    pub fn published(&self) -> &BTreeMap<i32, PublishedYear> {
        &self.years
    }

    /// The years that there is data for.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.keys().copied()
    }

    /// V-02: whether there is data for this year; without it Monday to Friday is assumed.
    pub fn is_published(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// V-02: whether this day is worked.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        match self.years.get(&date.year()) {
            Some(year) if year.holidays.contains(&date) => false,
            Some(year) if year.working_weekends.contains(&date) => true,
            _ => !is_weekend(date),
        }
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// V-03: when a working day ends, in minutes after its local midnight; 24:00 unless the site says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct ClosingTime(i64);

impl ClosingTime {
    /// 24:00, which is the next midnight.
    pub const MIDNIGHT: Self = Self(24 * 60);

    /// Minutes after midnight: 1 to 1440.
    pub const fn minutes(self) -> i64 {
        self.0
    }
}

impl Default for ClosingTime {
    fn default() -> Self {
        Self::MIDNIGHT
    }
}

impl TryFrom<i64> for ClosingTime {
    type Error = CalendarError;

    /// 0 is refused: a day that closes as it begins is a mistake for 24:00, or the other way round.
    fn try_from(minutes: i64) -> Result<Self, CalendarError> {
        let known = (1..=Self::MIDNIGHT.0).contains(&minutes);
        if known { Ok(Self(minutes)) } else { Err(CalendarError::ClosingTime { minutes }) }
    }
}

impl From<ClosingTime> for i64 {
    fn from(closes: ClosingTime) -> Self {
        closes.0
    }
}

impl std::fmt::Display for ClosingTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// V-02: whether a deadline rests on published data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Every day on the way is in a published year.
    Announced,
    /// A day on the way is in a year without data: Monday to Friday was counted, and the screen says so.
    Assumed,
}

/// V-03: the N-th working day after a completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDayEnd {
    /// The local day of completion: day 0.
    pub day_0: NaiveDate,
    /// The N-th working day after it.
    pub day: NaiveDate,
    /// When that day closes: from here on it is late.
    pub ends_at: DateTime<Utc>,
    /// V-02: the first year on the way, from the day after day 0 to `day`, that there is no data for.
    pub assumed_year: Option<i32>,
}

impl WorkingDayEnd {
    /// V-02: whether the days on the way were published or assumed.
    pub fn basis(&self) -> Basis {
        self.assumed_year.map_or(Basis::Announced, |_| Basis::Assumed)
    }
}

/// V-02, V-03: what a site counts its deadlines by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The working days.
    pub days: WorkingDays,
    /// The site's zone, which decides, never the device's.
    pub zone: Tz,
    /// When a working day ends.
    pub closes: ClosingTime,
}

impl Default for Calendar {
    /// The built-in years, Asia/Shanghai, 24:00.
    fn default() -> Self {
        let zone = Asia::Shanghai;
        Self { days: WorkingDays::built_in().clone(), zone, closes: ClosingTime::MIDNIGHT }
    }
}

impl Calendar {
    /// A moment as the site's clock shows it (V-03).
    ///
    /// # Errors
    /// When it is not in the years 1970 to 9999 there.
    pub fn at_site(&self, moment: DateTime<Utc>) -> Result<DateTime<Tz>, CalendarError> {
        // chrono panics when a local time leaves its range, so the year is looked at in UTC first.
        let near = (YEARS.start() - 1..=YEARS.end() + 1).contains(&moment.year());
        let local = near.then(|| moment.with_timezone(&self.zone));
        local.filter(|local| YEARS.contains(&local.year())).ok_or(CalendarError::OutOfRange)
    }

    /// V-03: the end of the `count`-th working day after the local day of `completed`, which is day 0
    /// whether or not it is worked. A `count` of 0 is the end of day 0 itself.
    ///
    /// # Errors
    /// When a day on the way is not in the years 1970 to 9999.
    pub fn end_of_working_day(
        &self,
        count: u8,
        completed: DateTime<Utc>,
    ) -> Result<WorkingDayEnd, CalendarError> {
        let day_0 = self.at_site(completed)?.date_naive();
        let day = self.working_day_after(day_0, count)?;
        let on_the_way = day_0.succ_opt().map_or(day.year(), |next| next.year())..=day.year();
        let assumed_year = on_the_way.into_iter().find(|year| !self.days.is_published(*year));
        Ok(WorkingDayEnd { day_0, day, ends_at: self.end_of_day(day)?, assumed_year })
    }

    fn working_day_after(&self, day_0: NaiveDate, count: u8) -> Result<NaiveDate, CalendarError> {
        let mut day = day_0;
        let mut left = count;
        while left > 0 {
            day = day
                .succ_opt()
                .filter(|next| YEARS.contains(&next.year()))
                .ok_or(CalendarError::OutOfRange)?;
            left -= u8::from(self.days.is_working(day));
        }
        Ok(day)
    }

    /// V-03: when `date` closes at the site.
    ///
    /// Where the clocks change just then: a closing time that is skipped ends the day when the clock goes on,
    /// one that comes twice ends it the first time.
    ///
    /// # Errors
    /// When it is not in the years 1970 to 9999, or the zone's data ends there.
    pub fn end_of_day(&self, date: NaiveDate) -> Result<DateTime<Utc>, CalendarError> {
        let closing =
            date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(self.closes.minutes()));
        self.shown_as(closing)
    }

    /// C-06, C-10: when the date is over, whatever the closing time; a deadline lies before it.
    ///
    /// # Errors
    /// As [`Calendar::end_of_day`].
    pub fn midnight_after(&self, date: NaiveDate) -> Result<DateTime<Utc>, CalendarError> {
        self.shown_as(date.succ_opt().map(|next| next.and_time(NaiveTime::MIN)))
    }

    /// The first moment at which the site's clocks show this or, where it falls into a gap, what follows it.
    fn shown_as(&self, time: Option<NaiveDateTime>) -> Result<DateTime<Utc>, CalendarError> {
        let time = time.filter(|at| YEARS.contains(&at.year())).ok_or(CalendarError::OutOfRange)?;
        let shown = match self.zone.from_local_datetime(&time) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at),
            LocalResult::None => GapInfo::new(&time, &self.zone).and_then(|gap| gap.end),
        };
        shown.map(|at| at.to_utc()).ok_or(CalendarError::OutOfRange)
    }
}

/// What is wrong with calendar data, or with a moment that it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// A moment or day that no deadline can be reckoned for.
    #[error("not in the years 1970 to 9999")]
    OutOfRange,
    /// A date that stands under another year.
    #[error("{date} stands under {year}")]
    OtherYear {
        /// The date.
        date: NaiveDate,
        /// The year that it stands under.
        year: i32,
    },
    /// A date that is a holiday and worked.
    #[error("{date} is both a holiday and worked")]
    Contradicts {
        /// The date.
        date: NaiveDate,
    },
    /// A working weekend that is no Saturday or Sunday.
    #[error("{date} is no weekend day")]
    NoWeekend {
        /// The date.
        date: NaiveDate,
    },
    /// V-03: a closing time before 00:01 or after 24:00.
    #[error("a day closes 1 to 1440 minutes after midnight, not {minutes}")]
    ClosingTime {
        /// In minutes after midnight.
        minutes: i64,
    },
}
