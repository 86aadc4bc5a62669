//! Signatures: Ed25519 (RFC 8032) by the person's key, over exactly the stored bytes.

use ed25519_dalek::{Signer, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::head::{Head, HeadError};
use super::part::{Carriage, Part};
use crate::bytes::{Fixed, Hash, PublicKey, SignatureBytes};

pub use ed25519_dalek::SigningKey;

/// What stands before the signed bytes of each kind of thing that is signed here, so that a
/// signature over one can never pass for a signature over another.
pub mod prefix {
    /// A fact's head.
    pub const FACT: &[u8] = b"doorstep/fact/1\0";
    /// A certificate of a person's key.
    pub const CERTIFICATE: &[u8] = b"doorstep/certificate/1\0";
    /// An office's receipt.
    pub const RECEIPT: &[u8] = b"doorstep/receipt/1\0";
    /// A feed's cursor.
    pub const CURSOR: &[u8] = b"doorstep/cursor/1\0";
    /// What a handheld says of a queue that is carried by hand.
    pub const CARRIED: &[u8] = b"doorstep/carried/1\0";
    /// A device's or person's answer to the office's challenge.
    pub const CHALLENGE: &[u8] = b"doorstep/challenge/1\0";
}

/// The tag of the only algorithm so far.
const ALGORITHM: &str = "ed25519";

/// Signs `bytes` as the kind of thing that `prefix` names.
pub fn sign(key: &SigningKey, prefix: &[u8], bytes: &[u8]) -> SignatureBytes {
    Fixed(key.sign(&[prefix, bytes].concat()).to_bytes())
}

/// Whether `signature` over `bytes`, as the kind that `prefix` names, is by `key`.
pub fn verify(key: &PublicKey, prefix: &[u8], bytes: &[u8], signature: &SignatureBytes) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0)
        .is_ok_and(|key| key.verify_strict(&[prefix, bytes].concat(), &signature).is_ok())
}

/// The public half of a key.
pub fn public(key: &SigningKey) -> PublicKey {
    Fixed(key.verifying_key().to_bytes())
}

/// A head about to be signed, and its parts.
#[derive(Debug, Clone)]
pub struct Unsigned {
    /// The head; its `parts` name every part.
    pub head: Head,
    /// The parts.
    pub parts: Vec<Part>,
}

/// A fact as it is stored and sent: the signed bytes, the signature, the parts at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedFact {
    /// The head's bytes, exactly as signed.
    pub head: String,
    /// The algorithm's tag: `ed25519`.
    pub algorithm: String,
    /// The signature over the head.
    pub signature: SignatureBytes,
    /// The parts at hand: some may be withheld, erased, or travel apart.
    pub parts: Vec<Part>,
}

/// Why bytes are no fact that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FactError {
    /// The head is broken.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// An algorithm that this program does not know.
    #[error("signed with an unknown algorithm")]
    Algorithm,
    /// The signature is not by the key that the head names, or not over these bytes.
    #[error("the signature does not fit")]
    Signature,
    /// A part that the head does not name, or with other bytes than it names.
    #[error("the part `{0}` does not fit the head")]
    Part(String),
    /// An inline part is missing.
    #[error("the part `{0}` is missing")]
    Missing(String),
}

impl Unsigned {
    /// Signs with the author's key.
    pub fn sign(self, key: &SigningKey) -> SignedFact {
        let bytes = self.head.encode();
        let signature = sign(key, prefix::FACT, &bytes);
        let head = String::from_utf8(bytes).unwrap_or_default();
        SignedFact { head, algorithm: ALGORITHM.to_owned(), signature, parts: self.parts }
    }
}

impl SignedFact {
    /// What counts as the same fact: `SHA-256("doorstep/fact/1\0" ‖ head)`. The head binds the parts.
    pub fn content_hash(&self) -> Hash {
        let digest = Sha256::new().chain_update(prefix::FACT).chain_update(self.head.as_bytes());
        Fixed(digest.finalize().into())
    }

    /// Checks signature and parts, and reads the head. Inline parts may be absent (withheld).
    ///
    /// # Errors
    /// When the head is broken, the signature does not fit, or a part does not.
    pub fn verify(&self) -> Result<Head, FactError> {
        if self.algorithm != ALGORITHM {
            return Err(FactError::Algorithm);
        }
        let head = Head::parse(self.head.as_bytes())?;
        if !verify(&head.by.key, prefix::FACT, self.head.as_bytes(), &self.signature) {
            return Err(FactError::Signature);
        }
        let stray = |part: &&Part| !head.part(part.slot.as_str()).is_some_and(|named| part.fits(named));
        match self.parts.iter().find(stray) {
            Some(part) => Err(FactError::Part(part.slot.as_str().to_owned())),
            None => Ok(head),
        }
    }

    /// As [`SignedFact::verify`], and every inline part must be there: what a handheld sends.
    ///
    /// # Errors
    /// As [`SignedFact::verify`], and when an inline part is missing.
    pub fn verify_whole(&self) -> Result<Head, FactError> {
        let head = self.verify()?;
        let here = |slot: &str| self.parts.iter().any(|part| part.slot.as_str() == slot);
        let missing = head.parts.iter().find(|p| p.carriage == Carriage::Inline && !here(p.slot.as_str()));
        match missing {
            Some(part) => Err(FactError::Missing(part.slot.as_str().to_owned())),
            None => Ok(head),
        }
    }
}
