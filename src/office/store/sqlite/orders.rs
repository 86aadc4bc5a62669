//! Numbers of a day, and who has work.

use chrono::NaiveDate;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use rusqlite::params;

use super::Sqlite;
use super::column::parsed;
use crate::store::{OrderStore, StoreError};

impl OrderStore for Sqlite {
    fn numbered_on(&self, kind: SubjectKind, day: NaiveDate) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE((SELECT given FROM numbers WHERE kind = ?1 AND day = ?2), 0)";
        self.number(sql, [kind.word(), &day.to_string()])
    }

    fn count_number(&self, kind: SubjectKind, day: NaiveDate) -> Result<(), StoreError> {
        let sql = "INSERT INTO numbers (kind, day, given) VALUES (?1, ?2, 1)
            ON CONFLICT DO UPDATE SET given = given + 1";
        self.run(sql, [kind.word(), &day.to_string()]).map(drop)
    }

    fn open_orders_of(&self, person: &PersonId) -> Result<i64, StoreError> {
        self.number("SELECT COUNT(*) FROM subjects WHERE worker = ?1", [person.as_str()])
    }

    fn subjects_with(
        &self,
        kind: &str,
        by: Option<&PersonId>,
        since: Moment,
    ) -> Result<Vec<SubjectId>, StoreError> {
        let one = "SELECT DISTINCT subject FROM facts WHERE kind = ?1 AND person = ?2 AND taken >= ?3";
        let any = "SELECT DISTINCT subject FROM facts WHERE kind = ?1 AND taken >= ?2";
        let subject = |row: &rusqlite::Row<'_>| parsed(row, "subject");
        match by {
            Some(person) => self.all(one, params![kind, person.as_str(), since.millis()], subject),
            None => self.all(any, params![kind, since.millis()], subject),
        }
    }
}
