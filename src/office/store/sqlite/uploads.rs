//! Pictures on their way up.

use doorstep_domain::fact::{PartSalt, Slot};
use doorstep_domain::ids::FactId;
use rusqlite::{Row, params};

use super::Sqlite;
use super::column::{json, parsed, to_json};
use crate::store::{StoreError, UploadRow, UploadStore};

impl UploadStore for Sqlite {
    fn upload(&self, fact: FactId, slot: &Slot) -> Result<Option<UploadRow>, StoreError> {
        let sql = "SELECT * FROM uploads WHERE fact = ?1 AND slot = ?2";
        self.one(sql, params![fact.to_string(), slot.as_str()], read)
    }

    fn insert_upload(&self, upload: &UploadRow) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO uploads (fact, slot, secret, file, length, offset) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (fact, slot, secret) = (upload.fact.to_string(), upload.slot.as_str(), to_json(&upload.secret)?);
        self.run(sql, params![fact, slot, secret, upload.file, upload.length, upload.offset]).map(drop)
    }

    fn move_upload(&self, fact: FactId, slot: &Slot, offset: i64) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET offset = ?3 WHERE fact = ?1 AND slot = ?2";
        self.run(sql, params![fact.to_string(), slot.as_str(), offset]).map(drop)
    }

    fn end_upload(&self, fact: FactId, slot: &Slot) -> Result<(), StoreError> {
        let sql = "DELETE FROM uploads WHERE fact = ?1 AND slot = ?2";
        self.run(sql, params![fact.to_string(), slot.as_str()]).map(drop)
    }

    fn part_arrived(&self, fact: FactId, slot: &Slot, salt: PartSalt, file: &str) -> Result<(), StoreError> {
        let sql = "UPDATE parts SET salt = ?3, file = ?4 WHERE fact = ?1 AND slot = ?2";
        self.run(sql, params![fact.to_string(), slot.as_str(), salt.0, file])?;
        let arrival = "INSERT INTO arrivals (installation, sequence)
            SELECT installation, sequence FROM facts WHERE id = ?1";
        self.run(arrival, [fact.to_string()]).map(drop)
    }

    fn missing_parts(&self, fact: FactId) -> Result<Vec<Slot>, StoreError> {
        let sql =
            "SELECT slot FROM parts WHERE fact = ?1 AND carriage = 'apart' AND file IS NULL ORDER BY slot";
        self.all(sql, [fact.to_string()], |row| parsed(row, "slot"))
    }
}

fn read(row: &Row<'_>) -> Result<UploadRow, StoreError> {
    Ok(UploadRow {
        fact: parsed(row, "fact")?,
        slot: parsed(row, "slot")?,
        secret: json(row, "secret")?,
        file: row.get("file")?,
        length: row.get("length")?,
        offset: row.get("offset")?,
    })
}
