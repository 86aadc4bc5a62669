//! V-14: coverage and timeliness of callbacks in a month, to be added up by kind, person or building.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use crate::callback::{CallbackState, CallbackVerdict};
use crate::deadline::CallbackAfter;
use crate::ids::{HomeId, PersonId};
use crate::moment::Moment;

/// A month by the site's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }
}

/// One callback as V-14 counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// V-01: what it followed.
    pub after: CallbackAfter,
    /// Where.
    pub home: HomeId,
    /// Who made it, or is to.
    pub person: Option<PersonId>,
    /// The month that its deadline falls in.
    pub month: Month,
    /// What it adds.
    pub coverage: Coverage,
}

/// V-14: how far callbacks have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Events whose deadline falls in the month.
    pub due: u64,
    /// Called back with a verdict; late ones too (V-14).
    pub done: u64,
    /// Called back before the deadline.
    pub on_time: u64,
    /// Found unqualified.
    pub unqualified: u64,
    /// Not called back, and the deadline is over.
    pub overdue: u64,
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Self) {
        self.due += other.due;
        self.done += other.done;
        self.on_time += other.on_time;
        self.unqualified += other.unqualified;
        self.overdue += other.overdue;
    }
}

impl Coverage {
    /// Called back ÷ due, per mille rounded down; `None` where nothing is due.
    pub fn covered_per_mille(self) -> Option<u64> {
        (self.due > 0).then(|| self.done * 1000 / self.due)
    }

    /// On time ÷ called back, per mille rounded down; `None` where nothing was.
    pub fn on_time_per_mille(self) -> Option<u64> {
        (self.done > 0).then(|| self.on_time * 1000 / self.done)
    }
}

impl Counted {
    /// How a callback counts as of `now`; `None` where it was never opened.
    pub fn of(callback: &CallbackState, zone: Tz, now: Moment) -> Option<Self> {
        let opened = callback.opened.as_ref()?;
        // 24:00 of a day is that day's (V-03).
        let last = opened.due.due_by.shifted(-1).to_utc().with_timezone(&zone).date_naive();
        let maker = callback.record.as_ref().map(|record| record.by.clone());
        Some(Self {
            after: opened.body.after.into(),
            home: opened.body.home.clone(),
            person: maker.or_else(|| callback.assigned_to.clone()),
            month: Month::of(last),
            coverage: Coverage::of(callback, opened.due.due_by, now),
        })
    }
}

impl Coverage {
    fn of(callback: &CallbackState, due_by: Moment, now: Moment) -> Self {
        let record = callback.record.as_ref();
        // V-07: a correction of a record that was in time does not make it late.
        let first = callback.superseded.first().or(record);
        let one = |holds: bool| u64::from(holds);
        Self {
            due: 1,
            done: one(record.is_some()),
            on_time: one(first.is_some_and(|record| record.at < due_by)),
            unqualified: one(record.is_some_and(|r| r.verdict == CallbackVerdict::Unqualified)),
            overdue: one(record.is_none() && now >= due_by),
        }
    }
}

/// V-14: the callbacks of a month, added up by `key`.
pub fn sum_by<K: Ord>(
    counted: &[Counted],
    month: Month,
    key: impl Fn(&Counted) -> K,
) -> BTreeMap<K, Coverage> {
    let mut sums: BTreeMap<K, Coverage> = BTreeMap::new();
    for one in counted.iter().filter(|one| one.month == month) {
        *sums.entry(key(one)).or_default() += one.coverage;
    }
    sums
}
