//! What somebody is given for the sake of a case, a work order or a complaint, and gives back with it.

use std::collections::BTreeSet;

use doorstep_domain::ids::{HomeId, SubjectId, SubjectKind};

use super::Audience;
use super::grants::{ADDRESS, Grants};
use crate::store::StoreError;

/// Why a person has a case that they had or have something to do with.
const INVOLVED: &str = "involved";

/// A case and its home.
pub(super) struct Case<'a> {
    pub grants: &'a Grants<'a>,
    pub subject: &'a SubjectId,
    pub home: &'a HomeId,
}

impl Case<'_> {
    /// The case itself.
    pub fn follow_involved(
        &self,
        before: &BTreeSet<Audience>,
        after: &BTreeSet<Audience>,
    ) -> Result<(), StoreError> {
        let (grants, case) = (self.grants, self.subject);
        before.difference(after).try_for_each(|audience| grants.withdraw(case, audience, INVOLVED))?;
        after.difference(before).try_for_each(|audience| grants.give(case, audience, INVOLVED))
    }

    /// Where it is, and no more of that home.
    pub fn follow_address(
        &self,
        before: &BTreeSet<Audience>,
        after: &BTreeSet<Audience>,
    ) -> Result<(), StoreError> {
        let home = SubjectId::new(SubjectKind::Home, self.home);
        let reason = format!("{ADDRESS}{}", self.subject);
        before.difference(after).try_for_each(|audience| self.grants.withdraw(&home, audience, &reason))?;
        after.difference(before).try_for_each(|audience| self.grants.give(&home, audience, &reason))
    }

    /// V-05, V-13: what happened there, for who goes to that door.
    pub fn follow_door(
        &self,
        before: &BTreeSet<Audience>,
        after: &BTreeSet<Audience>,
    ) -> Result<(), StoreError> {
        let reason = self.subject.as_str();
        before.difference(after).try_for_each(|audience| self.grants.withdraw_all(audience, reason))?;
        after.difference(before).try_for_each(|audience| {
            let history = self.grants.store.subjects_of_home(self.home)?;
            history.iter().try_for_each(|subject| self.grants.give(subject, audience, reason))
        })
    }
}
