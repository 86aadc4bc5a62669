//! States of subjects.

use doorstep_domain::ids::{HomeId, PersonId, SubjectId, SubjectKind};
use rusqlite::{Row, params};

use super::Sqlite;
use super::column::{json, parsed, parsed_option, to_json};
use crate::store::{StoreError, SubjectRow, SubjectStore};

const SAVE: &str = "INSERT INTO subjects (subject, kind, state, fold_version, last_sequence, home, worker)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET state = ?3, fold_version = ?4, last_sequence = ?5, home = ?6, worker = ?7";

impl SubjectStore for Sqlite {
    fn subject(&self, subject: &SubjectId) -> Result<Option<SubjectRow>, StoreError> {
        self.one("SELECT * FROM subjects WHERE subject = ?1", [subject.as_str()], read)
    }

    fn save_subject(&self, row: &SubjectRow) -> Result<(), StoreError> {
        let (kind, _) = row.subject.as_str().split_once('/').unwrap_or_default();
        let home = row.home.as_ref().map(HomeId::as_str);
        let worker = row.worker.as_ref().map(PersonId::as_str);
        let state = to_json(&row.state)?;
        self.run(
            SAVE,
            params![row.subject.as_str(), kind, state, row.fold_version, row.last_sequence, home, worker],
        )?;
        Ok(())
    }

    fn subjects_of_kind(&self, kind: SubjectKind) -> Result<Vec<SubjectRow>, StoreError> {
        let subject = SubjectId::new(kind, "x");
        let (word, _) = subject.as_str().split_once('/').unwrap_or_default();
        self.all("SELECT * FROM subjects WHERE kind = ?1 ORDER BY subject", [word], read)
    }

    fn subjects_of_home(&self, home: &HomeId) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM subjects WHERE home = ?1 ORDER BY last_sequence";
        self.all(sql, [home.as_str()], |row| parsed(row, "subject"))
    }
}

pub(super) fn read(row: &Row<'_>) -> Result<SubjectRow, StoreError> {
    Ok(SubjectRow {
        subject: parsed(row, "subject")?,
        state: json(row, "state")?,
        fold_version: row.get("fold_version")?,
        last_sequence: row.get("last_sequence")?,
        home: parsed_option(row, "home")?,
        worker: parsed_option(row, "worker")?,
    })
}
