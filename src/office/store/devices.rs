//! Handhelds, the keys of the persons on them, heartbeats and unlocks (F-03).

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::Heartbeat;
use doorstep_protocol::seal::Sealed;

use super::StoreError;

/// An enrolled handheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its installation.
    pub installation: InstallationId,
    /// The number that the site gave it.
    pub number: i64,
    /// Its transport key.
    pub device_key: PublicKey,
    /// Its store key, sealed to the office.
    pub store_key: Sealed,
    /// Since when it may only hand in.
    pub revoked: Option<Moment>,
    /// Since when it needs a look: it used an id twice.
    pub quarantined: Option<Moment>,
}

impl Device {
    /// Whether what it alone says may move the office: nobody gave it up, and it never contradicted itself.
    pub(crate) fn may_be_believed(&self) -> bool {
        self.revoked.is_none() && self.quarantined.is_none()
    }
}

/// A certified key of a person on an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonKey {
    /// Whose.
    pub person: PersonId,
    /// Where it lives.
    pub installation: InstallationId,
    /// The key.
    pub key: PublicKey,
    /// The office's certificate over it.
    pub certificate: Certificate,
    /// Since when.
    pub since: Moment,
    /// Until when: a newer key took its place.
    pub retired: Option<Moment>,
}

/// What a handheld said of itself last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What.
    pub heartbeat: Heartbeat,
    /// When it came.
    pub at: Moment,
    /// Who was signed in then, or the last time that somebody was.
    pub person: Option<PersonId>,
}

/// Handhelds and keys.
pub trait DeviceStore {
    /// The device of an installation.
    fn device(&self, installation: InstallationId) -> Result<Option<Device>, StoreError>;

    /// Every device, by number.
    fn devices(&self) -> Result<Vec<Device>, StoreError>;

    /// The newest number that was given to a handheld; 0 before the first.
    fn newest_number(&self) -> Result<i64, StoreError>;

    /// Stores a device, new or changed.
    fn save_device(&self, device: &Device) -> Result<(), StoreError>;

    /// A person's key.
    fn person_key(&self, key: &PublicKey) -> Result<Option<PersonKey>, StoreError>;

    /// Who has a key on an installation now.
    fn people_on(&self, installation: InstallationId) -> Result<Vec<PersonId>, StoreError>;

    /// Stores a new key of a person; their earlier one on that installation is retired at `since`.
    fn insert_person_key(&self, key: &PersonKey) -> Result<(), StoreError>;

    /// Stores a key that was certified once and forgotten: it ends the person's older ones on that installation, and is
    /// ended by a newer one.
    fn recall_person_key(&self, key: &PersonKey) -> Result<(), StoreError>;

    /// Keeps the newest contact of an installation. Where nobody is signed in, who was stays known.
    fn save_contact(&self, installation: InstallationId, contact: &Contact) -> Result<(), StoreError>;

    /// The newest contact of an installation.
    fn contact(&self, installation: InstallationId) -> Result<Option<Contact>, StoreError>;

    /// Who wrote the newest fact of an installation.
    fn last_author(&self, installation: InstallationId) -> Result<Option<PersonId>, StoreError>;

    /// Lifts a person's lock on every device.
    fn unlock(&self, person: &PersonId, at: Moment) -> Result<(), StoreError>;

    /// Whose lock is lifted on an installation.
    fn unlocked(&self, installation: InstallationId) -> Result<Vec<PersonId>, StoreError>;

    /// The device does not list the person as locked any more.
    fn forget_unlock(&self, installation: InstallationId, person: &PersonId) -> Result<(), StoreError>;
}
