//! V-14: coverage and timeliness of a month's callbacks, as far as they are known here: the same count as the
//! office's, there offline.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use doorstep_domain::coverage::{Counted, Coverage, Month, sum_by};
use doorstep_domain::deadline::{CallbackAfter, CallbackRule};
use doorstep_domain::directory::Label;
use doorstep_domain::moment::Moment;

use super::QueryError;
use super::people::{name, watcher};
use crate::device::Device;
use crate::store::personal::{CallbackEntry, Personal};

/// No zone is further from UTC: what is read is sorted by the site's own months.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The callbacks whose deadline falls in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveragePage {
    /// Which.
    pub month: Month,
    /// All together.
    pub all: Coverage,
    /// By what they followed, in the order of V-01.
    pub by_kind: Vec<KindRow>,
    /// By who made them, or is to; `None` last: nobody yet.
    pub by_person: Vec<(Option<Label>, Coverage)>,
    /// By building; empty: the home is not known here.
    pub by_building: Vec<(String, Coverage)>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    /// What they followed.
    pub after: CallbackAfter,
    /// V-01: how many of 100 are to be called back; `None`: P-02 sets it.
    pub target_percent: Option<u8>,
    /// How far.
    pub count: Coverage,
}

impl Device {
    /// V-14: the month's callbacks, as of now.
    ///
    /// # Errors
    /// When nobody is signed in, the role may not read it, or the store fails.
    pub fn coverage(&self, month: Month) -> Result<CoveragePage, QueryError> {
        let shift = self.shift()?;
        let (personal, now) = (&shift.personal, self.now());
        watcher(shift)?;
        let zone = self.shift()?.site()?.calendar.zone;
        let (from, to) = around(month);
        let entries = personal.callbacks_due(&shift.person, from, to)?;
        let counted = entries.iter().filter_map(|entry| Counted::of(&entry.state, zone, now)).collect();
        page(personal, month, &entries, counted)
    }

    /// The running month, by the site's zone.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn running_month(&self) -> Result<Month, QueryError> {
        Ok(Month::of(self.site()?.date(self.now())))
    }
}

fn page(
    personal: &Personal,
    month: Month,
    entries: &[CallbackEntry],
    counted: Vec<Counted>,
) -> Result<CoveragePage, QueryError> {
    let homes = entries.iter().filter_map(|entry| entry.home.as_ref());
    let buildings: std::collections::HashMap<_, _> =
        homes.map(|home| (home.home.clone(), home.entry.building.clone())).collect();
    let by_kind = sum_by(&counted, month, |one| one.after).into_iter();
    let mut by_person = Vec::new();
    for (person, count) in sum_by(&counted, month, |one| one.person.clone()) {
        by_person.push((person.map(|person| name(personal, &person)).transpose()?, count));
    }
    by_person.sort_by_key(|(name, count)| (name.is_none(), std::cmp::Reverse(count.due)));
    let building = |one: &Counted| buildings.get(&one.home).cloned().unwrap_or_default();
    let mut by_building: Vec<(String, Coverage)> = sum_by(&counted, month, building).into_iter().collect();
    by_building.sort_by_key(|(building, _)| (building.parse::<u32>().unwrap_or(u32::MAX), building.clone()));
    Ok(CoveragePage {
        month,
        all: sum_by(&counted, month, |_| ()).remove(&()).unwrap_or_default(),
        by_kind: by_kind.map(|(after, count)| kind(after, count)).collect(),
        by_person,
        by_building,
    })
}

fn kind(after: CallbackAfter, count: Coverage) -> KindRow {
    KindRow { after, target_percent: CallbackRule::of(after).coverage_percent, count }
}

/// The month with a day on either side.
fn around(month: Month) -> (Moment, Moment) {
    let first = NaiveDate::from_ymd_opt(month.year, month.month, 1).unwrap_or_default();
    let days = u64::from(first.num_days_in_month());
    let midnight = |date: NaiveDate| Moment::from(date.and_time(NaiveTime::MIN).and_utc());
    let next = first.checked_add_days(Days::new(days)).unwrap_or(first);
    (midnight(first).shifted(-DAY), midnight(next).shifted(DAY))
}
