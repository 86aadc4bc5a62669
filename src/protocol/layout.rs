//! How a fact lies before the dictionary compresses it: its head and the bytes of its parts as they are, so that what
//! repeats in them is seen. In JSON the parts are base64, in which nothing repeats.
//!
//! `length of head ‖ head ‖ length of the rest ‖ the rest, as JSON ‖ the bytes of each part`, lengths as 4 bytes, big end
//! first.

use serde::{Deserialize, Serialize};

use doorstep_domain::bytes::{Blob, SignatureBytes};
use doorstep_domain::fact::{Part, PartSalt, SignedFact, Slot};

/// All but the head and the bytes of the parts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest {
    algorithm: String,
    signature: SignatureBytes,
    parts: Vec<Named>,
}

/// A part without its bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    slot: Slot,
    salt: PartSalt,
    size: usize,
}

/// Lays a fact.
pub fn lay(fact: &SignedFact) -> Vec<u8> {
    let named = |part: &Part| Named { slot: part.slot.clone(), salt: part.salt, size: part.bytes.0.len() };
    let rest = Rest {
        algorithm: fact.algorithm.clone(),
        signature: fact.signature,
        parts: fact.parts.iter().map(named).collect(),
    };
    let rest = serde_json::to_vec(&rest).unwrap_or_default();
    let mut laid = Vec::new();
    for block in [fact.head.as_bytes(), &rest] {
        laid.extend(u32::try_from(block.len()).unwrap_or(u32::MAX).to_be_bytes());
        laid.extend(block);
    }
    fact.parts.iter().for_each(|part| laid.extend(&part.bytes.0));
    laid
}

/// Reads a fact that was laid so; `None` for anything else.
pub fn read(laid: &[u8]) -> Option<SignedFact> {
    let (head, laid) = block(laid)?;
    let (rest, mut laid) = block(laid)?;
    let rest: Rest = serde_json::from_slice(rest).ok()?;
    let mut parts = Vec::new();
    for Named { slot, salt, size } in rest.parts {
        let (bytes, left) = laid.split_at_checked(size)?;
        parts.push(Part { slot, salt, bytes: Blob(bytes.to_vec()) });
        laid = left;
    }
    let head = String::from_utf8(head.to_vec()).ok()?;
    laid.is_empty().then_some(SignedFact {
        head,
        algorithm: rest.algorithm,
        signature: rest.signature,
        parts,
    })
}

fn block(laid: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, laid) = laid.split_first_chunk::<4>()?;
    laid.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use doorstep_domain::bytes::Fixed;

    use super::*;

    #[test]
    fn what_is_laid_is_read_and_nothing_else() {
        let part = |slot: &str, bytes: &[u8]| Part {
            slot: slot.parse().unwrap(),
            salt: Fixed([2; 32]),
            bytes: Blob(bytes.to_vec()),
        };
        let fact = SignedFact {
            head: "{\"v\":1}".into(),
            algorithm: "ed25519".into(),
            signature: Fixed([1; 64]),
            parts: vec![
                part("texts", "合格".as_bytes()),
                part("document", b""),
                part("signature", &[0, 255]),
            ],
        };
        let laid = lay(&fact);
        assert_eq!(read(&laid), Some(fact));
        for cut in 0..laid.len() {
            assert_eq!(read(&laid[..cut]), None, "cut at {cut}");
        }
        assert_eq!(read(&[&laid[..], b"more"].concat()), None);
    }
}
