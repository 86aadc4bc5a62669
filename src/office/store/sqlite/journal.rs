//! The journal.

use doorstep_domain::ids::{FactId, PersonId};
use doorstep_domain::moment::Moment;
use rusqlite::params;

use super::Sqlite;
use crate::store::{JournalStore, Reading, StoreError};

impl JournalStore for Sqlite {
    fn note_reading(&self, reading: &Reading) -> Result<(), StoreError> {
        let sql = "INSERT INTO reads (at, person, installation, what, fact, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let installation = reading.installation.map(|id| id.to_string());
        let fact = reading.fact.map(|id| id.to_string());
        let (at, person) = (reading.at.millis(), reading.person.as_str());
        self.run(sql, params![at, person, installation, reading.what, fact, reading.detail]).map(drop)
    }

    fn count_readings(&self, person: &PersonId, what: &str) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM reads WHERE person = ?1 AND what = ?2";
        self.number(sql, params![person.as_str(), what])
    }

    fn note_assignment(&self, fact: FactId, by: &PersonId, at: Moment) -> Result<(), StoreError> {
        let sql = "INSERT INTO assignments (fact, by, at) VALUES (?1, ?2, ?3)";
        self.run(sql, params![fact.to_string(), by.as_str(), at.millis()]).map(drop)
    }
}
