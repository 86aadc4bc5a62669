//! The device: its stores, its clocks, and who is signed in. Everything that an app asks of it is a
//! command or a query on this; whatever needs the network stands in [`crate::engine`].

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_domain::bytes::Blob;
use doorstep_domain::fact::sign::public;
use doorstep_domain::ids::{InstallationId, SubjectId};
use doorstep_domain::moment::Moment;
use thiserror::Error;

use crate::clock::Clock;
use crate::keyring::{Keyring, PinCost, StoreKey};
use crate::reckoning::{self, Mark, Reckoned};
use crate::secret::{DeviceSecret, Keystore, KeystoreError};
use crate::shift::Shift;
use crate::store::StoreError;
use crate::store::outbox::{KnownOffice, Outbox};

/// What a device is made of. Tests bring clocks and keystores of their own.
#[derive(Clone)]
pub struct Config {
    /// Where everything is kept.
    pub folder: PathBuf,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Where the device secret is kept.
    pub keystore: Arc<dyn Keystore>,
    /// What a try of a PIN costs, for keys that are wrapped from now on.
    pub pin_cost: PinCost,
    /// The app's version, for heartbeats.
    pub version: String,
}

/// Why the device cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The outbox database does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no device secret.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// Another program has this folder open.
    #[error("another program has this device's folder open")]
    InUse,
    /// The device secret is not the one that this installation was enrolled with. What waits is safe:
    /// it is sealed to the office. The device has to be enrolled anew.
    #[error("the device secret is not the one that this installation was enrolled with")]
    OtherSecret,
}

/// Nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("nobody is signed in")]
pub struct NotSignedIn;

/// The handheld.
pub struct Device {
    pub(crate) config: Config,
    pub(crate) secret: DeviceSecret,
    pub(crate) installation: InstallationId,
    pub(crate) outbox: Outbox,
    pub(crate) shift: Option<Shift>,
    mark: Option<Mark>,
    /// Somebody opened this while only a summary of it was here: its history is fetched first.
    pub(crate) looked_for: Cell<Option<SubjectId>>,
    /// Held as long as this is open, and let go by the system after a kill.
    _lock: File,
}

/// Two programs over one folder would give one sequence twice.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let file = File::create(folder.join("lock")).map_err(StoreError::from)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(StoreError::from(error).into()),
    }
}

impl Device {
    /// Opens what is in the folder, or makes it.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(config: Config) -> Result<Self, OpenError> {
        std::fs::create_dir_all(&config.folder).map_err(StoreError::from)?;
        let lock = lock(&config.folder)?;
        let outbox = Outbox::open(&config.folder.join("outbox.db"))?;
        let secret = config.keystore.secret()?;
        let installation = outbox.installation()?;
        let device_key = public(&secret.transport_key(installation));
        if outbox.office()?.is_some_and(|office| office.device_key != device_key) {
            return Err(OpenError::OtherSecret);
        }
        let mark = outbox.mark()?;
        Ok(Self {
            config,
            secret,
            installation,
            outbox,
            shift: None,
            mark,
            looked_for: Cell::default(),
            _lock: lock,
        })
    }

    /// This installation.
    pub fn installation(&self) -> InstallationId {
        self.installation
    }

    /// The office that this device belongs to, once it is enrolled.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn office(&self) -> Result<Option<KnownOffice>, StoreError> {
        self.outbox.office()
    }

    /// F-02: the office's time now, as well as it is known.
    pub fn reckon(&self) -> Reckoned {
        reckoning::reckon(self.mark.as_ref(), self.config.clock.read())
    }

    /// F-02: the office's time now, as it is shown and counted with.
    pub fn now(&self) -> Moment {
        self.reckon().best
    }

    /// F-02: notes a contact: the office's clock showed `office` between `asked` on the boot clock and now.
    pub(crate) fn note_contact(&mut self, asked: i64, office: Moment) -> Result<(), StoreError> {
        let now = self.config.clock.read();
        let contact = Mark::contact(asked, now, office);
        let mark = self.mark.as_ref().map_or(contact, |earlier| contact.tightened_by(earlier, now));
        self.mark = Some(mark);
        self.outbox.set_mark(&mark)
    }

    /// F-02: keeps the reckoning, so that a restart loses as little as possible. To be called every few minutes.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn keep_reckoning(&mut self) -> Result<(), StoreError> {
        let Some(mark) = self.mark else { return Ok(()) };
        let carried = mark.carried_to(self.config.clock.read());
        self.mark = Some(carried);
        self.outbox.set_mark(&carried)
    }

    /// Limits the files of both stores to so many pages, until they are opened anew: how a test fills the disk.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        self.outbox.limit_pages(pages)?;
        self.shift.as_ref().map_or(Ok(()), |shift| shift.personal.limit_pages(pages))
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// When nobody is.
    pub fn shift(&self) -> Result<&Shift, NotSignedIn> {
        self.shift.as_ref().ok_or(NotSignedIn)
    }

    /// The newest sequence in the outbox; 0 where it cannot be read.
    pub(crate) fn highest_sequence(&self) -> i64 {
        self.outbox.highest_sequence().unwrap_or(0)
    }

    pub(crate) fn keyring(&self) -> Keyring<'_> {
        Keyring { secret: &self.secret, installation: self.installation }
    }

    pub(crate) fn personal_path(&self) -> PathBuf {
        self.config.folder.join("personal.db")
    }

    pub(crate) fn media_folder(&self) -> PathBuf {
        self.config.folder.join("media")
    }

    /// Tells a wrong store key from a torn store, and gives nothing away about a random key.
    pub(crate) fn store_key_check(&self, key: &StoreKey) -> Blob {
        Blob(self.secret.derive(&key[..], b"doorstep/store-key-check/1").to_vec())
    }
}
