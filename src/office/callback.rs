//! A callback at the office: its copy for who may read it, and who is to make it.

use doorstep_domain::callback::{Assignment, CallbackState};
use doorstep_domain::fact::{Body, Head, PartRef, SignedFact, Slot, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::role::Role;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::receipt::SignedReceipt;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audience::Audience;
use crate::directory;
use crate::draft::Draft;
use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::ledger::Ledger;
use crate::store::{Store, StoreError, StoredFact};

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

/// A fact of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactCopy {
    /// Its id.
    #[schema(value_type = String)]
    pub id: FactId,
    /// What sort.
    pub kind: String,
    /// Who says so.
    #[schema(value_type = String)]
    pub by: PersonId,
    /// Its place in the office's order.
    pub sequence: i64,
    /// What it says, as in its head.
    #[schema(value_type = Object)]
    pub body: Value,
    /// Its head, exactly as signed.
    pub head: String,
    /// What the office made of it.
    #[schema(value_type = Object)]
    pub verdict: Verdict,
    /// The office's word.
    pub receipt: SignedReceipt,
    /// What its head says of its parts.
    #[schema(value_type = Vec<Object>)]
    pub parts: Vec<PartRef>,
    /// The free text (V-06).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub texts: Option<Value>,
    /// What the customer was shown, byte for byte (V-07).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The strokes of the signature (V-07).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub strokes: Option<Value>,
}

/// The copy, if one of the audiences has the callback (P-10).
pub(crate) fn copy(
    store: &dyn Store,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<CallbackCopy, OfficeError> {
    if !store.is_granted(subject, audiences)? {
        return Err(OfficeError::not_found());
    }
    let row = store.subject(subject)?.ok_or_else(OfficeError::not_found)?;
    let State::Callback(state) = row.state else { return Err(OfficeError::not_found()) };
    let facts = store.facts_of(subject, row.last_sequence)?;
    let facts = facts.into_iter().map(fact_copy).collect::<Result<_, _>>()?;
    Ok(CallbackCopy { subject: subject.clone(), state: *state, facts })
}

fn fact_copy(stored: StoredFact) -> Result<FactCopy, StoreError> {
    let head = Head::parse(stored.fact.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
    let json = |slot| part(&stored.fact, slot).and_then(|bytes| serde_json::from_slice(bytes).ok());
    let document =
        part(&stored.fact, Slot::DOCUMENT).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    Ok(FactCopy {
        id: head.id,
        kind: head.kind,
        by: head.by.person,
        sequence: stored.place.sequence,
        body: head.body,
        parts: head.parts,
        texts: json(Slot::TEXTS),
        document,
        strokes: json(Slot::SIGNATURE),
        head: stored.fact.head.clone(),
        verdict: stored.verdict,
        receipt: stored.receipt,
    })
}

fn part<'a>(fact: &'a SignedFact, slot: &str) -> Option<&'a [u8]> {
    fact.parts.iter().find(|part| part.slot.as_str() == slot).map(|part| &part.bytes.0[..])
}

/// V-01: assigns a callback. P-01 and P-02 set the person for any, P-03 plans what the desk and the
/// butlers make.
pub(crate) fn assign(
    ledger: &mut Ledger,
    subject: &SubjectId,
    caller: &SignedIn,
    to: &PersonId,
) -> Result<(), OfficeError> {
    let store = &*ledger.store;
    if !store.is_granted(subject, &caller.audiences())? {
        return Err(OfficeError::not_found());
    }
    let State::Callback(state) = ledger.subject(subject)?.state else { return Err(OfficeError::not_found()) };
    may_assign(caller.role, &state)?;
    if directory::person(store, to)?.is_none_or(|person| !person.active) {
        return Err(OfficeError::bad_request(format!("nobody who works here has the id {to}")));
    }
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
    let allowed = match role {
        Role::GeneralManager | Role::SiteManager => true,
        Role::Supervisor => who.contains(&Role::Butler),
        _ => false,
    };
    if allowed {
        return Ok(());
    }
    let detail = format!("a {} may not assign this callback", role.code());
    Err(OfficeError::refused(ProblemCode::Role, detail))
}
