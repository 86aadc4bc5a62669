//! Handhelds, persons' keys, heartbeats and unlocks.

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::moment::Moment;
use rusqlite::{Row, params};

use super::Sqlite;
use super::column::{fixed, json, moment, moment_option, parsed, parsed_option, to_json};
use crate::store::{Contact, Device, DeviceStore, PersonKey, StoreError};

const SAVE_DEVICE: &str = "INSERT INTO devices
    (installation, number, device_key, store_key, revoked, quarantined) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (installation) DO UPDATE SET device_key = ?3, store_key = ?4, revoked = ?5, quarantined = ?6";

impl DeviceStore for Sqlite {
    fn device(&self, installation: InstallationId) -> Result<Option<Device>, StoreError> {
        self.one("SELECT * FROM devices WHERE installation = ?1", [installation.to_string()], device)
    }

    fn devices(&self) -> Result<Vec<Device>, StoreError> {
        self.all("SELECT * FROM devices ORDER BY number", [], device)
    }

    fn newest_number(&self) -> Result<i64, StoreError> {
        self.number("SELECT COALESCE(MAX(number), 0) FROM devices", [])
    }

    fn save_device(&self, device: &Device) -> Result<(), StoreError> {
        self.run(
            SAVE_DEVICE,
            params![
                device.installation.to_string(),
                device.number,
                device.device_key.0,
                to_json(&device.store_key)?,
                device.revoked.map(Moment::millis),
                device.quarantined.map(Moment::millis),
            ],
        )?;
        Ok(())
    }

    fn person_key(&self, key: &PublicKey) -> Result<Option<PersonKey>, StoreError> {
        self.one("SELECT * FROM person_keys WHERE key = ?1", [key.0], person_key)
    }

    fn people_on(&self, installation: InstallationId) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT person FROM person_keys WHERE installation = ?1 AND retired IS NULL
            ORDER BY person";
        self.all(sql, [installation.to_string()], |row| parsed(row, "person"))
    }

    fn insert_person_key(&self, key: &PersonKey) -> Result<(), StoreError> {
        let (person, installation) = (key.person.as_str(), key.installation.to_string());
        let retire = "UPDATE person_keys SET retired = ?3
            WHERE person = ?1 AND installation = ?2 AND retired IS NULL";
        self.run(retire, params![person, installation, key.since.millis()])?;
        let insert = "INSERT INTO person_keys (key, person, installation, certificate, since)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        let certificate = to_json(&key.certificate)?;
        self.run(insert, params![key.key.0, person, installation, certificate, key.since.millis()])?;
        Ok(())
    }

    fn recall_person_key(&self, key: &PersonKey) -> Result<(), StoreError> {
        let (person, installation) = (key.person.as_str(), key.installation.to_string());
        let (certificate, since) = (to_json(&key.certificate)?, key.since.millis());
        let retire = "UPDATE person_keys SET retired = ?3
            WHERE person = ?1 AND installation = ?2 AND retired IS NULL AND since < ?3";
        self.run(retire, params![person, installation, since])?;
        let insert = "INSERT INTO person_keys (key, person, installation, certificate, since, retired)
            VALUES (?1, ?2, ?3, ?4, ?5,
                (SELECT min(since) FROM person_keys WHERE person = ?2 AND installation = ?3 AND since >= ?5))";
        self.run(insert, params![key.key.0, person, installation, certificate, since])?;
        Ok(())
    }

    fn save_contact(&self, installation: InstallationId, contact: &Contact) -> Result<(), StoreError> {
        let sql = "INSERT INTO heartbeats (installation, body, at, person) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET body = ?2, at = ?3, person = COALESCE(?4, person)";
        let (body, person) = (to_json(&contact.heartbeat)?, contact.person.as_ref().map(PersonId::as_str));
        self.run(sql, params![installation.to_string(), body, contact.at.millis(), person]).map(drop)
    }

    fn contact(&self, installation: InstallationId) -> Result<Option<Contact>, StoreError> {
        let sql = "SELECT body, at, person FROM heartbeats WHERE installation = ?1";
        self.one(sql, [installation.to_string()], |row| {
            let (heartbeat, at) = (json(row, "body")?, moment(row, "at")?);
            Ok(Contact { heartbeat, at, person: parsed_option(row, "person")? })
        })
    }

    fn last_author(&self, installation: InstallationId) -> Result<Option<PersonId>, StoreError> {
        let sql = "SELECT person FROM facts WHERE installation = ?1 ORDER BY own_sequence DESC LIMIT 1";
        self.one(sql, [installation.to_string()], |row| parsed(row, "person"))
    }

    fn unlock(&self, person: &PersonId, at: Moment) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO unlocks (installation, person, at)
            SELECT installation, ?1, ?2 FROM devices";
        self.run(sql, params![person.as_str(), at.millis()]).map(drop)
    }

    fn unlocked(&self, installation: InstallationId) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT person FROM unlocks WHERE installation = ?1 ORDER BY person";
        self.all(sql, [installation.to_string()], |row| parsed(row, "person"))
    }

    fn forget_unlock(&self, installation: InstallationId, person: &PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM unlocks WHERE installation = ?1 AND person = ?2";
        self.run(sql, params![installation.to_string(), person.as_str()]).map(drop)
    }
}

fn device(row: &Row<'_>) -> Result<Device, StoreError> {
    Ok(Device {
        installation: parsed(row, "installation")?,
        number: row.get("number")?,
        device_key: fixed(row, "device_key")?,
        store_key: json(row, "store_key")?,
        revoked: moment_option(row, "revoked")?,
        quarantined: moment_option(row, "quarantined")?,
    })
}

fn person_key(row: &Row<'_>) -> Result<PersonKey, StoreError> {
    Ok(PersonKey {
        person: parsed(row, "person")?,
        installation: parsed(row, "installation")?,
        key: fixed(row, "key")?,
        certificate: json(row, "certificate")?,
        since: moment(row, "since")?,
        retired: moment_option(row, "retired")?,
    })
}
