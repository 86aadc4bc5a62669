//! The queue carried by hand: one file with what a handheld could not send (F-01), written there and taken by the
//! office as if it had come by network.
//!
//! A line that names format and version, then records, each checked by itself, so that what is whole in a damaged
//! file is found:
//!
//! ```text
//! file   = "doorstep/carried/1\n" record*
//! record = mark kind length seal payload check
//!   mark     D0 0D 5E 7E
//!   kind     one byte: b the beginning, f a fact, p a picture, e the end
//!   length   of the payload, 4 bytes, big endian
//!   seal     the first 4 bytes of SHA-256(kind ‖ length)
//!   check    the first 16 bytes of SHA-256(kind ‖ length ‖ payload)
//! ```
//!
//! Payloads: `b` a [`SignedBringer`] and `e` an [`End`] as JSON; `f` a [`SealedFact`] as JSON, as it lay in the
//! outbox; `p` the length of the upload's metadata (4 bytes, big endian), these as tus writes them, and the
//! picture's ciphertext. The checks tell accidents; what may be believed, the seals and signatures inside say.

mod read;
mod write;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use doorstep_domain::bytes::{PublicKey, SignatureBytes};
use doorstep_domain::fact::sign::{self, prefix};
use doorstep_domain::fact::{SigningKey, strict_json};
use doorstep_domain::ids::InstallationId;
use doorstep_domain::moment::Moment;

use crate::facts::SealedFact;
use crate::upload::{MAX_PICTURE, TAG, UploadMetadata};

pub use read::{Reader, ReaderError};
pub use write::{PictureError, Writer};

/// The version that is written.
pub const FORMAT: u32 = 1;
/// What stands first in every version.
const NAME: &str = "doorstep/carried/";
/// What every record begins with.
const MARK: [u8; 4] = [0xd0, 0x0d, 0x5e, 0x7e];
/// Mark, kind, length and seal, in bytes.
const HEADER: usize = 13;
/// The check behind a payload, in bytes.
const CHECK: usize = 16;
/// No metadata of an upload are longer, in bytes.
const MAX_METADATA: usize = 4096;
/// No payload is longer, in bytes.
const MAX_PAYLOAD: u32 = (MAX_PICTURE + TAG) as u32 + MAX_METADATA as u32 + 4;

const BEGIN: u8 = b'b';
const FACT: u8 = b'f';
const PICTURE: u8 = b'p';
const END: u8 = b'e';

/// Who brings the queue: which handheld wrote it, for which office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bringer {
    /// The format's version: 1.
    pub v: u8,
    /// The installation that wrote it.
    pub installation: InstallationId,
    /// The office's signing key.
    pub office: PublicKey,
    /// The office's key that everything in it is sealed to.
    pub sealed_to: PublicKey,
    /// When the file was begun, in office time as the handheld reckoned it.
    pub written: Moment,
}

/// A [`Bringer`] as its handheld signed it, with its transport key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedBringer {
    /// The bytes of a [`Bringer`], exactly as signed.
    pub bringer: String,
    /// The handheld's signature.
    pub signature: SignatureBytes,
}

/// The bytes are no [`Bringer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the beginning of a queue that this program knows")]
pub struct BringerError;

impl SignedBringer {
    /// Signs with the handheld's transport key.
    pub fn sign(bringer: &Bringer, device: &SigningKey) -> Self {
        let bytes = serde_json::to_vec(bringer).unwrap_or_default();
        let signature = sign::sign(device, prefix::CARRIED, &bytes);
        Self { bringer: String::from_utf8(bytes).unwrap_or_default(), signature }
    }

    /// What it says, whoever signed it: the key to check it with belongs to the installation that it names.
    ///
    /// # Errors
    /// When it is not of a known shape.
    pub fn read(&self) -> Result<Bringer, BringerError> {
        let value = strict_json::parse(self.bringer.as_bytes()).map_err(|_| BringerError)?;
        let bringer: Bringer = serde_json::from_value(value).map_err(|_| BringerError)?;
        if bringer.v == 1 { Ok(bringer) } else { Err(BringerError) }
    }

    /// Whether the handheld with this transport key signed it.
    pub fn is_by(&self, device: &PublicKey) -> bool {
        sign::verify(device, prefix::CARRIED, self.bringer.as_bytes(), &self.signature)
    }
}

/// A picture on its way: what it is, and its ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedPicture {
    /// The fact, the slot, and the sealed secret.
    pub metadata: UploadMetadata,
    /// As it lay on the handheld.
    pub ciphertext: Vec<u8>,
}

/// The last record: a file without it was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct End {
    /// So many facts stand before it.
    pub facts: i64,
    /// So many pictures.
    pub pictures: i64,
}

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Who brings it.
    Begin(SignedBringer),
    /// A fact, sealed to the office.
    Fact(Box<SealedFact>),
    /// A picture.
    Picture(CarriedPicture),
    /// All of it was written.
    End(End),
    /// Whole, but of a kind that this program is too old to know.
    Newer,
    /// Bytes that are no whole record: altered, or cut off.
    Damaged,
}

fn seal(kind: u8, length: u32) -> [u8; 4] {
    let digest = Sha256::new().chain_update([kind]).chain_update(length.to_be_bytes()).finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

fn header(kind: u8, length: u32) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..4].copy_from_slice(&MARK);
    header[4] = kind;
    header[5..9].copy_from_slice(&length.to_be_bytes());
    header[9..].copy_from_slice(&seal(kind, length));
    header
}

/// What a payload is checked with.
fn digest_of(kind: u8, length: u32) -> Sha256 {
    Sha256::new().chain_update([kind]).chain_update(length.to_be_bytes())
}

fn check(digest: Sha256) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    check.copy_from_slice(&digest.finalize()[..CHECK]);
    check
}
