//! Single facts about this installation: who it is, whose it is, what time it is.

use doorstep_domain::bytes::{Blob, PublicKey};
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::Compression;
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::seal::Sealed;
use rusqlite::{OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Outbox, StoreError};
use crate::look::Look;
use crate::reckoning::Mark;
use crate::store::{from_json, to_json};

const INSTALLATION: &str = "installation";
const OFFICE: &str = "office";
const MARK: &str = "reckoning";
const TILES: &str = "tiles";
const LAST_SHIFT: &str = "last_shift";
const LOOK: &str = "look";
const ESCROW: &str = "escrow";
const STORE_KEY_CHECK: &str = "store_key_check";

/// The store key as it is sealed to an office: nobody here can open it, and the same goes out when the
/// device is enrolled there again, so that the personal store stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrow {
    /// The office's sealing key.
    pub office: PublicKey,
    /// The sealed store key.
    pub store_key: Sealed,
}

/// The office that this installation belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownOffice {
    /// Where it is.
    pub url: String,
    /// Who it is. Its keys never change silently.
    pub identity: OfficeIdentity,
    /// The number that the site gave this handheld.
    pub device_number: i64,
    /// The device's transport key, to notice that the device secret was lost.
    pub device_key: PublicKey,
    /// The newest epoch heard of.
    pub epoch: i64,
    /// Everything up to this office sequence is in a backup.
    pub backed_up_through: i64,
    /// When the office was last heard, in office time.
    pub last_contact: Option<Moment>,
    /// Revoked: what is here may be handed in, nothing else.
    pub hand_in_only: bool,
    /// How it can be sent less, as it said last.
    #[serde(default)]
    pub compression: Compression,
}

impl Outbox {
    /// This installation, named at random once.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn installation(&self) -> Result<InstallationId, StoreError> {
        match self.setting(INSTALLATION)? {
            Some(installation) => Ok(installation),
            None => {
                let installation = InstallationId(uuid::Uuid::new_v4());
                self.set(INSTALLATION, &installation)?;
                Ok(installation)
            }
        }
    }

    /// The sealed store key, if it is sealed to this office.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn escrow(&self, office: &PublicKey) -> Result<Option<Sealed>, StoreError> {
        let escrow: Option<Escrow> = self.setting(ESCROW)?;
        Ok(escrow.filter(|escrow| escrow.office == *office).map(|escrow| escrow.store_key))
    }

    /// Keeps the sealed store key.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_escrow(&self, escrow: &Escrow) -> Result<(), StoreError> {
        self.set(ESCROW, escrow)
    }

    /// The office, once enrolled.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn office(&self) -> Result<Option<KnownOffice>, StoreError> {
        self.setting(OFFICE)
    }

    /// Keeps what is known of the office.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_office(&self, office: &KnownOffice) -> Result<(), StoreError> {
        self.set(OFFICE, office)
    }

    /// F-02: the last mark kept.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn mark(&self) -> Result<Option<Mark>, StoreError> {
        self.setting(MARK)
    }

    /// F-02: keeps a mark over restarts.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_mark(&self, mark: &Mark) -> Result<(), StoreError> {
        self.set(MARK, mark)
    }

    /// The staff tiles, closed with the device secret (P-10).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn tiles(&self) -> Result<Option<Blob>, StoreError> {
        self.setting(TILES)
    }

    /// Keeps the staff tiles, closed with the device secret.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_tiles(&self, closed: &Blob) -> Result<(), StoreError> {
        self.set(TILES, closed)
    }

    /// Who was signed in last.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn last_shift(&self) -> Result<Option<PersonId>, StoreError> {
        self.setting(LAST_SHIFT)
    }

    /// Notes who is signed in.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_last_shift(&self, person: &PersonId) -> Result<(), StoreError> {
        self.set(LAST_SHIFT, person)
    }

    /// How the screens look.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn look(&self) -> Result<Option<Look>, StoreError> {
        self.setting(LOOK)
    }

    /// Keeps how the screens look.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_look(&self, look: &Look) -> Result<(), StoreError> {
        self.set(LOOK, look)
    }

    /// What tells a wrong store key from a torn database.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn store_key_check(&self) -> Result<Option<Blob>, StoreError> {
        self.setting(STORE_KEY_CHECK)
    }

    /// Keeps the check of the store key.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_store_key_check(&self, check: &Blob) -> Result<(), StoreError> {
        self.set(STORE_KEY_CHECK, check)
    }

    /// The next store key is another one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn forget_store_key_check(&self) -> Result<(), StoreError> {
        self.forget(STORE_KEY_CHECK)
    }

    fn setting<T: DeserializeOwned>(&self, key: &'static str) -> Result<Option<T>, StoreError> {
        let sql = "SELECT value FROM settings WHERE key = ?1";
        let text: Option<String> =
            self.connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
        text.map(|text| from_json(key, &text)).transpose()
    }

    fn set(&self, key: &'static str, value: &impl Serialize) -> Result<(), StoreError> {
        let sql = "INSERT INTO settings (key, value) VALUES (?1, ?2)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.connection.prepare_cached(sql)?.execute(params![key, to_json(value)])?;
        Ok(())
    }

    fn forget(&self, key: &'static str) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute([key])?;
        Ok(())
    }
}
