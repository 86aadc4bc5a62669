//! V-14: coverage and timeliness of a month's callbacks, by kind, person and building.

use std::collections::BTreeMap;

use doorstep_domain::coverage::{Counted, Coverage, Month as CountedMonth, sum_by};
use doorstep_domain::deadline::CallbackAfter;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, PersonId, SiteId, SubjectKind};
use doorstep_domain::moment::Moment;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory;
use crate::store::{Store, StoreError};
use crate::timeliness::Month;

/// The callbacks whose deadline falls in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageReport {
    /// As it was asked for.
    pub month: String,
    /// All together.
    pub all: CoverageCount,
    /// By what they followed (V-01).
    pub by_kind: Vec<KindCoverage>,
    /// By who made them, or is to.
    pub by_person: Vec<PersonCoverage>,
    /// By building.
    pub by_building: Vec<BuildingCoverage>,
}

/// A count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageCount {
    /// Due in the month.
    pub due: u64,
    /// Called back with a verdict; late ones too.
    pub done: u64,
    /// Called back before the deadline.
    pub on_time: u64,
    /// Found unqualified.
    pub unqualified: u64,
    /// Not called back, and the deadline is over.
    pub overdue: u64,
    /// Called back ÷ due, rounded down; `null` where nothing is due.
    pub covered_per_mille: Option<u64>,
    /// On time ÷ called back, rounded down; `null` where nothing was.
    pub on_time_per_mille: Option<u64>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KindCoverage {
    /// As `complaint:major` or `repair`.
    #[schema(value_type = String)]
    pub after: CallbackAfter,
    /// How far.
    pub count: CoverageCount,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonCoverage {
    /// Who; `null` where nobody made it or is to.
    #[schema(value_type = Option<String>)]
    pub person: Option<PersonId>,
    /// How far.
    pub count: CoverageCount,
}

/// One building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BuildingCoverage {
    /// Which; `null` where the site does not have the home any more.
    pub building: Option<String>,
    /// How far.
    pub count: CoverageCount,
}

impl From<Coverage> for CoverageCount {
    fn from(coverage: Coverage) -> Self {
        let Coverage { due, done, on_time, unqualified, overdue } = coverage;
        let (covered_per_mille, on_time_per_mille) =
            (coverage.covered_per_mille(), coverage.on_time_per_mille());
        Self { due, done, on_time, unqualified, overdue, covered_per_mille, on_time_per_mille }
    }
}

/// V-14: counts the callbacks of a month, as of now.
pub(crate) fn report(
    store: &dyn Store,
    site: &SiteId,
    month: Month,
    now: Moment,
) -> Result<CoverageReport, StoreError> {
    let zone = directory::calendar(store, site)?.calendar.zone;
    let callbacks = store.subjects_of_kind(SubjectKind::Callback)?;
    let counted = callbacks.iter().filter_map(|row| match &row.state {
        State::Callback(callback) => Counted::of(callback, zone, now),
        _ => None,
    });
    let counted: Vec<Counted> = counted.collect();
    let buildings = buildings(store)?;
    Ok(rows(&counted, month, &buildings))
}

fn rows(counted: &[Counted], wanted: Month, buildings: &BTreeMap<HomeId, String>) -> CoverageReport {
    let month = CountedMonth::of(wanted.first());
    let all = sum_by(counted, month, |_| ()).remove(&()).unwrap_or_default();
    let by_kind = sum_by(counted, month, |one| one.after).into_iter();
    let by_person = sum_by(counted, month, |one| one.person.clone()).into_iter();
    let by_building = sum_by(counted, month, |one| buildings.get(&one.home).cloned()).into_iter();
    CoverageReport {
        month: wanted.to_string(),
        all: all.into(),
        by_kind: by_kind.map(|(after, count)| KindCoverage { after, count: count.into() }).collect(),
        by_person: by_person.map(|(person, count)| PersonCoverage { person, count: count.into() }).collect(),
        by_building: by_building
            .map(|(building, count)| BuildingCoverage { building, count: count.into() })
            .collect(),
    }
}

fn buildings(store: &dyn Store) -> Result<BTreeMap<HomeId, String>, StoreError> {
    let homes = store.subjects_of_kind(SubjectKind::Home)?.into_iter();
    Ok(homes
        .filter_map(|row| match row.state {
            State::Home(newest) => Some((row.subject.key().parse().ok()?, newest.entry?.1.building)),
            _ => None,
        })
        .collect())
}
