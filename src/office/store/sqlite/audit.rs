//! Rows as they lie. A column that was altered need not be text any more.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row, params};
use sha2::{Digest as _, Sha256};

use super::Sqlite;
use crate::store::{Gap, RawFact, RawKey, RawPart, StoreError};

/// So many gaps are named; more than that is not a gap but a ruin.
const MAX_GAPS: i64 = 1000;

impl Sqlite {
    /// Opens a database that nothing is to be written to; on a medium that cannot be written to, too.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        let opened = Self::open_to_read(path).and_then(|store| store.last_raw().map(|_| store));
        if let Ok(store) = opened {
            return Ok(store);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let uri = format!("file:{}?immutable=1", path.display());
        Ok(Self(Connection::open_with_flags(uri, flags)?))
    }

    /// What the whole file's own structure is damaged by.
    ///
    /// # Errors
    /// When the store fails.
    pub fn damages(&self) -> Result<Vec<String>, StoreError> {
        let found = self.all("PRAGMA integrity_check(20)", [], |row| Ok(row.get::<_, String>(0)?))?;
        Ok(found.into_iter().filter(|found| found != "ok").collect())
    }

    /// The newest place of the order; 0 for none.
    ///
    /// # Errors
    /// When the store fails.
    pub fn last_raw(&self) -> Result<i64, StoreError> {
        self.number("SELECT IFNULL(MAX(sequence), 0) FROM facts", [])
    }

    /// The newest place that anything speaks of: who was told something, or a subject's state.
    ///
    /// # Errors
    /// When the store fails.
    pub fn spoken_of(&self) -> Result<i64, StoreError> {
        let sql = "SELECT MAX(IFNULL((SELECT MAX(sequence) FROM log), 0),
                              IFNULL((SELECT MAX(last_sequence) FROM subjects), 0))";
        self.number(sql, [])
    }

    /// The next rows of the order after a place, with their parts.
    ///
    /// # Errors
    /// When the store fails.
    pub fn raw_facts(&self, after: i64, limit: i64) -> Result<Vec<RawFact>, StoreError> {
        let sql = "SELECT * FROM facts WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
        let mut facts = self.all(sql, [after, limit], fact)?;
        for fact in &mut facts {
            fact.parts = self.all("SELECT * FROM parts WHERE fact = ?1", [&fact.id], part)?;
        }
        Ok(facts)
    }

    /// Every key that was certified.
    ///
    /// # Errors
    /// When the store fails.
    pub fn raw_keys(&self) -> Result<Vec<RawKey>, StoreError> {
        self.all("SELECT * FROM person_keys", [], |row| {
            Ok(RawKey {
                key: bytes(row, "key")?,
                person: text(row, "person")?,
                installation: text(row, "installation")?,
                certificate: text(row, "certificate")?,
            })
        })
    }

    /// Places of the order that are empty.
    ///
    /// # Errors
    /// When the store fails.
    pub fn order_gaps(&self) -> Result<Vec<Gap>, StoreError> {
        let sql = "SELECT '' AS installation, before + 1 AS first, sequence - 1 AS last FROM
                       (SELECT sequence, LAG(sequence, 1, 0) OVER (ORDER BY sequence) AS before FROM facts)
                   WHERE sequence > before + 1 ORDER BY sequence LIMIT ?1";
        self.all(sql, [MAX_GAPS], gap)
    }

    /// What installations made between other things, and what is neither in the order nor among the refused.
    ///
    /// # Errors
    /// When the store fails.
    pub fn own_gaps(&self) -> Result<Vec<Gap>, StoreError> {
        let sql = "SELECT installation, before + 1 AS first, own - 1 AS last FROM
                       (SELECT installation, own,
                               LAG(own, 1, 0) OVER (PARTITION BY installation ORDER BY own) AS before FROM
                           (SELECT installation, own_sequence AS own FROM facts
                            UNION SELECT installation, own_sequence FROM refused WHERE why <> 'picture'))
                   WHERE own > before + 1 ORDER BY installation, own LIMIT ?1";
        self.all(sql, [MAX_GAPS], gap)
    }

    /// Parts of facts that are not there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn stray_parts(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql =
            "SELECT fact, slot FROM parts WHERE NOT EXISTS (SELECT 1 FROM facts WHERE id = fact) LIMIT ?1";
        self.all(sql, [MAX_GAPS], |row| Ok((text(row, "fact")?, text(row, "slot")?)))
    }

    /// Pictures on their way up: fact, slot, file, and how much of it is durable.
    ///
    /// # Errors
    /// When the store fails.
    pub fn raw_uploads(&self) -> Result<Vec<(String, String, String, i64)>, StoreError> {
        self.all("SELECT fact, slot, file, offset FROM uploads", [], |row| {
            Ok((text(row, "fact")?, text(row, "slot")?, text(row, "file")?, row.get("offset")?))
        })
    }

    /// What was refused and is not any more what came: the installations and their own sequences.
    ///
    /// # Errors
    /// When the store fails.
    pub fn altered_refusals(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT installation, own_sequence, digest, bytes FROM refused";
        let rows = self.all(sql, params![], |row| {
            let same = Sha256::digest(bytes(row, "bytes")?)[..] == bytes(row, "digest")?[..];
            Ok((!same).then_some((text(row, "installation")?, row.get("own_sequence")?)))
        })?;
        Ok(rows.into_iter().flatten().collect())
    }
}

fn fact(row: &Row<'_>) -> Result<RawFact, StoreError> {
    Ok(RawFact {
        sequence: row.get("sequence")?,
        rolling: bytes(row, "rolling")?,
        id: text(row, "id")?,
        subject: text(row, "subject")?,
        kind: text(row, "kind")?,
        person: text(row, "person")?,
        installation: text(row, "installation")?,
        own_sequence: row.get("own_sequence")?,
        head: text(row, "head")?,
        algorithm: text(row, "algorithm")?,
        signature: bytes(row, "signature")?,
        content: bytes(row, "content")?,
        verdict: bytes(row, "verdict")?,
        // An older schema has no such column.
        seal: row
            .get_ref("seal")
            .ok()
            .and_then(|seal| seal.as_bytes_or_null().ok().flatten().map(<[u8]>::to_vec)),
        receipt: text(row, "receipt")?,
        receipt_signature: bytes(row, "receipt_signature")?,
        taken: row.get("taken")?,
        parts: Vec::new(),
    })
}

fn part(row: &Row<'_>) -> Result<RawPart, StoreError> {
    let file: Option<Vec<u8>> = option(row, "file")?;
    Ok(RawPart {
        slot: text(row, "slot")?,
        hash: bytes(row, "hash")?,
        size: row.get("size")?,
        carriage: text(row, "carriage")?,
        salt: option(row, "salt")?,
        bytes: option(row, "bytes")?,
        file: file.map(|file| String::from_utf8_lossy(&file).into_owned()),
    })
}

fn gap(row: &Row<'_>) -> Result<Gap, StoreError> {
    Ok(Gap { installation: text(row, "installation")?, from: row.get("first")?, through: row.get("last")? })
}

fn bytes(row: &Row<'_>, column: &'static str) -> Result<Vec<u8>, StoreError> {
    Ok(option(row, column)?.unwrap_or_default())
}

fn option(row: &Row<'_>, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
    let value = row.get_ref(column)?.as_bytes_or_null();
    Ok(value.map_err(|_| StoreError::Unreadable(column))?.map(<[u8]>::to_vec))
}

fn text(row: &Row<'_>, column: &'static str) -> Result<String, StoreError> {
    Ok(String::from_utf8_lossy(&bytes(row, column)?).into_owned())
}
