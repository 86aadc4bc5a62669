//! What somebody did, as the state of a subject keeps it: by which fact, by whom, when.

use serde::{Deserialize, Serialize};

use crate::fact::{Head, Reason, Verdict};
use crate::ids::{FactId, PersonId};
use crate::moment::Moment;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done<T> {
    /// The fact: texts, document, strokes and pictures are its parts.
    pub fact: FactId,
    /// Who.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// What.
    pub what: T,
}

/// An action that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken<A> {
    /// What.
    pub action: A,
    /// The fact.
    pub fact: FactId,
    /// Who.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// When, as the device's own clock showed it (F-02).
    pub wall: Moment,
}

/// F-04: an action that was held: nobody's evidence is discarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldAct<A> {
    /// What.
    pub action: A,
    /// The fact, with all its parts.
    pub fact: FactId,
    /// Who.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// Why.
    pub reason: Reason,
}

impl<T> Done<T> {
    pub(crate) fn of(head: &Head, verdict: &Verdict, what: T) -> Self {
        Self { fact: head.id, by: head.by.person.clone(), at: verdict.time.middle(), what }
    }
}

impl<A> Taken<A> {
    pub(crate) fn of(head: &Head, verdict: &Verdict, action: A) -> Self {
        let (by, at) = (head.by.person.clone(), verdict.time.middle());
        Self { action, fact: head.id, by, at, wall: head.wall }
    }
}

impl<A> HeldAct<A> {
    pub(crate) fn of(head: &Head, verdict: &Verdict, action: A) -> Self {
        let (by, at) = (head.by.person.clone(), verdict.time.middle());
        let reason = verdict.reason.clone().unwrap_or(Reason::Unknown);
        Self { action, fact: head.id, by, at, reason }
    }
}
