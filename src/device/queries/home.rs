//! Homes: found by code or name, and a home's page with its history (V-05, V-13).

use doorstep_domain::directory::{Contact, Label};
use doorstep_domain::event::EventKind;
use doorstep_domain::ids::{HomeId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;

use super::QueryError;
use super::complaints::{ComplaintRow, complaints_at};
use super::orders::{Look, OrderRow};
use super::people::name;
use super::task::{Place, TaskRow, group};
use crate::device::Device;
use crate::history::History;
use crate::refold::role_of;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::HomeRow;

/// No search shows more.
const MOST_FOUND: usize = 50;
/// A site has fewer.
const MOST_HOMES: usize = 10_000;

/// A home that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundHome {
    /// Where.
    pub place: Place,
    /// Who lives there.
    pub contact: Contact,
    /// F-05: what they read.
    pub language: Lang,
}

/// homes to register for, and the buildings that they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HomeChoice {
    /// All buildings with homes of this person's, in order.
    pub buildings: Vec<String>,
    /// Those that were asked for, by code.
    pub homes: Vec<FoundHome>,
}

/// A home's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePage {
    /// Where, and who lives there.
    pub home: FoundHome,
    /// P-05: the butler who looks after it.
    pub butler: Option<Label>,
    /// Its callbacks, open ones first, then newest first.
    pub callbacks: Vec<TaskRow>,
    /// Its work orders that are still open, by what is due first.
    pub orders: Vec<OrderRow>,
    /// Its complaints, open ones first, then newest first.
    pub complaints: Vec<ComplaintRow>,
    /// What was finished there, newest first.
    pub events: Vec<EventRow>,
}

/// An event or finished work order for a home's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The event.
    pub event: SubjectId,
    /// What sort.
    pub kind: EventKind,
    /// The number that the office, or another system, gave it.
    pub number: String,
    /// When it was finished.
    pub finished: Moment,
    /// What it was about.
    pub matter: Label,
    /// What was reported.
    pub reported: Label,
    /// What was done.
    pub done: Label,
}

impl From<HomeRow> for FoundHome {
    fn from(row: HomeRow) -> Self {
        Self { place: Place::from(&row), contact: row.contact, language: row.entry.language }
    }
}

impl Device {
    /// Homes by code, building, section, room or name: each word of the query must occur.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn search(&self, query: &str) -> Result<Vec<FoundHome>, QueryError> {
        let shift = self.shift()?;
        let words: Vec<String> = query.to_lowercase().split_whitespace().take(8).map(str::to_owned).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = shift.personal.search_homes(&shift.person, &words, MOST_FOUND)?;
        Ok(found.into_iter().map(FoundHome::from).collect())
    }

    /// homes of a building, or of all; each word of the query must occur.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn choose_among(&self, query: &str, building: Option<&str>) -> Result<HomeChoice, QueryError> {
        let shift = self.shift()?;
        let all = shift.personal.search_homes(&shift.person, &[], MOST_HOMES)?;
        let mut buildings: Vec<String> = all.iter().map(|row| row.entry.building.clone()).collect();
        buildings.sort_by_key(|name| (name.len(), name.clone()));
        buildings.dedup();
        let mut homes = if query.trim().is_empty() {
            all.into_iter().map(FoundHome::from).collect()
        } else {
            self.search(query)?
        };
        homes.retain(|home| building.is_none_or(|building| home.place.building == building));
        Ok(HomeChoice { buildings, homes })
    }

    /// A home with its history.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the store fails.
    pub fn home(&self, home: &HomeId) -> Result<HomePage, QueryError> {
        let shift = self.shift()?;
        let (now, site) = (self.now(), shift.site()?);
        let row = shift.personal.home(&shift.person, home)?.ok_or(QueryError::NotHere)?;
        let cases = group(shift.personal.cases_at(&shift.person, home)?);
        let entries = shift.personal.callbacks_at(&shift.person, home)?;
        let mut callbacks: Vec<TaskRow> =
            entries.iter().filter_map(|entry| TaskRow::of(entry, &site, &cases, now)).collect();
        callbacks.sort_by_key(|task| (!task.is_open, std::cmp::Reverse(task.due_by)));
        let role = role_of(&shift.personal, &shift.person)?;
        let look =
            Look { personal: &shift.personal, site: &site, cases: &cases, me: &shift.person, role, now };
        Ok(HomePage {
            orders: look.orders_at(home)?,
            events: look.finished_at(shift, home)?,
            complaints: complaints_at(shift, &site, &cases, now, home)?,
            butler: row.entry.butler.as_ref().map(|butler| name(&shift.personal, butler)).transpose()?,
            home: row.into(),
            callbacks,
        })
    }
}

impl Look<'_> {
    fn orders_at(&self, home: &HomeId) -> Result<Vec<OrderRow>, StoreError> {
        let mut orders = self.personal.orders_at(self.me, home)?;
        orders.retain(|entry| entry.state.is_open());
        let mut rows = self.rows(orders.iter())?;
        rows.sort_by_key(|row| row.due_by);
        Ok(rows)
    }

    fn finished_at(&self, shift: &Shift, home: &HomeId) -> Result<Vec<EventRow>, StoreError> {
        let events = self.personal.events_at(self.me, home)?.into_iter().map(|entry| entry.subject);
        let orders = self.personal.orders_at(self.me, home)?.into_iter().map(|entry| entry.subject);
        let mut rows = Vec::new();
        for subject in events.chain(orders) {
            rows.extend(
                History::read(shift, self.site, &subject)?.map(|past| event_row(subject, past, self.site)),
            );
        }
        rows.sort_by_key(|row: &EventRow| std::cmp::Reverse(row.finished));
        Ok(rows)
    }
}

fn event_row(event: SubjectId, past: History, site: &Site) -> EventRow {
    EventRow {
        event,
        kind: past.kind,
        number: past.number,
        finished: past.finished,
        matter: site.matter(&past.matter),
        reported: past.reported,
        done: past.done,
    }
}
