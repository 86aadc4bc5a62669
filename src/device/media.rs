//! Pictures on the device: each encrypted with a key of its own, durable before its row says so (P-10).

mod jpeg;
pub mod prepare;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::fact::{Part, Slot};
use doorstep_domain::ids::FactId;
use doorstep_protocol::upload::PictureSecret;
use thiserror::Error;
use uuid::Uuid;

use crate::random::{self, NoRandom};
use crate::secret::{private_file, sync_folder_of};
use crate::store::StoreError;
use crate::store::personal::{Origin, PictureKey, StoredPicture, WantedPicture};

pub use prepare::{Limits, PictureError, Prepared, prepare, prepare_file};

/// Why a picture cannot be kept or shown.
#[derive(Debug, Error)]
pub enum MediaError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is not what was written.
    #[error("the picture's file is damaged")]
    Damaged,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

impl From<io::Error> for MediaError {
    fn from(error: io::Error) -> Self {
        MediaError::Store(error.into())
    }
}

/// Keeps a picture that came from the office.
pub(crate) fn store(folder: &Path, wanted: &WantedPicture, part: &Part) -> Result<StoredPicture, MediaError> {
    let key: PictureKey = Fixed(random::bytes()?);
    let payload = Payload { msg: &part.bytes.0, aad: &beside(wanted.fact, &wanted.slot) };
    let sealed = cipher(&key).encrypt(&Nonce::default(), payload).map_err(|_| MediaError::Damaged)?;
    let file = write(folder, &sealed)?;
    Ok(StoredPicture { origin: Origin::Office, salt: part.salt, key, file })
}

/// Keeps a picture that was taken here, and answers the salted hash that a head will name it by. Its
/// ciphertext is what goes up to the office, as it lies.
pub(crate) fn store_taken(folder: &Path, jpeg: Vec<u8>) -> Result<(StoredPicture, Hash), MediaError> {
    let secret = PictureSecret::new(Fixed(random::bytes()?), Fixed(random::bytes()?));
    let sealed = secret.encrypt(&jpeg).map_err(|_| MediaError::Damaged)?;
    // The slot is not hashed, and not known yet.
    let slot = "picture/1".parse().map_err(|_| MediaError::Damaged)?;
    let hash = Part { slot, salt: secret.salt, bytes: Blob(jpeg) }.hash();
    let file = write(folder, &sealed)?;
    Ok((StoredPicture { origin: Origin::Taken, salt: secret.salt, key: secret.key, file }, hash))
}

/// Writes, fsyncs, renames, fsyncs the folder; only then may a row say that it is here. What did not come about takes
/// no room.
fn write(folder: &Path, sealed: &[u8]) -> Result<String, MediaError> {
    if !folder.exists() {
        fs::create_dir_all(folder)?;
        sync_folder_of(folder)?;
    }
    let name = Uuid::new_v4().simple().to_string();
    let (path, aside) = (folder.join(&name), folder.join(format!("{name}.new")));
    let written = write_aside(&aside, sealed).and_then(|()| fs::rename(&aside, &path));
    if let Err(error) = written.and_then(|()| sync_folder_of(&path)) {
        remove(folder, [&name, &format!("{name}.new")]);
        return Err(error.into());
    }
    Ok(name)
}

fn write_aside(aside: &Path, sealed: &[u8]) -> io::Result<()> {
    let mut file = private_file(aside)?;
    file.write_all(sealed)?;
    file.sync_all()
}

/// Reads a picture back that was taken here.
pub(crate) fn load_taken(folder: &Path, stored: &StoredPicture) -> Result<Vec<u8>, MediaError> {
    let secret = PictureSecret::new(stored.key, stored.salt);
    secret.decrypt(&fs::read(folder.join(&stored.file))?).map_err(|_| MediaError::Damaged)
}

/// Reads a picture of a fact back.
pub(crate) fn load(
    folder: &Path,
    fact: FactId,
    slot: &Slot,
    stored: &StoredPicture,
) -> Result<Vec<u8>, MediaError> {
    if stored.origin == Origin::Taken {
        return load_taken(folder, stored);
    }
    let sealed = fs::read(folder.join(&stored.file))?;
    let payload = Payload { msg: &sealed, aad: &beside(fact, slot) };
    cipher(&stored.key).decrypt(&Nonce::default(), payload).map_err(|_| MediaError::Damaged)
}

/// Removes files whose rows are gone. What a crash leaves of them is ciphertext whose key is gone, until
/// the next sweep.
pub(crate) fn remove<'a>(folder: &Path, files: impl IntoIterator<Item = &'a String>) {
    for file in files {
        let _ = fs::remove_file(folder.join(file));
    }
}

/// Removes files that no row names: what a crash left between a file and its row, or a row and its file.
pub(crate) fn sweep(folder: &Path, known: &HashSet<String>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for file in fs::read_dir(folder)? {
        let file = file?;
        if !file.file_name().to_str().is_some_and(|name| known.contains(name)) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

/// A key is used for one file, so its only nonce is zero.
fn cipher(key: &PictureKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(key.0))
}

fn beside(fact: FactId, slot: &Slot) -> Vec<u8> {
    [b"doorstep/picture/1\0", &fact.0.as_bytes()[..], slot.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::bytes::Blob;

    #[test]
    fn p_10_a_picture_is_read_back_from_its_own_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let slot: Slot = "picture/1".parse().unwrap();
        let part = Part { slot: slot.clone(), salt: Fixed([1; 32]), bytes: Blob(b"jpeg".to_vec()) };
        let fact = FactId(Uuid::from_u128(1));
        let wanted = WantedPicture { fact, slot: slot.clone(), hash: part.hash(), size: 4 };
        let stored = store(folder.path(), &wanted, &part).unwrap();
        assert_eq!(load(folder.path(), fact, &slot, &stored).unwrap(), b"jpeg");
        assert!(fs::read(folder.path().join(&stored.file)).unwrap().windows(4).all(|w| w != b"jpeg"));
        let other = load(folder.path(), FactId(Uuid::from_u128(2)), &slot, &stored);
        assert!(matches!(other, Err(MediaError::Damaged)));
        fs::write(folder.path().join(&stored.file), b"torn").unwrap();
        assert!(matches!(load(folder.path(), fact, &slot, &stored), Err(MediaError::Damaged)));
    }
}
