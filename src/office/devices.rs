//! What the office knows of each handheld, worst first: what it has not sent, and since when it is silent.

use std::cmp::Reverse;

use doorstep_domain::moment::Moment;
use doorstep_protocol::devices::{ContactRow, DeviceList, DeviceRow};
use doorstep_protocol::heartbeat::Heartbeat;

use crate::store::{Contact, Device, Store, StoreError};

/// F-01, F-03: the handhelds, worst first.
pub(crate) fn list(store: &dyn Store, now: Moment) -> Result<DeviceList, StoreError> {
    let devices = store.devices()?;
    let rows: Result<Vec<DeviceRow>, StoreError> = devices.iter().map(|device| row(store, device)).collect();
    let mut devices = rows?;
    devices.sort_by_cached_key(|row| (Reverse(worry(row)), row.number));
    Ok(DeviceList { now, devices })
}

fn row(store: &dyn Store, device: &Device) -> Result<DeviceRow, StoreError> {
    let contact = store.contact(device.installation)?;
    let (person, contact) = contact
        .map_or((None, None), |Contact { heartbeat, at, person }| (person, Some(contact_row(heartbeat, at))));
    let person = match person {
        Some(person) => Some(person),
        None => store.last_author(device.installation)?,
    };
    let Device { number, revoked, quarantined, .. } = *device;
    Ok(DeviceRow { number, person, revoked, quarantined, contact })
}

fn contact_row(heartbeat: Heartbeat, at: Moment) -> ContactRow {
    ContactRow {
        at,
        unsent_facts: heartbeat.unsent_facts,
        unsent_grave: heartbeat.unsent_grave,
        unsent_pictures: heartbeat.unsent_pictures,
        oldest_unsent: heartbeat.oldest_unsent,
        clock_offset: heartbeat.wall.since(at),
        version: heartbeat.version,
        battery: heartbeat.battery,
        keystore: heartbeat.keystore,
        locked: heartbeat.locked,
    }
}

/// What worries most is greatest: a grave complaint that nobody here knows of (C-07), what waits longest, then what is silent longest, then locked persons. Of a
/// revoked one only what it still holds.
fn worry(row: &DeviceRow) -> impl Ord + use<> {
    let contact = row.contact.as_ref();
    let waits_since = contact.filter(|_| row.is_behind());
    let grave = contact.is_some_and(|contact| contact.unsent_grave > 0);
    let oldest = waits_since.map(|contact| Reverse(contact.oldest_unsent.unwrap_or(contact.at)));
    let silent_since = contact.map_or(Moment::EARLIEST, |contact| contact.at);
    let locked = contact.is_some_and(|contact| !contact.locked.is_empty());
    (grave, oldest, row.revoked.is_none(), row.quarantined.is_some(), Reverse(silent_since), locked)
}
