//! Facts on their way to the office: `POST /v1/facts`, up to [`MAX_FACTS`] at once.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use doorstep_domain::bytes::Fixed;
use doorstep_domain::fact::{Reason, SignedFact, Verdict};
use doorstep_domain::ids::{InstallationId, SubjectId};

use crate::layout;
use crate::pack::{self, PackError, Packing};
use crate::receipt::SignedReceipt;
use crate::seal::{Opener, OpeningKey, Purpose, SealError, Sealed, Sealer};

/// No more facts in one request.
pub const MAX_FACTS: usize = 100;
/// No more bytes in one request's body.
pub const MAX_BYTES: usize = 1024 * 1024;

/// What travels in clear beside a sealed fact: enough to order it, nothing about anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// The installation that made it.
    #[schema(value_type = String)]
    pub installation: InstallationId,
    /// Its place in that installation's order.
    pub sequence: i64,
    /// 0 goes first: grave complaints. Everything else is 1.
    pub priority: u8,
    /// The same for facts on the same subject of this installation, and otherwise opaque.
    #[schema(value_type = String)]
    pub tag: Fixed<16>,
}

impl Routing {
    /// What the seal binds: `"doorstep/routing/1\0" ‖ installation ‖ sequence ‖ priority ‖ tag`.
    fn beside(&self) -> Vec<u8> {
        let sequence = self.sequence.to_be_bytes();
        [
            b"doorstep/routing/1\0",
            &self.installation.0.as_bytes()[..],
            &sequence,
            &[self.priority],
            &self.tag.0,
        ]
        .concat()
    }
}

/// The opaque tag of a subject: 16 bytes of `SHA-256("doorstep/tag/1\0" ‖ secret ‖ subject)`.
pub fn subject_tag(secret: &[u8; 32], subject: &SubjectId) -> Fixed<16> {
    let digest = Sha256::new()
        .chain_update(b"doorstep/tag/1\0")
        .chain_update(secret)
        .chain_update(subject.as_str())
        .finalize();
    let mut tag = [0; 16];
    tag.copy_from_slice(&digest[..16]);
    Fixed(tag)
}

/// A fact as it travels: routing in clear, the rest compressed and sealed to the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedFact {
    /// In clear.
    pub routing: Routing,
    /// For the office alone.
    #[schema(value_type = Object)]
    pub sealed: Sealed,
}

/// Why a sealed fact cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealedFactError {
    /// Not sealed to this office, or altered.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Sealed, but not packed as this program knows it.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// Sealed and packed, but no fact.
    #[error("sealed, but not a fact: {0}")]
    Shape(String),
}

impl SealedFact {
    /// Packs as the office can read it, and seals.
    ///
    /// # Errors
    /// When the sealer cannot (see [`Sealer::seal`]).
    pub fn seal(
        sealer: &mut Sealer,
        routing: Routing,
        fact: &SignedFact,
        packing: Packing,
    ) -> Result<Self, SealError> {
        let plain = match packing {
            Packing::Plain => serde_json::to_vec(fact).unwrap_or_default(),
            Packing::Dictionary => layout::lay(fact),
        };
        let sealed = sealer.seal(&routing.beside(), &pack::pack(&plain, packing))?;
        Ok(Self { routing, sealed })
    }

    /// Opens and unpacks.
    ///
    /// # Errors
    /// When it was not sealed to `key`, was altered, or is no fact inside.
    pub fn open(&self, key: &OpeningKey) -> Result<SignedFact, SealedFactError> {
        self.open_by(&mut Opener::new(key, Purpose::Outbox))
    }

    /// As [`SealedFact::open`], one of many.
    ///
    /// # Errors
    /// As [`SealedFact::open`].
    pub fn open_by(&self, opener: &mut Opener<'_>) -> Result<SignedFact, SealedFactError> {
        match self.unpack(opener)? {
            (Packing::Plain, json) => {
                serde_json::from_slice(&json).map_err(|e| SealedFactError::Shape(e.to_string()))
            }
            (Packing::Dictionary, laid) => {
                layout::read(&laid).ok_or_else(|| SealedFactError::Shape("not laid as one".to_owned()))
            }
        }
    }

    /// How it is packed.
    ///
    /// # Errors
    /// When it was not sealed to `key`, was altered, or is packed as this program does not know.
    pub fn packing(&self, key: &OpeningKey) -> Result<Packing, SealedFactError> {
        self.unpack(&mut Opener::new(key, Purpose::Outbox)).map(|(packing, _)| packing)
    }

    fn unpack(&self, opener: &mut Opener<'_>) -> Result<(Packing, Vec<u8>), SealedFactError> {
        let packed = opener.open(&self.routing.beside(), &self.sealed)?;
        Ok(pack::unpack(&packed)?)
    }
}

/// `POST /v1/facts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushRequest {
    /// At most [`MAX_FACTS`], in the order to be taken.
    pub facts: Vec<SealedFact>,
}

/// The office's answer: one for each fact, in the same order, all durable before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PushAnswer {
    /// One for each fact.
    pub answers: Vec<Answer>,
    /// The epoch in which the office answered. Something on the way may give an answer once more, and what it confirms was
    /// lost with the epoch that it is of. An older office does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i64>,
}

/// What became of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The office holds it, with this verdict.
    Taken {
        /// The installation's sequence of the fact that is answered.
        sequence: i64,
        /// What became of it.
        #[schema(value_type = Object)]
        verdict: Box<Verdict>,
        /// The office's word.
        receipt: SignedReceipt,
    },
    /// Broken bytes: the office keeps them for a look, outside its order.
    Refused {
        /// The installation's sequence of the fact that is answered.
        sequence: i64,
        /// Why.
        #[schema(value_type = Object)]
        reason: Reason,
    },
    /// Not now: a predecessor is missing, or the kind is newer than this office. It goes on waiting.
    Again {
        /// The installation's sequence of the fact that is answered.
        sequence: i64,
        /// Why.
        why: AgainReason,
    },
}

/// Why a fact has to come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgainReason {
    /// This office is too old to know the kind, the version or the packing.
    TooOld,
    /// An earlier fact of this installation on the same subject has not arrived.
    Predecessor,
}

impl Answer {
    /// The installation's sequence of the fact that is answered.
    pub fn sequence(&self) -> i64 {
        match self {
            Answer::Taken { sequence, .. }
            | Answer::Refused { sequence, .. }
            | Answer::Again { sequence, .. } => *sequence,
        }
    }
}
