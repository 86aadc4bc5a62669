//! Who has which subject (P-09, P-10): audiences, and how a fact changes what they have.
//!
//! Everybody signed in has the site's own data, its catalogue and the colleagues; the service desk has every
//! home, event, work order, complaint and callback; P-07 every work order, and its home while it is open; the
//! heads of a department the complaints that it is to handle; a butler the homes in their care and what belongs
//! to them; whoever a callback is assigned to, or has work on an order or a complaint, has it, its home and what
//! happened there. A contractor, who is not of the staff, has the orders that were handed to them, and where they
//! are (R-05, P-10).

mod case;
mod complaints;
mod grants;
mod orders;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use doorstep_domain::directory::PersonEntry;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{DepartmentCode, HomeId, IdError, PersonId, SubjectId, SubjectKind};
use doorstep_domain::role::Role;

use crate::store::{EntryKind, Store, StoreError};
use grants::Grants;

pub(crate) use orders::worker_of;

/// Some people who have the same subjects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Everybody who is signed in.
    All,
    /// P-01 to P-04: they plan, watch and answer for every callback and order.
    Desk,
    /// P-07: they price, confirm and countersign every order.
    Engineering,
    /// C-06: P-07 and P-03 of this department, who sign for its complaints.
    Department(DepartmentCode),
    /// One person.
    Person(PersonId),
}

const DEPARTMENT: &str = "department/";

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Audience::All => f.write_str("all"),
            Audience::Desk => f.write_str("desk"),
            Audience::Engineering => f.write_str("engineering"),
            Audience::Department(department) => write!(f, "{DEPARTMENT}{department}"),
            Audience::Person(person) => write!(f, "person/{person}"),
        }
    }
}

impl FromStr for Audience {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        match text {
            "all" => Ok(Audience::All),
            "desk" => Ok(Audience::Desk),
            "engineering" => Ok(Audience::Engineering),
            other => match other.strip_prefix(DEPARTMENT) {
                Some(department) => department.parse().map(Audience::Department),
                None => other.strip_prefix("person/").unwrap_or("").parse().map(Audience::Person),
            },
        }
    }
}

/// What a role shares with all who have it.
fn group_of(role: Role) -> Option<Audience> {
    match role {
        Role::GeneralManager | Role::SiteManager | Role::Supervisor | Role::FrontDesk => Some(Audience::Desk),
        Role::EngineeringSupervisor => Some(Audience::Engineering),
        Role::Butler | Role::Technician | Role::Contractor => None,
    }
}

/// What somebody shares with others who have the same role, or the same department to answer for.
fn groups_of(entry: &PersonEntry) -> BTreeSet<Audience> {
    group_of(entry.role).into_iter().chain(entry.heads().map(Audience::Department)).collect()
}

/// The audiences that a person belongs to.
pub fn audiences_of(person: &PersonId, entry: &PersonEntry) -> Vec<Audience> {
    let own = [Audience::All, Audience::Person(person.clone())];
    own.into_iter().chain(groups_of(entry)).collect()
}

/// A subject before and after one more fact.
pub(crate) struct Change<'a> {
    pub subject: &'a SubjectId,
    pub before: &'a State,
    pub after: &'a State,
    pub sequence: i64,
    /// Whether the fact counts.
    pub applied: bool,
}

/// The home that a subject belongs to.
pub(crate) fn home_of(subject: &SubjectId, state: &State) -> Option<HomeId> {
    match state {
        State::Home(_) => subject.key().parse().ok(),
        State::Event(event) => event.finish.as_ref().map(|finish| finish.body.home.clone()),
        State::Callback(callback) => callback.opened.as_ref().map(|opened| opened.body.home.clone()),
        State::Complaint(complaint) => complaint.received.as_ref().map(|received| received.what.home.clone()),
        State::WorkOrder(order) => order.registered.as_ref().map(|registered| registered.what.home.clone()),
        _ => None,
    }
}

/// Whether those who have the subject are told of a fact. What was held on a case is shown to who is on it
/// (F-04); what somebody without the right wrote about a home or a colleague is not.
pub(crate) fn is_told(subject: &SubjectId, applied: bool) -> bool {
    use SubjectKind::{Callback, Complaint, WorkOrder};
    applied || matches!(subject.kind(), Some(Callback | WorkOrder | Complaint))
}

/// More of a fact is here: every audience that was told of it is told once more.
pub(crate) fn tell_again(
    store: &dyn Store,
    subject: &SubjectId,
    sequence: i64,
    applied: bool,
) -> Result<(), StoreError> {
    if !is_told(subject, applied) {
        return Ok(());
    }
    let told = audiences(store, subject)?;
    told.iter().try_for_each(|audience| store.log(audience, EntryKind::Fact, subject, sequence))
}

/// Grants and withdraws what the change asks for, and tells every audience that keeps the subject.
pub(crate) fn follow(store: &dyn Store, change: &Change<'_>) -> Result<(), StoreError> {
    if !is_told(change.subject, change.applied) {
        return Ok(());
    }
    let had = audiences(store, change.subject)?;
    let grants = Grants::new(store, change.sequence);
    grants.follow(change)?;
    let now = grants.changed().then(|| audiences(store, change.subject)).transpose()?;
    let mut kept = had.iter().filter(|audience| now.as_ref().is_none_or(|now| now.contains(*audience)));
    kept.try_for_each(|audience| store.log(audience, EntryKind::Fact, change.subject, change.sequence))
}

fn audiences(store: &dyn Store, subject: &SubjectId) -> Result<BTreeSet<Audience>, StoreError> {
    Ok(store.grants_of(subject)?.into_iter().map(|(audience, _)| audience).collect())
}
