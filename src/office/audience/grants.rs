//! Grants: each says why an audience has a subject, so that taking one reason back leaves the others.

use std::cell::Cell;
use std::collections::BTreeSet;

use doorstep_domain::cash_up::CashUpState;
use doorstep_domain::directory::{HomeEntry, Newest};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};

use super::{Audience, Change, groups_of, home_of};
use crate::store::{EntryKind, Store, StoreError};

/// Why an audience has a subject: by the rules of [`super`], or as the home's butler. Beside these a reason is
/// the callback, order or complaint for whose sake somebody goes to that home, with all that happened there.
pub(super) const BY_RULE: &str = "rule";
const AS_BUTLER: &str = "butler";
/// What stands before a case, where only the address is needed: what happens in that home is not passed on.
pub(super) const ADDRESS: &str = "address/";

pub(super) struct Grants<'a> {
    pub store: &'a dyn Store,
    pub sequence: i64,
    changed: Cell<bool>,
}

impl<'a> Grants<'a> {
    pub fn new(store: &'a dyn Store, sequence: i64) -> Self {
        Self { store, sequence, changed: Cell::new(false) }
    }
}

impl Grants<'_> {
    /// Whether anybody was given or lost anything.
    pub fn changed(&self) -> bool {
        self.changed.get()
    }

    pub fn follow(&self, change: &Change<'_>) -> Result<(), StoreError> {
        match (change.before, change.after) {
            (State::Site(_) | State::Calendar(_) | State::Catalogue(_), _) => {
                self.give(change.subject, &Audience::All, BY_RULE)
            }
            (State::Person(_), State::Person(_)) => self.follow_person(change),
            (State::Home(before), State::Home(after)) => {
                self.follow_home(change.subject, butler(before), butler(after))
            }
            (State::Event(before), State::Event(after))
                if before.finish.is_none() && after.finish.is_some() =>
            {
                self.follow_home_of(change, passes_on)
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
            (State::WorkOrder(before), State::WorkOrder(after)) => self.follow_order(change, before, after),
            (State::Complaint(before), State::Complaint(after)) => {
                self.follow_complaint(change, before, after)
            }
            (State::CashUp(_), State::CashUp(after)) => self.follow_cash_up(change.subject, after),
            _ => Ok(()),
        }
    }

    pub fn give(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<(), StoreError> {
        if self.store.add_grant(subject, audience, reason)? {
            self.changed.set(true);
            self.store.log(audience, EntryKind::Grant, subject, self.sequence)?;
        }
        Ok(())
    }

    pub fn withdraw(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<(), StoreError> {
        if self.store.remove_grant(subject, audience, reason)? {
            self.changed.set(true);
            self.store.log(audience, EntryKind::Withdraw, subject, self.sequence)?;
        }
        Ok(())
    }

    /// Takes back everything that the audience has for this reason.
    pub fn withdraw_all(&self, audience: &Audience, reason: &str) -> Result<(), StoreError> {
        let granted = self.store.granted_for(audience, reason)?;
        granted.iter().try_for_each(|subject| self.withdraw(subject, audience, reason))
    }

    /// What belongs to a home goes to whoever has the home, for the same reasons.
    pub fn follow_home_of(&self, change: &Change<'_>, counts: fn(&str) -> bool) -> Result<(), StoreError> {
        self.give(change.subject, &Audience::Desk, BY_RULE)?;
        let Some(home) = home_of(change.subject, change.after) else { return Ok(()) };
        let grants = self.store.grants_of(&SubjectId::new(SubjectKind::Home, home))?;
        let mut passed_on = grants.iter().filter(|(_, reason)| counts(reason));
        passed_on.try_for_each(|(audience, reason)| self.give(change.subject, audience, reason))
    }

    /// P-05: with a home go its events, orders, complaints and callbacks, with their whole history.
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
            self.withdraw_all(&audience, reason)?;
        }
        let Some(audience) = after.map(Audience::Person) else { return Ok(()) };
        self.give(change.subject, &audience, reason)?;
        let Some(home) = home_of(change.subject, change.after) else { return Ok(()) };
        let belongs = self.store.subjects_of_home(&home)?;
        let mut history = belongs.iter().filter(|s| s.kind() != Some(SubjectKind::Callback));
        history.try_for_each(|subject| self.give(subject, &audience, reason))
    }

    /// what was handed in is for whose it is, and for the desk.
    fn follow_cash_up(&self, subject: &SubjectId, after: &CashUpState) -> Result<(), StoreError> {
        let Some(handed_in) = after.handed_in.last() else { return Ok(()) };
        let own = Audience::Person(handed_in.body.person.clone());
        [own, Audience::Desk].iter().try_for_each(|audience| self.give(subject, audience, BY_RULE))
    }

    /// Who joins or leaves the desk, P-07 or the head of a department is told in their own log what they have from there on.
    fn follow_person(&self, change: &Change<'_>) -> Result<(), StoreError> {
        self.give(change.subject, &Audience::All, BY_RULE)?;
        let (Some(before), Some(after)) = (groups(change.before), groups(change.after)) else {
            return Ok(());
        };
        let Ok(person) = change.subject.key().parse() else { return Ok(()) };
        let own = Audience::Person(person);
        for (kind, groups) in [(EntryKind::Withdraw, &before - &after), (EntryKind::Grant, &after - &before)]
        {
            for subject in groups.iter().map(|group| self.store.granted_to(group)) {
                subject?.iter().try_for_each(|subject| self.store.log(&own, kind, subject, self.sequence))?;
            }
        }
        Ok(())
    }
}

/// Whether what happens in a home is passed on to who has the home for this reason.
pub(super) fn passes_on(reason: &str) -> bool {
    !reason.starts_with(ADDRESS)
}

fn butler(home: &Newest<HomeEntry>) -> Option<PersonId> {
    home.entry.as_ref().and_then(|(_, entry)| entry.butler.clone())
}

/// What a person who is recorded shares with others.
fn groups(state: &State) -> Option<BTreeSet<Audience>> {
    let State::Person(newest) = state else { return None };
    let (_, entry) = newest.entry.as_ref()?;
    Some(if entry.active { groups_of(entry) } else { BTreeSet::new() })
}
