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

/// Where a picture came from: its ciphertext is bound to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From the office: bound to its fact and slot.
    Office,
    /// Taken here, before there was a fact.
    Taken,
}

/// A picture that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// Where it came from.
    pub origin: Origin,
    /// What its hash is salted with.
    pub salt: PartSalt,
    /// The key of its file.
    pub key: PictureKey,
    /// The file's name.
    pub file: String,
}

/// A picture of a fact that was taken here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPicture {
    /// Its slot.
    pub slot: Slot,
    /// Its length.
    pub size: i64,
    /// Its file and what opens it.
    pub stored: StoredPicture,
}

impl Personal {
    /// Notes a picture that a fact has apart. One that was not at the office before may be now: it is told
    /// of the fact again when a picture of it arrives. One that the office kept anew after a restore is another one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn want_picture(&self, fact: FactId, part: &PartRef) -> Result<(), StoreError> {
        let sql = "INSERT INTO pictures (fact, slot, hash, size, state) VALUES (?1, ?2, ?3, ?4, 'wanted')
                   ON CONFLICT DO UPDATE SET state = 'wanted', hash = excluded.hash, size = excluded.size,
                       file = iif(hash = excluded.hash, file, NULL)
                   WHERE state = 'gone' OR (taken = 0 AND hash <> excluded.hash)";
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
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// The office does not have it, or not for this person.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_is_gone(&self, wanted: &WantedPicture) -> Result<(), StoreError> {
        let sql = "UPDATE pictures SET state = 'gone' WHERE fact = ?1 AND slot = ?2";
        self.connection
            .prepare_cached(sql)?
            .execute([wanted.fact.to_string().as_str(), wanted.slot.as_str()])?;
        Ok(())
    }

    /// The picture in this slot, if it is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture(&self, fact: FactId, slot: &Slot) -> Result<Option<StoredPicture>, StoreError> {
        let sql =
            "SELECT salt, key, file, taken FROM pictures WHERE fact = ?1 AND slot = ?2 AND state = 'here'";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([fact.to_string().as_str(), slot.as_str()], read_stored).optional()?)
    }

    /// The thumbnail of a picture that was taken here, as JPEG.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn thumbnail(&self, fact: FactId, slot: &Slot) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT thumbnail FROM pictures WHERE fact = ?1 AND slot = ?2 AND thumbnail IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([fact.to_string().as_str(), slot.as_str()], |row| row.get(0)).optional()?)
    }

    /// The pictures of a fact that were taken here, in the order in which they were added to it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn taken_pictures(&self, fact: FactId) -> Result<Vec<TakenPicture>, StoreError> {
        let sql = "SELECT salt, key, file, taken, slot, size FROM pictures
                   WHERE fact = ?1 AND taken = 1 ORDER BY rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let taken = statement.query_map([fact.to_string()], read_taken)?;
        Ok(taken.collect::<Result<_, _>>()?)
    }

    /// The files of all pictures that are here, those of half-done forms too.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_files(&self) -> Result<HashSet<String>, StoreError> {
        let sql = "SELECT file FROM pictures WHERE file IS NOT NULL UNION SELECT file FROM draft_pictures";
        let mut statement = self.connection.prepare_cached(sql)?;
        let files = statement.query_map([], |row| row.get(0))?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// Bytes of all pictures that were fetched ahead.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn picture_bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(sum(size), 0) FROM pictures WHERE state = 'here' AND taken = 0";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
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

fn read_taken(row: &Row<'_>) -> rusqlite::Result<TakenPicture> {
    let slot = text(row, 4)?.parse().map_err(|_| unreadable())?;
    Ok(TakenPicture { slot, size: row.get(5)?, stored: read_stored(row)? })
}

/// The columns `salt, key, file, taken`, first in their row.
pub(super) fn read_stored(row: &Row<'_>) -> rusqlite::Result<StoredPicture> {
    Ok(StoredPicture {
        origin: if row.get(3)? { Origin::Taken } else { Origin::Office },
        salt: Fixed::parse(&text(row, 0)?).ok_or_else(unreadable)?,
        key: Fixed::parse(&text(row, 1)?).ok_or_else(unreadable)?,
        file: row.get(2)?,
    })
}

pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

pub(super) fn unreadable() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, "stored picture".into())
}
