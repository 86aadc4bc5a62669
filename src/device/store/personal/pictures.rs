//! Pictures of facts: which are wanted, which are here, each under a key of its own (V-05).

use std::collections::HashSet;

use doorstep_domain::bytes::{Fixed, Hash};
use doorstep_domain::fact::{PartRef, PartSalt, Slot};
use doorstep_domain::ids::{FactId, PersonId};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Personal, StoreError};

/// The key of one picture's file.
pub type PictureKey = Fixed<32>;

/// A picture that is still to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPicture {
    /// The fact that it belongs to.
    pub fact: FactId,
    /// What the head says of it.
    pub slot: Slot,
    /// Its salted hash.
    pub hash: Hash,
    /// Its length.
    pub size: i64,
}

/// A picture that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// What its hash is salted with.
    pub salt: PartSalt,
    /// The key of its file.
    pub key: PictureKey,
    /// The file's name.
    pub file: String,
}

impl Personal {
    /// Notes a picture that a fact has apart.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn want_picture(&self, fact: FactId, part: &PartRef) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO pictures (fact, slot, hash, size, state) VALUES (?1, ?2, ?3, ?4, 'wanted')";
        let values = params![fact.to_string(), part.slot.as_str(), part.hash.to_string(), part.size];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// V-05: the pictures to fetch next for this person, at most `limit`: of open callbacks by due time,
    /// then the rest of what they may see.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn next_pictures(&self, person: &PersonId, limit: usize) -> Result<Vec<WantedPicture>, StoreError> {
        let sql = "SELECT p.fact, p.slot, p.hash, p.size FROM pictures AS p
                   JOIN facts AS f ON f.id = p.fact
                   JOIN grants AS g ON g.subject = f.subject AND g.person = ?1
                   LEFT JOIN subjects AS c ON c.event = f.subject AND c.open = 1
                   WHERE p.state = 'wanted'
                   ORDER BY c.due_by IS NULL, c.due_by, p.fact, p.slot LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let wanted = statement.query_map(params![person.as_str(), limit as i64], read_wanted)?;
        Ok(wanted.collect::<Result<_, _>>()?)
    }

    /// The picture is here: its file is durable already.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_picture(&self, wanted: &WantedPicture, stored: &StoredPicture) -> Result<(), StoreError> {
        let sql = "UPDATE pictures SET state = 'here', salt = ?3, key = ?4, file = ?5 WHERE fact = ?1 AND slot = ?2";
        let (fact, slot) = (wanted.fact.to_string(), wanted.slot.as_str());
        let values = params![fact, slot, stored.salt.to_string(), stored.key.to_string(), stored.file];
        self.connection.execute(sql, values)?;
        Ok(())
    }

    /// The office does not have it, or not for this person.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_is_gone(&self, wanted: &WantedPicture) -> Result<(), StoreError> {
        let sql = "UPDATE pictures SET state = 'gone' WHERE fact = ?1 AND slot = ?2";
        self.connection.execute(sql, [wanted.fact.to_string().as_str(), wanted.slot.as_str()])?;
        Ok(())
    }

    /// The picture in this slot, if it is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture(&self, fact: FactId, slot: &Slot) -> Result<Option<StoredPicture>, StoreError> {
        let sql = "SELECT salt, key, file FROM pictures WHERE fact = ?1 AND slot = ?2 AND state = 'here'";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([fact.to_string().as_str(), slot.as_str()], read_stored).optional()?)
    }

    /// The files of all pictures that are here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_files(&self) -> Result<HashSet<String>, StoreError> {
        let mut statement = self.connection.prepare("SELECT file FROM pictures WHERE file IS NOT NULL")?;
        let files = statement.query_map([], |row| row.get(0))?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// Bytes of all pictures that are here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(sum(size), 0) FROM pictures WHERE state = 'here'";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }
}

fn read_wanted(row: &Row<'_>) -> rusqlite::Result<WantedPicture> {
    Ok(WantedPicture {
        fact: text(row, 0)?.parse().map_err(|_| unreadable())?,
        slot: text(row, 1)?.parse().map_err(|_| unreadable())?,
        hash: Fixed::parse(&text(row, 2)?).ok_or_else(unreadable)?,
        size: row.get(3)?,
    })
}

fn read_stored(row: &Row<'_>) -> rusqlite::Result<StoredPicture> {
    Ok(StoredPicture {
        salt: Fixed::parse(&text(row, 0)?).ok_or_else(unreadable)?,
        key: Fixed::parse(&text(row, 1)?).ok_or_else(unreadable)?,
        file: row.get(2)?,
    })
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

fn unreadable() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, "stored picture".into())
}
