//! C-07: grave complaints that the office does not have yet: whom to phone, until a receipt or a telephone call. They
//! lie here, because they are shown to whoever holds the handheld, signed in or not; closed with the device secret,
//! because they name people (P-10).

use doorstep_domain::bytes::Fixed;
use doorstep_domain::directory::Label;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Outbox, StoreError};

/// C-07: a grave complaint that the office does not have yet. Nothing of it is about the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The complaint.
    pub complaint: SubjectId,
    /// C-03: its grade when it was saved.
    pub grade: Grade,
    /// C-05: when it was received.
    pub received: Moment,
    /// C-05: until when it must be acknowledged.
    pub respond_by: Moment,
    /// Whom to phone: the first must have it, the others can be told instead.
    pub callees: Vec<Callee>,
}

/// C-07: somebody to phone, as known when the complaint was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callee {
    /// Who.
    pub person: PersonId,
    /// Their name; their code where it is not known here.
    pub name: Label,
    /// What they are.
    pub role: Role,
    /// Their number; empty where it is not known here.
    pub phone: String,
}

impl Outbox {
    /// C-07: keeps the alarm of what was just sealed as `sequence`, closed; an earlier one of the same complaint is
    /// over with it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_alarm(&self, tag: Fixed<16>, sequence: i64, closed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO alarms (tag, sequence, closed) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![tag.to_string(), sequence, closed])?;
        Ok(())
    }

    /// C-07: somebody was phoned about this complaint.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn end_alarm(&self, tag: Fixed<16>) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM alarms WHERE tag = ?1")?.execute([tag.to_string()])?;
        Ok(())
    }

    /// C-07: the office has what made the alarm.
    pub(super) fn end_alarm_of(&self, sequence: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM alarms WHERE sequence = ?1")?.execute([sequence])?;
        Ok(())
    }

    /// C-07: every alarm, closed, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn alarms(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT closed FROM alarms ORDER BY sequence")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// C-07: of how many grave complaints something waits to be sent.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn unsent_grave(&self) -> Result<i64, StoreError> {
        let sql = "SELECT count(DISTINCT tag) FROM rows INDEXED BY rows_open
                   WHERE state IN ('waiting', 'again') AND priority = 0";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }
}
