//! What the office knows of each handheld, worst first: what it has not sent, and since when it is silent.

use std::cmp::Reverse;

use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::{Heartbeat, Keystore};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{Contact, Device, Store, StoreError};

/// Every handheld, the one that worries most first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceList {
    /// The office's time, milliseconds since 1970.
    #[schema(value_type = i64)]
    pub now: Moment,
    /// The handhelds.
    pub devices: Vec<DeviceRow>,
}

/// A handheld as of its newest contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceRow {
    /// The number that the site gave it.
    pub number: i64,
    /// Who used it last.
    #[schema(value_type = Option<String>)]
    pub person: Option<PersonId>,
    /// F-03: since when it may only hand in.
    #[schema(value_type = Option<i64>)]
    pub revoked: Option<Moment>,
    /// Since when it needs a look: it used an id twice.
    #[schema(value_type = Option<i64>)]
    pub quarantined: Option<Moment>,
    /// What it said last; absent before its first contact.
    pub contact: Option<ContactRow>,
}

/// What a handheld said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactRow {
    /// When.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Facts that waited then.
    pub unsent_facts: i64,
    /// Pictures that waited then.
    pub unsent_pictures: i64,
    /// The office time of the oldest fact that waited.
    #[schema(value_type = Option<i64>)]
    pub oldest_unsent: Option<Moment>,
    /// F-02: how far its own clock was ahead of the office's, in milliseconds.
    pub clock_offset: i64,
    /// The app's version.
    pub version: String,
    /// Percent of the battery, where it can be read.
    pub battery: Option<u8>,
    /// Where the device secret is kept.
    pub keystore: Keystore,
    /// Persons whose PIN is locked on it.
    #[schema(value_type = Vec<String>)]
    pub locked: Vec<PersonId>,
}

impl ContactRow {
    fn of(heartbeat: Heartbeat, at: Moment) -> Self {
        Self {
            at,
            unsent_facts: heartbeat.unsent_facts,
            unsent_pictures: heartbeat.unsent_pictures,
            oldest_unsent: heartbeat.oldest_unsent,
            clock_offset: heartbeat.wall.since(at),
            version: heartbeat.version,
            battery: heartbeat.battery,
            keystore: heartbeat.keystore,
            locked: heartbeat.locked,
        }
    }
}

impl DeviceRow {
    fn read(store: &dyn Store, device: &Device) -> Result<Self, StoreError> {
        let contact = store.contact(device.installation)?;
        let (person, contact) = contact.map_or((None, None), |Contact { heartbeat, at, person }| {
            (person, Some(ContactRow::of(heartbeat, at)))
        });
        let person = match person {
            Some(person) => Some(person),
            None => store.last_author(device.installation)?,
        };
        let Device { number, revoked, quarantined, .. } = *device;
        Ok(Self { number, person, revoked, quarantined, contact })
    }

    /// Whether something that was recorded on it has not arrived.
    pub(crate) fn is_behind(&self) -> bool {
        self.contact.as_ref().is_some_and(|contact| contact.unsent_facts + contact.unsent_pictures > 0)
    }

    /// What worries most is greatest: what waits longest, then what is silent longest, then locked persons. Of a
    /// revoked one only what it still holds.
    fn worry(&self) -> (Option<Reverse<Moment>>, bool, bool, Reverse<Moment>, bool) {
        let contact = self.contact.as_ref();
        let waits_since = contact.filter(|_| self.is_behind());
        let oldest = waits_since.map(|contact| Reverse(contact.oldest_unsent.unwrap_or(contact.at)));
        let silent_since = contact.map_or(Moment::EARLIEST, |contact| contact.at);
        let locked = contact.is_some_and(|contact| !contact.locked.is_empty());
        (oldest, self.revoked.is_none(), self.quarantined.is_some(), Reverse(silent_since), locked)
    }
}

/// F-01, F-03: the handhelds, worst first.
pub(crate) fn list(store: &dyn Store, now: Moment) -> Result<DeviceList, StoreError> {
    let devices = store.devices()?;
    let rows: Result<Vec<DeviceRow>, StoreError> =
        devices.iter().map(|device| DeviceRow::read(store, device)).collect();
    let mut devices = rows?;
    devices.sort_by_key(|row| (Reverse(row.worry()), row.number));
    Ok(DeviceList { now, devices })
}
