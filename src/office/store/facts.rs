//! Facts in the office's order, their parts, and what came that is no fact.

use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::fact::{Head, PartRef, PartSalt, SignedFact, Verdict};
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::WithoutPictures;
use doorstep_protocol::receipt::SignedReceipt;

use super::StoreError;

/// A place in the office's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1, 2, 3 …; 0 before the first.
    pub sequence: i64,
    /// The rolling hash there.
    pub rolling: Hash,
}

/// A fact that takes its place.
pub struct PlacedFact<'a> {
    /// Where.
    pub place: Place,
    /// What it says.
    pub head: &'a Head,
    /// As it came.
    pub fact: &'a SignedFact,
    /// Its content hash.
    pub content: Hash,
    /// What the office made of it.
    pub verdict: &'a Verdict,
    /// The office's word.
    pub receipt: &'a SignedReceipt,
    /// What binds the verdict to the fact.
    pub seal: Option<Hash>,
    /// When it was taken.
    pub taken: Moment,
    /// Its parts, those that have not arrived too.
    pub parts: Vec<KeptPart>,
}

/// A part at the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPart {
    /// What the head says of it.
    pub reference: PartRef,
    /// Its salt, once it is here.
    pub salt: Option<PartSalt>,
    /// Its bytes, where they are kept beside the fact.
    pub bytes: Option<Blob>,
    /// The name of its file, where they are kept apart.
    pub file: Option<String>,
}

/// A fact as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFact {
    /// Where it stands.
    pub place: Place,
    /// What it is about.
    pub subject: SubjectId,
    /// As it came, with its inline parts.
    pub fact: SignedFact,
    /// Its content hash.
    pub content: Hash,
    /// What the office made of it.
    pub verdict: Verdict,
    /// The office's word.
    pub receipt: SignedReceipt,
}

/// Something that came and is no fact, or not the one that has its id: kept for a look (F-01).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `broken` or `same_id`.
    pub why: &'static str,
    /// The installation that its routing names.
    pub installation: InstallationId,
    /// The sequence that its routing names.
    pub sequence: i64,
    /// The tag of its subject.
    pub tag: Fixed<16>,
    /// Exactly what came, as JSON.
    pub bytes: Vec<u8>,
    /// SHA-256 of that: the same twice is kept once.
    pub digest: Hash,
    /// When it came.
    pub at: Moment,
}

/// Facts and their order.
pub trait FactStore {
    /// The newest place of the order; `None` before the first fact.
    fn last_place(&self) -> Result<Option<Place>, StoreError>;

    /// The rolling hash at a place of the order.
    fn rolling_at(&self, sequence: i64) -> Result<Option<Hash>, StoreError>;

    /// Stores a fact at its place.
    fn insert_fact(&self, placed: &PlacedFact<'_>) -> Result<(), StoreError>;

    /// The fact with this id.
    fn fact(&self, id: FactId) -> Result<Option<StoredFact>, StoreError>;

    /// The fact at this place.
    fn fact_at(&self, sequence: i64) -> Result<Option<StoredFact>, StoreError>;

    /// A subject's facts up to a place, in the office's order.
    fn facts_of(&self, subject: &SubjectId, through: i64) -> Result<Vec<StoredFact>, StoreError>;

    /// How many facts of an installation on a subject, before this one of its own order, stand after a
    /// place of the office's order.
    fn count_own(
        &self,
        installation: InstallationId,
        subject: &SubjectId,
        before: i64,
        after_place: i64,
    ) -> Result<i64, StoreError>;

    /// How many of an installation's facts before this one of its own order the office has seen, taken or refused.
    fn count_before(&self, installation: InstallationId, before: i64) -> Result<i64, StoreError>;

    /// Which sequences of an installation the office has seen, taken or refused, after one and through another; ascending.
    fn own_sequences(
        &self,
        installation: InstallationId,
        after: i64,
        through: i64,
    ) -> Result<Vec<i64>, StoreError>;

    /// The newest facts of an installation, no more than `most`, after one of its sequences and through another, that are
    /// here without all of their parts.
    fn own_with_missing_parts(
        &self,
        installation: InstallationId,
        after: i64,
        through: i64,
        most: usize,
    ) -> Result<Vec<WithoutPictures>, StoreError>;

    /// How many facts of an installation with this tag were refused.
    fn count_refused(&self, installation: InstallationId, tag: &Fixed<16>) -> Result<i64, StoreError>;

    /// The newest sequence of an installation; 0 before its first fact.
    fn last_own_sequence(&self, installation: InstallationId) -> Result<i64, StoreError>;

    /// The newest sequence of an installation on a subject; 0 for none.
    fn last_own_on(&self, installation: InstallationId, subject: &SubjectId) -> Result<i64, StoreError>;

    /// The place of the newest fact of a subject that counts; 0 for none.
    fn last_applied(&self, subject: &SubjectId) -> Result<i64, StoreError>;

    /// Whether an installation gave this sequence before.
    fn has_own_sequence(&self, installation: InstallationId, sequence: i64) -> Result<bool, StoreError>;

    /// Keeps what was refused.
    fn keep_refused(&self, refusal: &Refusal) -> Result<(), StoreError>;

    /// Counts something that this office is too old to know.
    fn count_too_old(&self, installation: InstallationId, at: Moment) -> Result<(), StoreError>;

    /// One part of a fact.
    fn part(&self, fact: FactId, slot: &str) -> Result<Option<KeptPart>, StoreError>;

    /// Every fact of a kind, in the office's order.
    fn facts_of_kind(&self, kind: &str) -> Result<Vec<FactId>, StoreError>;
}
