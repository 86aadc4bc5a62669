//! The device secret: what a PIN alone cannot replace, so that a copied flash is not enough (F-03).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use doorstep_domain::fact::SigningKey;
use doorstep_domain::ids::InstallationId;
use doorstep_protocol::heartbeat::Keystore as KeystoreKind;
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::random::{self, NoRandom};

/// Where the device secret lives: a file here, Android Keystore there.
pub trait Keystore: Send + Sync {
    /// The secret, made at the first call and the same ever after.
    ///
    /// # Errors
    /// When it cannot be read or made.
    fn secret(&self) -> Result<DeviceSecret, KeystoreError>;
    /// What the office is told about it in heartbeats.
    fn kind(&self) -> KeystoreKind;
}

/// Why there is no device secret.
#[derive(Debug, Error)]
pub enum KeystoreError {
    /// The file cannot be read or written.
    #[error("the device secret cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// The file is there, but it is none.
    #[error("the device secret is damaged")]
    Damaged,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// 32 bytes that never leave the device. Everything else is derived from them, each for its purpose.
#[derive(Clone)]
pub struct DeviceSecret(Zeroizing<[u8; 32]>);

impl DeviceSecret {
    /// From stored bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// HKDF-SHA256 (RFC 5869): `from` is what goes in beside the secret, `purpose` what it is for.
    pub fn derive(&self, from: &[u8], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // Cannot fail: 32 bytes are one block of SHA-256.
        let _ = Hkdf::<Sha256>::new(Some(&self.0[..]), from).expand(purpose, &mut key[..]);
        key
    }

    /// The device's own key: it authenticates transport, and signs no fact.
    pub fn transport_key(&self, installation: InstallationId) -> SigningKey {
        SigningKey::from_bytes(&self.derive(installation.0.as_bytes(), b"doorstep/transport/1"))
    }

    /// What makes subject tags opaque.
    pub fn tag_secret(&self, installation: InstallationId) -> Zeroizing<[u8; 32]> {
        self.derive(installation.0.as_bytes(), b"doorstep/tag/1")
    }

    /// Locks up a few bytes that are read before anybody has signed in: staff names on the tiles (P-10).
    ///
    /// # Errors
    /// When there are no random bytes for a nonce.
    pub fn close(&self, purpose: &[u8], plain: &[u8]) -> Result<Vec<u8>, NoRandom> {
        let nonce = random::bytes::<12>()?;
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: purpose });
        Ok([&nonce[..], &sealed.map_err(|_| NoRandom)?].concat())
    }

    /// Opens what [`DeviceSecret::close`] locked up; `None` for anything else.
    pub fn open(&self, purpose: &[u8], closed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = closed.split_first_chunk::<12>()?;
        self.cipher(purpose).decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: purpose }).ok()
    }

    fn cipher(&self, purpose: &[u8]) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(*self.derive(b"", purpose)))
    }
}

/// The device secret in a file that only this user may read. The office is told so.
#[derive(Debug, Clone)]
pub struct FileKeystore {
    path: PathBuf,
}

impl FileKeystore {
    /// In the file `device-secret` of this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("device-secret") }
    }

    fn read(&self) -> Result<Option<DeviceSecret>, KeystoreError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let mut bytes = Zeroizing::new(Vec::new());
        file.read_to_end(&mut bytes)?;
        let secret: [u8; 32] = bytes[..].try_into().map_err(|_| KeystoreError::Damaged)?;
        Ok(Some(DeviceSecret::from_bytes(secret)))
    }

    /// Written aside and renamed, so that a crash leaves a whole secret or none.
    fn make(&self) -> Result<DeviceSecret, KeystoreError> {
        let secret = DeviceSecret(random::key()?);
        let aside = self.path.with_extension("new");
        let mut file = private_file(&aside)?;
        file.write_all(&secret.0[..])?;
        file.sync_all()?;
        fs::rename(&aside, &self.path)?;
        sync_folder_of(&self.path)?;
        Ok(secret)
    }
}

impl Keystore for FileKeystore {
    fn secret(&self) -> Result<DeviceSecret, KeystoreError> {
        match self.read()? {
            Some(secret) => Ok(secret),
            None => self.make(),
        }
    }

    fn kind(&self) -> KeystoreKind {
        KeystoreKind::File
    }
}

/// A new file that nobody else may read.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a rename in the file's folder durable.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        #[cfg(unix)]
        Some(folder) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_03_the_secret_is_made_once_and_only_the_user_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let keystore = FileKeystore::in_folder(folder.path());
        let first = keystore.secret().unwrap();
        assert_eq!(*first.0, *keystore.secret().unwrap().0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join("device-secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(folder.path().join("device-secret"), b"short").unwrap();
        assert!(matches!(keystore.secret(), Err(KeystoreError::Damaged)));
    }

    #[test]
    fn p_10_what_was_closed_opens_for_its_purpose_alone() {
        let secret = DeviceSecret::from_bytes([7; 32]);
        let closed = secret.close(b"tiles", "林晓".as_bytes()).unwrap();
        assert_eq!(secret.open(b"tiles", &closed).unwrap(), "林晓".as_bytes());
        assert_eq!(secret.open(b"other", &closed), None);
        assert_eq!(DeviceSecret::from_bytes([8; 32]).open(b"tiles", &closed), None);
        assert_eq!(secret.open(b"tiles", b"short"), None);
    }
}
