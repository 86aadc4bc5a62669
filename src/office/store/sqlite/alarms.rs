//! Alarms.

use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use rusqlite::params;

use super::Sqlite;
use super::column::{moment, parsed};
use crate::store::{AlarmStore, StoreError};

impl AlarmStore for Sqlite {
    fn set_alarm(&self, subject: &SubjectId, at: Option<Moment>) -> Result<(), StoreError> {
        match at {
            Some(at) => {
                let sql =
                    "INSERT INTO alarms (subject, at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET at = ?2";
                self.run(sql, params![subject.as_str(), at.millis()])
            }
            None => self.run("DELETE FROM alarms WHERE subject = ?1", [subject.as_str()]),
        }
        .map(drop)
    }

    fn next_alarm(&self) -> Result<Option<Moment>, StoreError> {
        self.one("SELECT at FROM alarms ORDER BY at LIMIT 1", [], |row| moment(row, "at"))
    }

    fn alarms_due(&self, now: Moment, limit: i64) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM alarms WHERE at <= ?1 ORDER BY at, subject LIMIT ?2";
        self.all(sql, params![now.millis(), limit], |row| parsed(row, "subject"))
    }
}
