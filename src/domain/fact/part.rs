//! Parts: what a fact holds beside its head, personal data above all (P-10).
//!
//! The head names each part by a salted hash, so a part can be withheld or erased while the head
//! and its signature stay, and nobody can guess a short text from its hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::str::FromStr;

use crate::bytes::{Blob, Fixed, Hash};
use crate::ids::IdError;

/// What is hashed before salt and bytes: no other hash of this product can be mistaken for it.
const PREFIX: &[u8] = b"doorstep/part/1\0";

/// 32 random bytes, one for each part.
pub type PartSalt = Fixed<32>;

/// The place of a part in its fact: `texts`, `document`, `signature`, `picture/1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slot(String);

impl Slot {
    /// What the customer was shown and signed, as a [`crate::document::Document`].
    pub const DOCUMENT: &'static str = "document";
    /// The strokes of a signature, as [`crate::stroke::Strokes`].
    pub const SIGNATURE: &'static str = "signature";
    /// Free text and names.
    pub const TEXTS: &'static str = "texts";

    /// The slot as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slot {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'/' || b == b'_';
        if (1..=40).contains(&text.len()) && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(IdError { wanted: "slot", text: text.chars().take(80).collect() })
    }
}

impl TryFrom<String> for Slot {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> String {
        slot.0
    }
}

/// How a part travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carriage {
    /// With the fact.
    Inline,
    /// By itself, after the fact: pictures.
    Apart,
}

/// What the head says of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRef {
    /// Its place.
    pub slot: Slot,
    /// Salted SHA-256 of its bytes.
    pub hash: Hash,
    /// Its length in bytes.
    pub size: i64,
    /// How it travels.
    pub carriage: Carriage,
}

/// A part itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its place.
    pub slot: Slot,
    /// What its hash is salted with.
    pub salt: PartSalt,
    /// Its bytes.
    pub bytes: Blob,
}

impl Part {
    /// Salted SHA-256: `SHA-256("doorstep/part/1\0" ‖ salt ‖ bytes)`.
    pub fn hash(&self) -> Hash {
        let digest = Sha256::new().chain_update(PREFIX).chain_update(self.salt.0).chain_update(&self.bytes.0);
        Fixed(digest.finalize().into())
    }

    /// How the head names this part.
    pub fn reference(&self, carriage: Carriage) -> PartRef {
        PartRef { slot: self.slot.clone(), hash: self.hash(), size: self.bytes.0.len() as i64, carriage }
    }

    /// Whether this is the part that `reference` means.
    pub fn fits(&self, reference: &PartRef) -> bool {
        self.slot == reference.slot
            && self.bytes.0.len() as i64 == reference.size
            && self.hash() == reference.hash
    }
}
