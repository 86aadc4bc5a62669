//! The head of a fact: everything that the fold and the rules read, and nothing personal.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::part::PartRef;
use super::strict_json::{self, StrictJsonError};
use crate::bytes::PublicKey;
use crate::ids::{BootId, FactId, InstallationId, PersonId, SiteId, SubjectId};
use crate::moment::{Moment, OfficeTime};

/// The version of the envelope that this code writes.
pub const ENVELOPE_VERSION: u8 = 1;

/// A fact's head, as it stands in its signed bytes. Field order is the order written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The envelope's version: 1.
    pub v: u8,
    /// The fact's id.
    pub id: FactId,
    /// What sort of fact, as `subject.verb`.
    pub kind: String,
    /// The version of that kind's body.
    pub kv: u16,
    /// The site.
    pub site: SiteId,
    /// What it is about.
    pub subject: SubjectId,
    /// Who says so.
    pub by: Author,
    /// Where it was made.
    pub installation: InstallationId,
    /// The installation's own count, without gaps: 1, 2, 3 …
    pub sequence: i64,
    /// What the device's clock showed (F-02).
    pub wall: Moment,
    /// The boot that this happened in.
    pub boot: BootId,
    /// The office's time, as first reckoned; what a later contact tightens stands in the verdict.
    pub office: OfficeTime,
    /// What the author had seen of the subject.
    pub seen: Seen,
    /// What happened; its shape depends on `kind` and `kv`.
    pub body: Value,
    /// The parts, by slot.
    pub parts: Vec<PartRef>,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The person; for the office's own facts, `office`.
    pub person: PersonId,
    /// The key that signed.
    pub key: PublicKey,
}

/// What the author had seen of the subject when acting: work begun in ignorance of a
/// reassignment is not punished for it (F-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The office's sequence of the newest fact on this subject that was known; 0 for none.
    pub office: i64,
    /// How many facts of this installation on this subject stood unanswered behind that.
    pub pending: i64,
}

/// Why bytes are no head.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeadError {
    /// Not JSON as facts allow it.
    #[error(transparent)]
    Json(#[from] StrictJsonError),
    /// JSON, but not of a head's shape.
    #[error("not a head: {0}")]
    Shape(String),
    /// Written by a newer Doorstep.
    #[error("envelope version {0} is newer than this program")]
    NewerEnvelope(i64),
}

impl Head {
    /// The bytes to be signed and stored.
    pub fn encode(&self) -> Vec<u8> {
        // Cannot fail: no map with keys that are no strings, no float.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a head from stored bytes.
    ///
    /// # Errors
    /// When the bytes are not strict JSON, not of this shape, or of a newer envelope.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeadError> {
        let value = strict_json::parse(bytes)?;
        match value.get("v").and_then(Value::as_i64) {
            Some(v) if v > i64::from(ENVELOPE_VERSION) => return Err(HeadError::NewerEnvelope(v)),
            _ => {}
        }
        let head: Head = serde_json::from_value(value).map_err(|e| HeadError::Shape(e.to_string()))?;
        head.check()
    }

    fn check(self) -> Result<Self, HeadError> {
        let shape = |what: &str| Err(HeadError::Shape(what.to_owned()));
        if self.v != ENVELOPE_VERSION {
            return shape("envelope version");
        }
        if self.sequence < 1 {
            return shape("a sequence below 1");
        }
        let repeated = |(i, part): (usize, &PartRef)| self.parts[..i].iter().any(|p| p.slot == part.slot);
        if self.parts.iter().enumerate().any(repeated) {
            return shape("a slot twice");
        }
        Ok(self)
    }

    /// The part in `slot`, if the fact has it.
    pub fn part(&self, slot: &str) -> Option<&PartRef> {
        self.parts.iter().find(|part| part.slot.as_str() == slot)
    }
}
