//! P-12: the duty log of a person and day: what they received, handed on and finished, by itself from the records.

use chrono::{NaiveDate, NaiveTime};
use doorstep_domain::directory::Label;
use doorstep_domain::duty::{Duty, entries};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::QueryError;
use super::catalogue::ContactRow;
use super::people::name;
use super::task::Place;
use crate::device::Device;
use crate::refold::role_of;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::CaseFact;

/// P-09: who looks at others' logs too.
const SEES_OTHERS: [Role; 3] = [Role::GeneralManager, Role::SiteManager, Role::Supervisor];
/// No zone is further from UTC: what is read is sorted by the site's own days.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A person's day **\[read\]**: shifts are not known to the product, days are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyLog {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: Label,
    /// The site's date.
    pub day: NaiveDate,
    /// What was received, then handed on, then finished; each oldest first.
    pub rows: Vec<DutyRow>,
    /// P-09: whose logs this person may look at; empty: their own alone.
    pub people: Vec<ContactRow>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// What.
    pub duty: Duty,
    /// When.
    pub at: Moment,
    /// The callback, order or complaint.
    pub case: SubjectId,
    /// Where, as far as this person may see it.
    pub place: Option<Place>,
    /// What it is about.
    pub matter: Label,
}

impl Device {
    /// P-12: what `person` received, handed on and finished on `day`, as far as it is known here.
    ///
    /// # Errors
    /// When nobody is signed in, the role may not see others' logs, or the store fails.
    pub fn duty_log(&self, person: &PersonId, day: NaiveDate) -> Result<DutyLog, QueryError> {
        let shift = self.shift()?;
        let personal = &shift.personal;
        let role = role_of(personal, &shift.person)?;
        let sees_others = role.is_some_and(|role| SEES_OTHERS.contains(&role));
        if *person != shift.person && !sees_others {
            return Err(QueryError::NotHere);
        }
        let people = if sees_others { personal.people()? } else { Vec::new() };
        Ok(DutyLog {
            person: person.clone(),
            name: name(personal, person)?,
            day,
            rows: rows(shift, person, day)?,
            people: people.into_iter().map(ContactRow::from).collect(),
        })
    }
}

fn rows(shift: &Shift, person: &PersonId, day: NaiveDate) -> Result<Vec<DutyRow>, StoreError> {
    let site = shift.site()?;
    let midnight = Moment::from(day.and_time(NaiveTime::MIN).and_utc());
    let facts =
        shift.personal.facts_between(&shift.person, midnight.shifted(-DAY), midnight.shifted(2 * DAY))?;
    let mut rows = Vec::new();
    for fact in facts.into_iter().filter(|fact| counts(fact) && site.date(at(fact)) == day) {
        let Ok(body) = Body::parse(&fact.head.kind, fact.head.kv, &fact.head.body) else { continue };
        for (_, duty) in entries(&fact.head.by.person, &body).into_iter().filter(|(who, _)| *who == person) {
            rows.push(row(shift, &site, &fact, duty)?);
        }
    }
    rows.sort_by_key(|row| (row.duty, row.at));
    Ok(rows)
}

/// What the office has not answered is there already; what it held is not.
fn counts(fact: &CaseFact) -> bool {
    fact.verdict.as_ref().is_none_or(|verdict| verdict.is_applied())
}

fn at(fact: &CaseFact) -> Moment {
    fact.verdict.as_ref().map_or(fact.head.office, |verdict| verdict.time).middle()
}

fn row(shift: &Shift, site: &Site, fact: &CaseFact, duty: Duty) -> Result<DutyRow, StoreError> {
    let known =
        fact.home.as_ref().map(|home| shift.personal.home(&shift.person, home)).transpose()?.flatten();
    Ok(DutyRow {
        duty,
        at: at(fact),
        case: fact.head.subject.clone(),
        place: known.as_ref().map(Place::from),
        matter: fact.matter.as_ref().map(|matter| site.matter(matter)).unwrap_or_default(),
    })
}
