//! The site's own data as the office uses it: who a person is, what the calendar says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::calendar::{Calendar, ClosingTime, PublishedYear, WorkingDays};
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::directory::{Contact, HomeEntry, PersonEntry, SiteEntry};
use doorstep_domain::fact::Slot;
use doorstep_domain::fold::State;
use doorstep_domain::grade::GradingPolicy;
use doorstep_domain::ids::{FactId, HomeId, PersonId, SiteId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::StaffTile;

use crate::error::OfficeError;
use crate::store::{Store, StoreError, SubjectRow};

/// What judgements and jobs read: V-02, V-03 for deadlines, the catalogue for repairs.
#[derive(Debug, Clone)]
pub(crate) struct SiteCalendar {
    pub calendar: Calendar,
    pub revision: i64,
    pub catalogue: Catalogue,
    /// C-03: the figures that the site sets for grading.
    pub grading: GradingPolicy,
}

impl SiteCalendar {
    /// The local day of a moment.
    pub fn day_of(&self, moment: Moment) -> NaiveDate {
        moment.to_utc().with_timezone(&self.calendar.zone).date_naive()
    }
}

/// The member of staff, active or not.
pub(crate) fn person(store: &dyn Store, id: &PersonId) -> Result<Option<PersonEntry>, StoreError> {
    let row = store.subject(&SubjectId::new(SubjectKind::Person, id))?;
    Ok(row.and_then(|row| person_entry(&row)).map(|(_, entry)| entry))
}

/// The member of staff who works here now; whoever names another is told so.
pub(crate) fn at_work(store: &dyn Store, id: &PersonId) -> Result<PersonEntry, OfficeError> {
    let nobody = || OfficeError::bad_request(format!("nobody who works here has the id {id}"));
    person(store, id)?.filter(|person| person.active).ok_or_else(nobody)
}

fn person_entry(row: &SubjectRow) -> Option<(FactId, PersonEntry)> {
    match &row.state {
        State::Person(newest) => newest.entry.clone(),
        _ => None,
    }
}

/// Everybody who works here, with the contact where one was given.
pub(crate) fn staff(store: &dyn Store) -> Result<Vec<(PersonId, PersonEntry, Contact)>, StoreError> {
    let rows = store.subjects_of_kind(SubjectKind::Person)?;
    let entries = rows.iter().filter_map(|row| Some((row.subject.key().parse().ok()?, person_entry(row)?)));
    let active = entries.filter(|(_, (_, entry))| entry.active);
    active.map(|(id, (fact, entry))| Ok((id, entry, contact(store, fact)?))).collect()
}

/// Everybody who works here, as handhelds show them before anybody is signed in.
pub(crate) fn tiles(store: &dyn Store) -> Result<Vec<StaffTile>, StoreError> {
    let tile = |(person, entry, contact): (_, PersonEntry, Contact)| StaffTile {
        person,
        name: contact.name,
        role: entry.role,
    };
    Ok(staff(store)?.into_iter().map(tile).collect())
}

/// How to address and reach somebody: what the fact that stands was given.
pub(crate) fn contact(store: &dyn Store, fact: FactId) -> Result<Contact, StoreError> {
    let bytes = store.part(fact, Slot::TEXTS)?.and_then(|part| part.bytes);
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes.0).ok()).unwrap_or_default())
}

/// Who lives in a home, as far as it was given.
pub(crate) fn resident(store: &dyn Store, home: &HomeId) -> Result<Option<Contact>, StoreError> {
    let row = store.subject(&SubjectId::new(SubjectKind::Home, home))?;
    let fact = row.and_then(|row| match row.state {
        State::Home(newest) => newest.entry.map(|(fact, _)| fact),
        _ => None,
    });
    fact.map(|fact| contact(store, fact)).transpose()
}

/// The site's policies and lists, once they are recorded.
pub(crate) fn site(store: &dyn Store, id: &SiteId) -> Result<Option<SiteEntry>, StoreError> {
    let row = store.subject(&SubjectId::new(SubjectKind::Site, id))?;
    Ok(row.and_then(|row| match row.state {
        State::Site(newest) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    }))
}

/// A home, if the site has it.
pub(crate) fn home(store: &dyn Store, id: &HomeId) -> Result<Option<HomeEntry>, StoreError> {
    let row = store.subject(&SubjectId::new(SubjectKind::Home, id))?;
    Ok(row.and_then(|row| match row.state {
        State::Home(newest) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    }))
}

/// Trades, prices and warranties; the manual's policies until they are recorded.
pub(crate) fn catalogue(store: &dyn Store, id: &SiteId) -> Result<Catalogue, StoreError> {
    let row = store.subject(&SubjectId::new(SubjectKind::Catalogue, id))?;
    let entry = row.and_then(|row| match row.state {
        State::Catalogue(newest) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    });
    Ok(entry.unwrap_or_default())
}

/// V-02, V-03: the site's calendar. Until years are recorded, those that the program was built with.
pub(crate) fn calendar(store: &dyn Store, id: &SiteId) -> Result<SiteCalendar, StoreError> {
    let mut calendar = Calendar::default();
    let years = years(store)?;
    if !years.is_empty() {
        calendar.days = WorkingDays::new("site".to_owned(), years).unwrap_or_else(|_| calendar.days.clone());
    }
    let catalogue = catalogue(store, id)?;
    let Some(site) = site(store, id)? else {
        let grading = GradingPolicy::default();
        return Ok(SiteCalendar { calendar, revision: 0, catalogue, grading });
    };
    calendar.zone = site.time_zone.parse().unwrap_or(calendar.zone);
    calendar.closes = ClosingTime::try_from(site.closes_at).unwrap_or(calendar.closes);
    let grading = GradingPolicy { serious_loss_fen: site.serious_loss };
    Ok(SiteCalendar { calendar, revision: site.revision, catalogue, grading })
}

/// V-02: the years that are recorded.
pub(crate) fn years(store: &dyn Store) -> Result<BTreeMap<i32, PublishedYear>, StoreError> {
    let years = store.subjects_of_kind(SubjectKind::Calendar)?;
    Ok(years.iter().filter_map(published).collect())
}

fn published(row: &SubjectRow) -> Option<(i32, PublishedYear)> {
    let State::Calendar(newest) = &row.state else { return None };
    let (_, year) = newest.entry.as_ref()?;
    Some((year.year, year.published.clone()))
}
