//! A callback at the office: its copy for who may read it, and who is to make it.

use doorstep_domain::callback::{self, Assignment, CallbackState};
use doorstep_domain::fact::Body;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::role::Role;
use doorstep_protocol::problem::ProblemCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audience::Audience;
use crate::copy::{self, FactCopy};
use crate::directory;
use crate::draft::Draft;
use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::ledger::Ledger;
use crate::store::Store;

/// The office's copy of a callback.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CallbackCopy {
    /// The callback.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// The fold of its facts.
    #[schema(value_type = Object)]
    pub state: CallbackState,
    /// Its facts, in the office's order.
    pub facts: Vec<FactCopy>,
}

/// The copy, if one of the audiences has the callback (P-10).
pub(crate) fn copy(
    store: &dyn Store,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<CallbackCopy, OfficeError> {
    match copy::read(store, subject, audiences)? {
        (State::Callback(state), facts) => {
            Ok(CallbackCopy { subject: subject.clone(), state: *state, facts })
        }
        _ => Err(OfficeError::not_found()),
    }
}

/// V-01: assigns a callback, where the caller may.
pub(crate) fn assign(
    ledger: &mut Ledger,
    subject: &SubjectId,
    caller: &SignedIn,
    to: &PersonId,
) -> Result<(), OfficeError> {
    let store = &*ledger.store;
    if !store.is_granted(subject, &caller.audiences)? {
        return Err(OfficeError::not_found());
    }
    let State::Callback(state) = ledger.subject(subject)?.state else { return Err(OfficeError::not_found()) };
    may_assign(caller.role, &state)?;
    directory::at_work(store, to)?;
    if state.assigned_to.as_ref() == Some(to) {
        return Ok(());
    }
    let body = Body::CallbackAssigned(Assignment { to: to.clone() });
    let (id, subject, at) = (FactId(Uuid::now_v7()), subject.clone(), ledger.now());
    ledger.append(Draft { id, subject, body, at, parts: Vec::new() })?;
    Ok(ledger.store.note_assignment(id, &caller.person, at)?)
}

fn may_assign(role: Role, state: &CallbackState) -> Result<(), OfficeError> {
    let who = state.opened.as_ref().map_or(&[][..], |opened| &opened.due.who);
    if callback::may_assign(role, who) {
        return Ok(());
    }
    let detail = format!("a {} may not assign this callback", role.code());
    Err(OfficeError::refused(ProblemCode::Role, detail))
}
