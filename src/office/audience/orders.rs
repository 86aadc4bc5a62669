//! Who has a work order, and for its sake a home (P-09 to P-11, V-05, V-13, F-04). All of it is derived from the
//! order's state: what is new in it is given, what is gone is withdrawn.

use std::collections::BTreeSet;

use doorstep_domain::fold::State;
use doorstep_domain::ids::PersonId;
use doorstep_domain::work_order::{Step, WorkOrderState};

use super::case::Case;
use super::grants::{BY_RULE, Grants, passes_on};
use super::{Audience, Change};
use crate::store::StoreError;

/// who still has work on it, until it is settled.
pub(crate) fn worker_of(state: &State) -> Option<&PersonId> {
    let State::WorkOrder(order) = state else { return None };
    let works = |step| (Step::Dispatched..=Step::Signed).contains(&step);
    order.step.filter(|step| works(*step)).and(order.assignment()).map(|assignment| &assignment.to)
}

/// P-11: the first person asked; who has it; F-04: who had it and has something in it.
fn involved(order: &WorkOrderState) -> BTreeSet<Audience> {
    let had = order.assignments.iter().map(|assignment| &assignment.to);
    let had = had.filter(|person| has_something_in(order, person));
    let persons = first_asked(order).into_iter().chain(worker(order)).chain(had);
    persons.cloned().map(Audience::Person).collect()
}

fn first_asked(order: &WorkOrderState) -> Option<&PersonId> {
    order.registered.as_ref().map(|registered| &registered.by)
}

fn worker(order: &WorkOrderState) -> Option<&PersonId> {
    order.assignment().map(|assignment| &assignment.to)
}

fn has_something_in(order: &WorkOrderState, person: &PersonId) -> bool {
    order.taken.iter().any(|taken| taken.by == *person) || order.held.iter().any(|held| held.by == *person)
}

/// V-05, V-13: who of the staff goes to that door needs what happened there. A contractor is not of the staff.
fn at_the_door(order: &WorkOrderState) -> BTreeSet<Audience> {
    let worker = order.assignment().filter(|assignment| order.is_open() && !assignment.under_warranty);
    worker.map(|assignment| Audience::Person(assignment.to.clone())).into_iter().collect()
}

/// Who needs to know where it is, and no more of that home: P-07, the first person asked, the contractor.
fn addressed(order: &WorkOrderState) -> BTreeSet<Audience> {
    let contractor = order.assignment().filter(|assignment| assignment.under_warranty);
    let persons = first_asked(order).into_iter().chain(contractor.map(|assignment| &assignment.to));
    let all = persons.cloned().map(Audience::Person).chain([Audience::Engineering]);
    if order.is_open() { all.collect() } else { BTreeSet::new() }
}

impl Grants<'_> {
    pub(super) fn follow_order(
        &self,
        change: &Change<'_>,
        before: &WorkOrderState,
        after: &WorkOrderState,
    ) -> Result<(), StoreError> {
        let Some(registered) = &after.registered else { return Ok(()) };
        if before.registered.is_none() {
            self.follow_home_of(change, passes_on)?;
            self.give(change.subject, &Audience::Engineering, BY_RULE)?;
        }
        let order = Case { grants: self, subject: change.subject, home: &registered.what.home };
        order.follow_involved(&involved(before), &involved(after))?;
        order.follow_address(&addressed(before), &addressed(after))?;
        order.follow_door(&at_the_door(before), &at_the_door(after))
    }
}
