//! Who has which subject (P-09, P-10): audiences, and how a fact changes what they have.
//!
//! Everybody signed in has the site's own data and the colleagues; the service desk has every home,
//! event and callback; a butler the homes in their care and what belongs to them; whoever a callback
//! is assigned to has it, its event, its home and what happened there.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, IdError, PersonId, SubjectId, SubjectKind};
use doorstep_domain::role::Role;

use crate::store::{EntryKind, Store, StoreError};

/// Some people who have the same subjects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Everybody who is signed in.
    All,
    /// P-01 to P-04: they plan, watch and answer for every callback.
    Desk,
    /// One person.
    Person(PersonId),
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Audience::All => f.write_str("all"),
            Audience::Desk => f.write_str("desk"),
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
            other => other.strip_prefix("person/").unwrap_or("").parse().map(Audience::Person),
        }
    }
}

/// P-01 to P-04.
fn is_desk(role: Role) -> bool {
    matches!(role, Role::GeneralManager | Role::SiteManager | Role::Supervisor | Role::FrontDesk)
}

/// The audiences that a person belongs to.
pub fn audiences_of(person: &PersonId, role: Role) -> Vec<Audience> {
    let desk = is_desk(role).then_some(Audience::Desk);
    [Audience::All, Audience::Person(person.clone())].into_iter().chain(desk).collect()
}

/// Why an audience has a subject: by the rules above, as the home's butler, or for a callback's sake.
const BY_RULE: &str = "rule";
const AS_BUTLER: &str = "butler";

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
        _ => None,
    }
}

/// Whether those who have the subject are told of a fact. What was held on a callback is shown to who
/// is on the case (F-04); what somebody without the right wrote about a home or a colleague is not.
pub(crate) fn is_told(subject: &SubjectId, applied: bool) -> bool {
    applied || subject.kind() == Some(SubjectKind::Callback)
}

/// Grants and withdraws what the change asks for, and tells every audience that keeps the subject.
pub(crate) fn follow(store: &dyn Store, change: &Change<'_>) -> Result<(), StoreError> {
    if !is_told(change.subject, change.applied) {
        return Ok(());
    }
    let had = audiences(store, change.subject)?;
    let grants = Grants { store, sequence: change.sequence };
    grants.follow(change)?;
    for audience in had.intersection(&audiences(store, change.subject)?) {
        store.log(audience, EntryKind::Fact, change.subject, change.sequence)?;
    }
    Ok(())
}

fn audiences(store: &dyn Store, subject: &SubjectId) -> Result<BTreeSet<Audience>, StoreError> {
    Ok(store.grants_of(subject)?.into_iter().map(|(audience, _)| audience).collect())
}

struct Grants<'a> {
    store: &'a dyn Store,
    sequence: i64,
}

impl Grants<'_> {
    fn follow(&self, change: &Change<'_>) -> Result<(), StoreError> {
        match (change.before, change.after) {
            (State::Site(_), _) | (State::Calendar(_), _) => {
                self.give(change.subject, &Audience::All, BY_RULE)
            }
            (State::Person(_), State::Person(_)) => self.follow_person(change),
            (State::Home(before), State::Home(after)) => {
                let butler = |s: &doorstep_domain::directory::Newest<_>| butler(s);
                self.follow_home(change.subject, butler(before), butler(after))
            }
            (State::Event(before), State::Event(after))
                if before.finish.is_none() && after.finish.is_some() =>
            {
                self.follow_home_of(change, |_| true)
            }
            (State::Callback(before), State::Callback(after)) => {
                if before.opened.is_none() && after.opened.is_some() {
                    self.follow_home_of(change, |reason| reason == BY_RULE || reason == AS_BUTLER)?;
                }
                if before.assigned_to == after.assigned_to {
                    return Ok(());
                }
                self.reassign(change, before.assigned_to.clone(), after.assigned_to.clone())
            }
            _ => Ok(()),
        }
    }

    fn give(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<(), StoreError> {
        if self.store.add_grant(subject, audience, reason)? {
            self.store.log(audience, EntryKind::Grant, subject, self.sequence)?;
        }
        Ok(())
    }

    fn withdraw(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<(), StoreError> {
        if self.store.remove_grant(subject, audience, reason)? {
            self.store.log(audience, EntryKind::Withdraw, subject, self.sequence)?;
        }
        Ok(())
    }

    /// What belongs to a home goes to whoever has the home, for the same reasons.
    fn follow_home_of(&self, change: &Change<'_>, counts: fn(&str) -> bool) -> Result<(), StoreError> {
        self.give(change.subject, &Audience::Desk, BY_RULE)?;
        let Some(home) = home_of(change.subject, change.after) else { return Ok(()) };
        let grants = self.store.grants_of(&SubjectId::new(SubjectKind::Home, home))?;
        let mut passed_on = grants.iter().filter(|(_, reason)| counts(reason));
        passed_on.try_for_each(|(audience, reason)| self.give(change.subject, audience, reason))
    }

    /// P-05: with a home go its events and callbacks, with their whole history.
    fn follow_home(
        &self,
        home: &SubjectId,
        before: Option<PersonId>,
        after: Option<PersonId>,
    ) -> Result<(), StoreError> {
        self.give(home, &Audience::Desk, BY_RULE)?;
        if before == after {
            return Ok(());
        }
        let Ok(home) = home.key().parse() else { return Ok(()) };
        let subjects = self.store.subjects_of_home(&home)?;
        for (butler, change) in [(before, false), (after, true)] {
            let Some(audience) = butler.map(Audience::Person) else { continue };
            for subject in &subjects {
                match change {
                    true => self.give(subject, &audience, AS_BUTLER)?,
                    false => self.withdraw(subject, &audience, AS_BUTLER)?,
                }
            }
        }
        Ok(())
    }

    /// V-01: whoever a callback is assigned to needs what happened in that home (V-05).
    fn reassign(
        &self,
        change: &Change<'_>,
        before: Option<PersonId>,
        after: Option<PersonId>,
    ) -> Result<(), StoreError> {
        let reason = change.subject.as_str();
        if let Some(audience) = before.map(Audience::Person) {
            let granted = self.store.granted_for(&audience, reason)?;
            granted.iter().try_for_each(|subject| self.withdraw(subject, &audience, reason))?;
        }
        let Some(audience) = after.map(Audience::Person) else { return Ok(()) };
        self.give(change.subject, &audience, reason)?;
        let Some(home) = home_of(change.subject, change.after) else { return Ok(()) };
        let belongs = self.store.subjects_of_home(&home)?;
        let mut history = belongs.iter().filter(|s| s.kind() != Some(SubjectKind::Callback));
        history.try_for_each(|subject| self.give(subject, &audience, reason))
    }

    /// Who joins or leaves the desk is told in their own log what they have from there on.
    fn follow_person(&self, change: &Change<'_>) -> Result<(), StoreError> {
        self.give(change.subject, &Audience::All, BY_RULE)?;
        let (Some(before), Some(after)) = (desk_role(change.before), desk_role(change.after)) else {
            return Ok(());
        };
        let Ok(person) = change.subject.key().parse() else { return Ok(()) };
        if before == after {
            return Ok(());
        }
        let kind = if after { EntryKind::Grant } else { EntryKind::Withdraw };
        let own = Audience::Person(person);
        let desk = self.store.granted_to(&Audience::Desk)?;
        desk.iter().try_for_each(|subject| self.store.log(&own, kind, subject, self.sequence))
    }
}

fn butler(
    home: &doorstep_domain::directory::Newest<doorstep_domain::directory::HomeEntry>,
) -> Option<PersonId> {
    home.entry.as_ref().and_then(|(_, entry)| entry.butler.clone())
}

/// Whether a person who is recorded belongs to the desk.
fn desk_role(state: &State) -> Option<bool> {
    let State::Person(newest) = state else { return None };
    newest.entry.as_ref().map(|(_, entry)| entry.active && is_desk(entry.role))
}
