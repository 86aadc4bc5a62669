//! The office's own keys: one signs receipts, certificates, cursors and bearers, the other opens what
//! handhelds seal to it (P-10). Both are files that only the office's user may read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_protocol::seal::OpeningKey;
use thiserror::Error;

use crate::durable;

const SIGNING: &str = "signing.key";
const SEALING: &str = "sealing.key";

/// The office's keys.
#[derive(Clone)]
pub struct Keys {
    /// Signs what the office says (Ed25519).
    pub signing: SigningKey,
    /// Opens what is sealed to the office (X25519).
    pub sealing: OpeningKey,
    sealing_public: PublicKey,
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
        durable::make_private_dir(folder).map_err(failed)?;
        let signing = SigningKey::from_bytes(&key_file(&folder.join(SIGNING), new_office)?);
        let sealing = OpeningKey::from_bytes(key_file(&folder.join(SEALING), new_office)?);
        let sealing_public = sealing.public().map_err(|_| KeysError::NotAKey(folder.join(SEALING)))?;
        Ok(Self { signing, sealing, sealing_public })
    }

    /// The public half of the signing key.
    pub fn signing_public(&self) -> PublicKey {
        public(&self.signing)
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
