//! Wrapped keys and wrong tries, a row a person (F-03).

use doorstep_domain::ids::PersonId;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Outbox, StoreError};
use crate::keyring::{Entry, Tries};
use crate::store::{from_json, to_json};

impl Outbox {
    /// Keeps a person's keys; wrong tries are forgotten, for the office has just vouched for them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_keys(&self, entry: &Entry) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO keyring (person, entry) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![entry.person.as_str(), to_json(entry)])?;
        Ok(())
    }

    /// A person's keys and wrong tries.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn keys(&self, person: &PersonId) -> Result<Option<(Entry, Tries)>, StoreError> {
        let sql = "SELECT entry, wrong, last_boot, last_millis FROM keyring WHERE person = ?1";
        let row = self
            .connection
            .query_row(sql, [person.as_str()], |row| Ok((row.get::<_, String>(0)?, read_tries(row)?)));
        row.optional()?.map(|(entry, tries)| Ok((from_json("keys", &entry)?, tries))).transpose()
    }

    /// Everybody who can sign in here with a PIN, and their wrong tries.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn all_tries(&self) -> Result<Vec<(PersonId, Tries)>, StoreError> {
        let sql = "SELECT person, wrong, last_boot, last_millis FROM keyring ORDER BY person";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, read_tries(row)?)))?;
        rows.map(|row| {
            let (person, tries) = row?;
            Ok((person.parse().map_err(|_| StoreError::Unreadable("person"))?, tries))
        })
        .collect()
    }

    /// The keys of everybody who can sign in here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn all_keys(&self) -> Result<Vec<Entry>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT entry FROM keyring ORDER BY person")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|entry| from_json("keys", &entry?)).collect()
    }

    /// Writes wrong tries down.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_tries(&self, person: &PersonId, tries: Tries) -> Result<(), StoreError> {
        let sql = "UPDATE keyring SET wrong = ?2, last_boot = ?3, last_millis = ?4 WHERE person = ?1";
        let (boot, millis) = tries.last.map(|(boot, at)| (boot.to_string(), at)).unzip();
        self.connection.prepare_cached(sql)?.execute(params![person.as_str(), tries.wrong, boot, millis])?;
        Ok(())
    }

    /// Revoked: these keys are destroyed here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn destroy_keys(&self, person: &PersonId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM keyring WHERE person = ?1")?
            .execute([person.as_str()])?;
        Ok(())
    }

    /// The device is revoked: everybody's keys are destroyed here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn destroy_all_keys(&self) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM keyring")?.execute([])?;
        Ok(())
    }
}

fn read_tries(row: &Row<'_>) -> rusqlite::Result<Tries> {
    let (boot, millis): (Option<String>, Option<i64>) = (row.get("last_boot")?, row.get("last_millis")?);
    let last = boot.and_then(|boot| boot.parse().ok()).zip(millis);
    Ok(Tries { wrong: row.get("wrong")?, last })
}
