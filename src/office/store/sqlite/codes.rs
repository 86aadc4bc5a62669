//! One-time codes.

use doorstep_domain::ids::InstallationId;
use doorstep_domain::moment::Moment;
use rusqlite::params;

use super::Sqlite;
use super::column::{fixed, moment, parsed_option};
use crate::store::{Code, CodeStore, Purpose, StoreError};

fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Enrol => "enrol",
        Purpose::Person => "person",
    }
}

impl CodeStore for Sqlite {
    fn insert_code(&self, code: &Code) -> Result<(), StoreError> {
        let sql = "INSERT INTO codes (purpose, name, digest, expires) VALUES (?1, ?2, ?3, ?4)";
        let (digest, expires) = (code.digest.0, code.expires.millis());
        self.run(sql, params![word(code.purpose), code.name, digest, expires]).map(drop)
    }

    fn codes(&self, purpose: Purpose, name: &str) -> Result<Vec<Code>, StoreError> {
        let sql = "SELECT * FROM codes WHERE purpose = ?1 AND name = ?2 ORDER BY id DESC";
        self.all(sql, params![word(purpose), name], |row| {
            Ok(Code {
                id: row.get("id")?,
                purpose,
                name: row.get("name")?,
                digest: fixed(row, "digest")?,
                expires: moment(row, "expires")?,
                wrong: row.get("wrong")?,
                used_by: parsed_option(row, "used_by")?,
            })
        })
    }

    fn count_wrong(&self, id: i64) -> Result<(), StoreError> {
        self.run("UPDATE codes SET wrong = wrong + 1 WHERE id = ?1", [id]).map(drop)
    }

    fn use_code(&self, id: i64, by: InstallationId, at: Moment) -> Result<(), StoreError> {
        let sql = "UPDATE codes SET used_by = ?2, used_at = ?3 WHERE id = ?1";
        self.run(sql, params![id, by.to_string(), at.millis()]).map(drop)
    }
}
