//! Cursors: where a feed goes on. Opaque to the handheld; signed, so the office knows its own.

use serde::{Deserialize, Serialize};

use doorstep_domain::bytes::{Fixed, Hash, PublicKey, decode, encode};
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::{self, prefix};
use doorstep_domain::ids::PersonId;

/// What a cursor says. Never a time: clocks lie (F-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The format's version: 1.
    pub v: u8,
    /// The office's epoch.
    pub epoch: i64,
    /// The last place of the office's log that was read.
    pub sequence: i64,
    /// The rolling hash at that place.
    pub rolling: Hash,
    /// Whose feed.
    pub person: PersonId,
}

impl Cursor {
    /// As text: the bytes and the office's signature, each base64url, joined by a dot.
    pub fn issue(&self, office: &SigningKey) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        format!("{}.{}", encode(&bytes), sign::sign(office, prefix::CURSOR, &bytes))
    }

    /// Reads a cursor that `office` issued; `None` for anything else.
    pub fn read(text: &str, office: &PublicKey) -> Option<Self> {
        let (bytes, signature) = text.split_once('.')?;
        let (bytes, signature) = (decode(bytes)?, Fixed::parse(signature)?);
        if !sign::verify(office, prefix::CURSOR, &bytes, &signature) {
            return None;
        }
        serde_json::from_slice(&bytes).ok()
    }
}
