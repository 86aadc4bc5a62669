//! What the office, or provisionally the handheld, makes of a callback's fact.

use super::body::{CallbackVerdict, Disposal, Opening, Record, Review};
use super::state::{CallbackState, Recorded};
use crate::context::Context;
use crate::done::Done;
use crate::fact::verdict::Due;
use crate::fact::{Body, Head, Reason, Slot, Verdict};
use crate::ids::{FactId, PersonId};
use crate::role::Role;

/// Judges a fact on a callback (V-01 to V-09, P-09, F-04).
pub fn judge(state: &CallbackState, head: &Head, body: &Body, context: &Context<'_>) -> Verdict {
    match verdict(state, head, body, context) {
        Ok(due) => Verdict { due, ..Verdict::applied(context.time) },
        Err(reason) => Verdict::held(context.time, reason),
    }
}

fn verdict(
    state: &CallbackState,
    head: &Head,
    body: &Body,
    context: &Context<'_>,
) -> Result<Option<Due>, Reason> {
    match body {
        Body::CallbackOpened(opening) => open(state, opening, context).map(Some),
        Body::CallbackAssigned(_) => assign(state, context).map(|()| None),
        // V-09: a witness. It happened; it counts even on a callback that is done.
        Body::CallbackAttempted(_) => known(state).map(|()| None),
        Body::CallbackRecorded(record) => judge_record(state, head, record, context).map(|()| None),
        Body::CallbackReviewed(review) => judge_review(state, head, review, context).map(|()| None),
        Body::CallbackDisposed(disposal) => judge_disposal(state, head, disposal, context).map(|()| None),
        _ => Err(Reason::Incomplete),
    }
}

/// V-12: P-03 reviews the record that stands, once, with a comment.
fn judge_review(
    state: &CallbackState,
    head: &Head,
    review: &Review,
    context: &Context<'_>,
) -> Result<(), Reason> {
    if context.role != Some(Role::Supervisor) {
        return Err(Reason::Role);
    }
    standing(state, review.record)?;
    said_once(state.review.as_ref())?;
    has_parts(head, &[Slot::TEXTS])
}

/// V-12: P-01 signs an opinion of an unqualified record, once.
fn judge_disposal(
    state: &CallbackState,
    head: &Head,
    disposal: &Disposal,
    context: &Context<'_>,
) -> Result<(), Reason> {
    if context.role != Some(Role::GeneralManager) {
        return Err(Reason::Role);
    }
    let record = standing(state, disposal.record)?;
    if record.verdict != CallbackVerdict::Unqualified {
        return Err(Reason::Incomplete);
    }
    said_once(state.disposal.as_ref())?;
    has_parts(head, &[Slot::DOCUMENT, Slot::TEXTS, Slot::SIGNATURE])
}

fn standing(state: &CallbackState, record: FactId) -> Result<&Recorded, Reason> {
    known(state)?;
    state.record.as_ref().filter(|standing| standing.fact == record).ok_or(Reason::NotTheRecord)
}

fn said_once(before: Option<&Done<FactId>>) -> Result<(), Reason> {
    match before {
        Some(done) => Err(Reason::AlreadyRecorded { by: done.by.clone(), at: done.at }),
        None => Ok(()),
    }
}

fn has_parts(head: &Head, slots: &[&str]) -> Result<(), Reason> {
    if slots.iter().all(|slot| head.part(slot).is_some()) { Ok(()) } else { Err(Reason::Incomplete) }
}

fn known(state: &CallbackState) -> Result<(), Reason> {
    if state.opened.is_some() { Ok(()) } else { Err(Reason::UnknownSubject) }
}

/// V-11: only the office opens callbacks, each once.
fn open(state: &CallbackState, opening: &Opening, context: &Context<'_>) -> Result<Due, Reason> {
    if context.role.is_some() {
        return Err(Reason::Role);
    }
    if state.opened.is_some() {
        return Err(Reason::Exists);
    }
    due(opening, context).ok_or(Reason::Incomplete)
}

/// V-01 to V-03.
fn due(opening: &Opening, context: &Context<'_>) -> Option<Due> {
    let deadline =
        crate::deadline::decide(opening.after.into(), opening.finished.to_utc(), context.calendar).ok()?;
    Some(Due {
        target_by: deadline.target_by.map(Into::into),
        due_by: deadline.due_by.into(),
        calendar_assumed: deadline.assumed,
        who: deadline.who.to_vec(),
        site_revision: context.site_revision,
    })
}

/// V-01: P-01 and P-02 set the person for the graver ones, P-03 plans the others.
fn assign(state: &CallbackState, context: &Context<'_>) -> Result<(), Reason> {
    let opened = state.opened.as_ref().ok_or(Reason::UnknownSubject)?;
    let planner = context.role.is_none_or(|role| may_assign(role, &opened.due.who));
    if planner { Ok(()) } else { Err(Reason::Role) }
}

/// V-01: who sets the person of a callback that `who` may make: P-01 and P-02 of any, P-03 of what the desk and
/// the butlers make.
pub fn may_assign(role: Role, who: &[Role]) -> bool {
    match role {
        Role::GeneralManager | Role::SiteManager => true,
        Role::Supervisor => who.contains(&Role::Butler),
        _ => false,
    }
}

/// V-01: who calls on customers.
pub const CALLERS: [Role; 5] =
    [Role::GeneralManager, Role::SiteManager, Role::Supervisor, Role::FrontDesk, Role::Butler];

/// V-01: whether somebody of this role can be set to make a callback that `who` may make: those themselves; where
/// P-01 or P-02 sets the person, whoever calls on customers.
pub fn may_be_assigned(role: Role, who: &[Role]) -> bool {
    let chosen = who.is_empty() || who.contains(&Role::SiteManager);
    if chosen { CALLERS.contains(&role) } else { who.contains(&role) }
}

fn judge_record(
    state: &CallbackState,
    head: &Head,
    record: &Record,
    context: &Context<'_>,
) -> Result<(), Reason> {
    known(state)?;
    let complete = record.needed_parts().iter().all(|slot| head.part(slot).is_some());
    if !complete || !record.is_consistent() {
        return Err(Reason::Incomplete);
    }
    may_record(state, &head.by.person, context.role)?;
    supersedes(state, record)
}

/// V-01, P-09: whom V-01 names for this sort of event, or whoever is assigned.
fn may_record(state: &CallbackState, person: &PersonId, role: Option<Role>) -> Result<(), Reason> {
    let role = role.ok_or(Reason::Role)?;
    if state.assigned_to.as_ref() == Some(person) {
        return Ok(());
    }
    let who = state.opened.as_ref().map_or(&[][..], |opened| &opened.due.who);
    if who.contains(&role) { Ok(()) } else { Err(Reason::NotYours) }
}

/// V-07, F-04: a record stands until one that names it supersedes it.
fn supersedes(state: &CallbackState, record: &Record) -> Result<(), Reason> {
    match (&state.record, record.supersedes) {
        (None, None) => Ok(()),
        (Some(standing), Some(replaced)) if standing.fact == replaced => Ok(()),
        (Some(Recorded { by, at, .. }), None) => Err(Reason::AlreadyRecorded { by: by.clone(), at: *at }),
        (_, Some(_)) => Err(Reason::NotTheRecord),
    }
}
