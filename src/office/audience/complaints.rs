//! Who has a complaint, and for its sake a home (P-09 to P-11, C-06, F-04). All of it is derived from the
//! complaint's state: what is new in it is given, what is gone is withdrawn.

use std::collections::BTreeSet;

use doorstep_domain::complaint::{ComplaintState, Step};
use doorstep_domain::ids::{DepartmentCode, PersonId};

use super::case::Case;
use super::grants::{Grants, passes_on};
use super::{Audience, Change, groups_of};
use crate::directory;
use crate::store::StoreError;

/// P-11: who received it, who chases it; who handles it.
fn persons(complaint: &ComplaintState) -> BTreeSet<&PersonId> {
    let received = complaint.received.as_ref().map(|received| &received.by);
    let all = [received, complaint.owner.as_ref(), assignee(complaint)].into_iter().flatten();
    all.filter(|person| **person != PersonId::office()).collect()
}

fn assignee(complaint: &ComplaintState) -> Option<&PersonId> {
    complaint.assigned.as_ref().and_then(|assigned| assigned.what.to.as_ref())
}

/// C-06: the department that is to handle it.
fn department(complaint: &ComplaintState) -> Option<&DepartmentCode> {
    complaint.assigned.as_ref().map(|assigned| &assigned.what.department)
}

/// Everybody who did something about it, or whose act was held.
fn authors(complaint: &ComplaintState) -> BTreeSet<&PersonId> {
    let taken = complaint.taken.iter().map(|taken| &taken.by);
    taken.chain(complaint.held.iter().map(|held| &held.by)).collect()
}

/// C-10: until the department is done.
fn is_being_handled(complaint: &ComplaintState) -> bool {
    complaint.step.is_some_and(|step| step < Step::Handled)
}

fn at_the_door(complaint: &ComplaintState) -> BTreeSet<Audience> {
    let assignee = assignee(complaint).filter(|_| is_being_handled(complaint));
    assignee.cloned().map(Audience::Person).into_iter().collect()
}

/// Who needs to know where it is until the customer knows the result.
fn addressed(complaint: &ComplaintState) -> BTreeSet<Audience> {
    let open = complaint.step.is_some_and(|step| step < Step::Told);
    if open { had(complaint) } else { BTreeSet::new() }
}

fn had(complaint: &ComplaintState) -> BTreeSet<Audience> {
    let persons = persons(complaint).into_iter().cloned().map(Audience::Person);
    persons.chain(department(complaint).cloned().map(Audience::Department)).collect()
}

impl Grants<'_> {
    pub(super) fn follow_complaint(
        &self,
        change: &Change<'_>,
        before: &ComplaintState,
        after: &ComplaintState,
    ) -> Result<(), StoreError> {
        let Some(received) = &after.received else { return Ok(()) };
        if before.received.is_none() {
            self.follow_home_of(change, passes_on)?;
        }
        let case = Case { grants: self, subject: change.subject, home: &received.what.home };
        case.follow_involved(&had(before), &self.have(before, after)?)?;
        case.follow_address(&addressed(before), &addressed(after))?;
        case.follow_door(&at_the_door(before), &at_the_door(after))
    }

    /// F-04: who had it keeps it where something in it is theirs.
    fn have(
        &self,
        before: &ComplaintState,
        after: &ComplaintState,
    ) -> Result<BTreeSet<Audience>, StoreError> {
        let (had, mut have) = (had(before), had(after));
        let gone: BTreeSet<Audience> = had.difference(&have).cloned().collect();
        for author in authors(after) {
            let own = Audience::Person(author.clone());
            if gone.contains(&own) || self.is_head_of(author, &gone)? {
                have.insert(own);
            }
        }
        Ok(have)
    }

    fn is_head_of(&self, person: &PersonId, departments: &BTreeSet<Audience>) -> Result<bool, StoreError> {
        let heads = departments.iter().any(|audience| matches!(audience, Audience::Department(_)));
        let entry = if heads { directory::person(self.store, person)? } else { None };
        Ok(entry.is_some_and(|entry| groups_of(&entry).iter().any(|group| departments.contains(group))))
    }
}
