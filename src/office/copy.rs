//! The office's copy of a case's facts, for scripts: heads, verdicts, and what the customer said, saw and signed.

use doorstep_domain::fact::{Head, PartRef, SignedFact, Slot, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_protocol::receipt::SignedReceipt;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::audience::Audience;
use crate::error::OfficeError;
use crate::store::{Store, StoreError, StoredFact};

/// A fact of a case.
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
    /// The free text.
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

/// State and facts of a subject, if one of the audiences has it (P-10).
pub(crate) fn read(
    store: &dyn Store,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<(State, Vec<FactCopy>), OfficeError> {
    if !store.is_granted(subject, audiences)? {
        return Err(OfficeError::not_found());
    }
    let row = store.subject(subject)?.ok_or_else(OfficeError::not_found)?;
    let facts = store.facts_of(subject, row.last_sequence)?;
    let facts = facts.into_iter().map(fact_copy).collect::<Result<_, StoreError>>()?;
    Ok((row.state, facts))
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

pub(crate) fn part<'a>(fact: &'a SignedFact, slot: &str) -> Option<&'a [u8]> {
    fact.parts.iter().find(|part| part.slot.as_str() == slot).map(|part| &part.bytes.0[..])
}
