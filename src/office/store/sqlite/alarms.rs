//! Alarms, and complaints that are waited for.

use doorstep_domain::complaint::ComplaintState;
use doorstep_domain::fold::State;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use rusqlite::params;

use super::Sqlite;
use super::column::{moment, parsed};
use super::feed::{OF_AUDIENCES, list};
use super::subjects;
use crate::audience::Audience;
use crate::store::{AlarmStore, StoreError};

impl AlarmStore for Sqlite {
    fn set_open(&self, case: &SubjectId, due_by: Option<Moment>) -> Result<(), StoreError> {
        match due_by {
            Some(due_by) => {
                let sql = "INSERT INTO open_cases (subject, due_by) VALUES (?1, ?2)
                    ON CONFLICT DO UPDATE SET due_by = ?2";
                self.run(sql, params![case.as_str(), due_by.millis()])
            }
            None => self.run("DELETE FROM open_cases WHERE subject = ?1", [case.as_str()]),
        }
        .map(drop)
    }

    fn open_cases(&self, audiences: &[Audience]) -> Result<Vec<(Moment, SubjectId)>, StoreError> {
        let sql = format!(
            "SELECT subject, due_by FROM open_cases WHERE EXISTS
             (SELECT 1 FROM grants WHERE grants.subject = open_cases.subject AND {OF_AUDIENCES})
             ORDER BY due_by, subject"
        );
        self.all(&sql, [list(audiences)?], |row| Ok((moment(row, "due_by")?, parsed(row, "subject")?)))
    }

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

    fn set_waited_for(&self, complaint: &SubjectId, waited_for: bool) -> Result<(), StoreError> {
        let sql = if waited_for {
            "INSERT OR IGNORE INTO waited_for (subject) VALUES (?1)"
        } else {
            "DELETE FROM waited_for WHERE subject = ?1"
        };
        self.run(sql, [complaint.as_str()]).map(drop)
    }

    fn waited_for(&self) -> Result<Vec<ComplaintState>, StoreError> {
        let sql = "SELECT s.* FROM waited_for w JOIN subjects s ON s.subject = w.subject ORDER BY w.subject";
        let states = self.all(sql, [], |row| Ok(subjects::read(row)?.state))?;
        Ok(states.into_iter().filter_map(complaint).collect())
    }
}

fn complaint(state: State) -> Option<ComplaintState> {
    match state {
        State::Complaint(complaint) => Some(*complaint),
        _ => None,
    }
}
