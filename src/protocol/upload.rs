//! Pictures on their way to the office: tus 1.0 (core, creation, checksum), ciphertext only.
//!
//! An upload is addressed by the fact and the slot that its head names, `/v1/uploads/{fact}/{slot}`, so
//! that after any cut the handheld needs nothing but these two to ask where it stands. The key and the
//! salt come sealed to the office with the upload's creation, in tus's own `Upload-Metadata`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use doorstep_domain::bytes::{Fixed, decode, encode};
use doorstep_domain::fact::{PartSalt, Slot};
use doorstep_domain::ids::FactId;

use crate::receipt::SignedReceipt;
use crate::seal::{OpeningKey, Purpose, SealError, Sealed, Sealer};

/// The version of tus that is spoken, in the header `Tus-Resumable`.
pub const TUS_VERSION: &str = "1.0.0";
/// tus's header of its version.
pub const TUS_RESUMABLE: &str = "tus-resumable";
/// tus's header of the whole length, in bytes.
pub const UPLOAD_LENGTH: &str = "upload-length";
/// tus's header of how much is there, in bytes.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// tus's header of what an upload is.
pub const UPLOAD_METADATA: &str = "upload-metadata";
/// tus's header of a chunk's checksum.
pub const UPLOAD_CHECKSUM: &str = "upload-checksum";
/// The algorithms of [`UPLOAD_CHECKSUM`]: tus wants SHA-1 of every server, and our own handhelds use SHA-256.
pub const CHECKSUM_ALGORITHMS: &str = "sha256,sha1";
/// The header by which a client that can only POST says what it means.
pub const METHOD_OVERRIDE: &str = "x-http-method-override";
/// The media type of a chunk.
pub const CHUNK_TYPE: &str = "application/offset+octet-stream";
/// The header in which the office's receipt stands, once an upload is complete.
pub const RECEIPT_HEADER: &str = "doorstep-receipt";
/// No picture is longer, in bytes of plaintext.
pub const MAX_PICTURE: i64 = 32 * 1024 * 1024;
/// A chunk that carries a checksum is no longer, in bytes: it counts as a whole or not at all.
pub const MAX_CHUNK: usize = 4 * 1024 * 1024;
/// So much longer than the picture is its ciphertext, in bytes.
pub const TAG: i64 = 16;

/// The path of an upload, below the office's address.
pub fn path(fact: FactId, slot: &Slot) -> String {
    format!("/v1/uploads/{fact}/{}", slot.as_str())
}

/// The value of `Upload-Checksum` for a chunk.
pub fn checksum(chunk: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Sha256::digest(chunk)))
}

/// A receipt as it stands in [`RECEIPT_HEADER`].
pub fn receipt_to_header(receipt: &SignedReceipt) -> String {
    encode(&serde_json::to_vec(receipt).unwrap_or_default())
}

/// Reads a receipt from [`RECEIPT_HEADER`]; it is still to be verified.
pub fn receipt_from_header(text: &str) -> Option<SignedReceipt> {
    serde_json::from_slice(&decode(text)?).ok()
}

/// What opens one picture, and what its hash is salted with. Nobody but the office reads it on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureSecret {
    /// The format's version: 1.
    pub v: u8,
    /// The key of this picture alone.
    pub key: Fixed<32>,
    /// The salt of the hash in the head.
    pub salt: PartSalt,
}

/// A ciphertext that its key does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the picture is not what was encrypted with this key")]
pub struct NotThePicture;

impl PictureSecret {
    /// What opens a picture and what it is salted with.
    pub fn new(key: Fixed<32>, salt: PartSalt) -> Self {
        Self { v: 1, key, salt }
    }

    /// Encrypts the picture (ChaCha20-Poly1305, RFC 8439). A key is used once, so its nonce is zero.
    ///
    /// # Errors
    /// When the picture is too long for the cipher (256 GB).
    pub fn encrypt(&self, picture: &[u8]) -> Result<Vec<u8>, NotThePicture> {
        let payload = Payload { msg: picture, aad: BESIDE_CIPHERTEXT };
        self.cipher().encrypt(&Nonce::default(), payload).map_err(|_| NotThePicture)
    }

    /// Decrypts what [`PictureSecret::encrypt`] made.
    ///
    /// # Errors
    /// When it was altered, or encrypted with another key.
    pub fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, NotThePicture> {
        let payload = Payload { msg: ciphertext, aad: BESIDE_CIPHERTEXT };
        self.cipher().decrypt(&Nonce::default(), payload).map_err(|_| NotThePicture)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.key.0))
    }

    /// Seals this to the office, bound to the place of the picture in its fact.
    ///
    /// # Errors
    /// When the sealer cannot (see [`Sealer::seal`]).
    pub fn seal(&self, sealer: &mut Sealer, fact: FactId, slot: &Slot) -> Result<Sealed, SealError> {
        sealer.seal(&beside(fact, slot), &serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Bound to every ciphertext of a picture that was taken on a handheld.
const BESIDE_CIPHERTEXT: &[u8] = b"doorstep/taken/1\0";

/// `"doorstep/picture-secret/1\0" ‖ fact ‖ slot`: never mistaken for a fact's routing.
fn beside(fact: FactId, slot: &Slot) -> Vec<u8> {
    [b"doorstep/picture-secret/1\0", &fact.0.as_bytes()[..], slot.as_str().as_bytes()].concat()
}

/// What an upload is: the value of `Upload-Metadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadMetadata {
    /// The fact.
    pub fact: FactId,
    /// The slot that its head names.
    pub slot: Slot,
    /// The [`PictureSecret`], sealed to the office.
    pub secret: Sealed,
}

/// Metadata that name no upload.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no `{0}` in Upload-Metadata")]
pub struct MetadataError(&'static str);

impl UploadMetadata {
    /// As tus writes it: `key base64,key base64 …`.
    pub fn to_header(&self) -> String {
        let secret = serde_json::to_vec(&self.secret).unwrap_or_default();
        let fact = STANDARD.encode(self.fact.to_string());
        let slot = STANDARD.encode(self.slot.as_str());
        format!("fact {fact},slot {slot},secret {}", STANDARD.encode(secret))
    }

    /// Reads the header; keys beside these three are passed over, as tus has it.
    ///
    /// # Errors
    /// When one of the three is missing or is none.
    pub fn from_header(text: &str) -> Result<Self, MetadataError> {
        let value = |key: &'static str| find(text, key).ok_or(MetadataError(key));
        let word =
            |key| value(key).and_then(|bytes| String::from_utf8(bytes).map_err(|_| MetadataError(key)));
        Ok(Self {
            fact: word("fact")?.parse().map_err(|_| MetadataError("fact"))?,
            slot: word("slot")?.parse().map_err(|_| MetadataError("slot"))?,
            secret: serde_json::from_slice(&value("secret")?).map_err(|_| MetadataError("secret"))?,
        })
    }

    /// Opens the secret, with the office's key.
    ///
    /// # Errors
    /// When it was sealed to another key, for another picture, altered, or is of a newer version.
    pub fn open(&self, key: &OpeningKey) -> Result<PictureSecret, SealError> {
        let plain = key.open(Purpose::Outbox, &beside(self.fact, &self.slot), &self.secret)?;
        let secret: PictureSecret = serde_json::from_slice(&plain).map_err(|_| SealError::Open)?;
        if secret.v == 1 { Ok(secret) } else { Err(SealError::Open) }
    }
}

fn find(text: &str, key: &str) -> Option<Vec<u8>> {
    let pairs = text.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let (_, value) = pairs.into_iter().find(|(name, _)| *name == key)?;
    STANDARD.decode(value.trim()).ok()
}

/// Whether `Upload-Checksum` fits a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It does.
    Fits,
    /// It does not.
    Differs,
    /// Not an algorithm that is known here, or no checksum.
    Unknown,
}

/// Checks a chunk against the value of `Upload-Checksum`.
pub fn check(header: &str, chunk: &[u8]) -> Checked {
    let Some((algorithm, value)) = header.trim().split_once(' ') else { return Checked::Unknown };
    let digest = match algorithm {
        "sha256" => Sha256::digest(chunk).to_vec(),
        "sha1" => Sha1::digest(chunk).to_vec(),
        _ => return Checked::Unknown,
    };
    match STANDARD.decode(value.trim()) {
        Ok(value) if value == digest => Checked::Fits,
        Ok(_) => Checked::Differs,
        Err(_) => Checked::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_checked_as_tus_has_it() {
        let good = checksum(b"chunk");
        for (name, header, expected) in [
            ("the same", good.as_str(), Checked::Fits),
            ("SHA-1", "sha1 eMflRHM4qeXnAmqLeK5B7JpHsnQ=", Checked::Fits),
            ("other bytes by SHA-1", "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", Checked::Differs),
            ("other bytes", &checksum(b"other"), Checked::Differs),
            ("half a digest", "sha256 AAAA", Checked::Differs),
            ("an algorithm that is not offered", "md5 AAAA", Checked::Unknown),
            ("no base64", "sha256 ?", Checked::Unknown),
            ("nothing", "", Checked::Unknown),
        ] {
            assert_eq!(check(header, b"chunk"), expected, "{name}");
        }
    }

    #[test]
    fn metadata_of_a_foreign_client_are_read_in_any_order_beside_other_keys() {
        let sealed = Sealed { encapsulated: Fixed([8; 32]), counter: 3, ciphertext: Default::default() };
        let slot: Slot = "picture/1".parse().unwrap();
        let metadata = UploadMetadata { fact: FactId(uuid::Uuid::from_u128(9)), slot, secret: sealed };
        let header = metadata.to_header();
        let turned: Vec<&str> = header.split(',').rev().collect();
        let foreign = format!("filename ZG9vci5qcGc=, {},empty", turned.join(", "));
        assert_eq!(UploadMetadata::from_header(&foreign), Ok(metadata));
        for (name, header, missing) in [
            ("nothing", "", "fact"),
            ("no base64", "fact ?", "fact"),
            ("no id", "fact AAAA", "fact"),
            ("no slot", header.split(",slot").next().unwrap_or_default(), "slot"),
            ("no secret", header.split(",secret").next().unwrap_or_default(), "secret"),
        ] {
            assert_eq!(UploadMetadata::from_header(header), Err(MetadataError(missing)), "{name}");
        }
    }
}
