//! The office's own keys: one signs receipts, certificates, cursors and bearers, the other opens what
//! handhelds seal to it (P-10). Both are files that only the office's user may read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::{Fixed, Hash, PublicKey};
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{SigningKey, Verdict};
use doorstep_protocol::seal::OpeningKey;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::durable;

const SIGNING: &str = "signing.key";
const SEALING: &str = "sealing.key";
/// What stands before the signing key where the key of verdicts is derived from it.
const VERDICT_KEY: &[u8] = b"doorstep/verdict-key/1\0";
/// What stands before a verdict that is sealed.
const VERDICT: &[u8] = b"doorstep/verdict/1\0";

/// The office's keys.
#[derive(Clone)]
pub struct Keys {
    /// Signs what the office says (Ed25519).
    pub signing: SigningKey,
    /// Opens what is sealed to the office (X25519).
    pub sealing: OpeningKey,
    sealing_public: PublicKey,
    verdicts: [u8; 32],
}

/// Why there are no keys.
#[derive(Debug, Error)]
pub enum KeysError {
    /// A key file cannot be read or written.
    #[error("the key file {0}: {1}")]
    File(PathBuf, io::Error),
    /// A key file holds no key.
    #[error("the key file {0} does not hold a key of 32 bytes")]
    NotAKey(PathBuf),
    /// There is a database, but not the keys that belong to it: new ones would make every handheld a stranger.
    #[error("the key file {0} is missing, but there is a database: restore it from the backup")]
    Missing(PathBuf),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
}

impl Keys {
    /// Reads the keys in `folder`. They are made only where the office is new.
    ///
    /// # Errors
    /// When a file cannot be read or written, or a key of an office that exists is missing.
    pub fn load(folder: &Path, new_office: bool) -> Result<Self, KeysError> {
        let failed = |e| KeysError::File(folder.to_owned(), e);
        if new_office {
            durable::make_private_dir(folder).map_err(failed)?;
        }
        let signing = SigningKey::from_bytes(&key_file(&folder.join(SIGNING), new_office)?);
        let sealing = OpeningKey::from_bytes(key_file(&folder.join(SEALING), new_office)?);
        let sealing_public = sealing.public().map_err(|_| KeysError::NotAKey(folder.join(SEALING)))?;
        let verdicts = Sha256::new().chain_update(VERDICT_KEY).chain_update(signing.to_bytes());
        Ok(Self { signing, sealing, sealing_public, verdicts: verdicts.finalize().into() })
    }

    /// The public half of the signing key.
    pub fn signing_public(&self) -> PublicKey {
        public(&self.signing)
    }

    /// What binds a verdict to the fact at its place: a keyed hash that nobody else can make. A receipt says no more
    /// of a verdict than its outcome.
    pub fn seal(&self, sequence: i64, content: Hash, verdict: &Verdict) -> Hash {
        // Cannot fail: it was read from JSON, or is about to be written as such.
        self.seal_bytes(sequence, content, &serde_json::to_vec(verdict).unwrap_or_default())
    }

    /// As [`Keys::seal`], of a verdict as it is stored.
    pub fn seal_bytes(&self, sequence: i64, content: Hash, verdict: &[u8]) -> Hash {
        // Cannot fail: HMAC takes keys of any length.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.verdicts) else { return Fixed([0; 32]) };
        let mac = mac.chain_update(VERDICT).chain_update(sequence.to_be_bytes());
        Fixed(mac.chain_update(content.0).chain_update(verdict).finalize().into_bytes().into())
    }

    /// The public half of the sealing key.
    pub fn sealing_public(&self) -> PublicKey {
        self.sealing_public
    }
}

fn key_file(path: &Path, make: bool) -> Result<[u8; 32], KeysError> {
    match fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| KeysError::NotAKey(path.to_owned())),
        Err(e) if e.kind() == io::ErrorKind::NotFound && make => make_key(path),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(KeysError::Missing(path.to_owned())),
        Err(e) => Err(KeysError::File(path.to_owned(), e)),
    }
}

fn make_key(path: &Path) -> Result<[u8; 32], KeysError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(KeysError::Random)?;
    durable::write_private(path, &key).map_err(|e| KeysError::File(path.to_owned(), e))?;
    Ok(key)
}
