//! First contact: what is known of subjects whose history is still to come, and where each person's snapshot goes on.
//!
//! Such a subject's row says in `summary` up to which place of the office's order its state speaks; what comes after that
//! is folded on top of it. With the history the column becomes NULL, and the row is the fold of facts like any other.

use doorstep_domain::about::About;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId};
use rusqlite::{OptionalExtension as _, params};

use super::{Personal, StoreError};
use crate::store::from_json;

/// What a subject's fold begins with while its history is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The place in the office's order that it speaks up to.
    pub through: i64,
    /// The office's state there.
    pub state: State,
    /// What parts say that are not here.
    pub about: Option<About>,
}

/// How a subject is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// With its whole history, up to this place of the office's order.
    Whole(i64),
    /// By a summary that speaks up to this place.
    Summary(i64),
}

/// Where a person's snapshot goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotPlace {
    /// The office's word for it.
    pub place: String,
    /// The lists of open cases are complete.
    pub usable: bool,
}

impl Personal {
    /// What the fold of this subject begins with; `None` where it begins with nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn base(&self, subject: &SubjectId) -> Result<Option<Base>, StoreError> {
        let sql =
            "SELECT summary, office_state, about FROM subjects WHERE subject = ?1 AND summary IS NOT NULL";
        let found = self.connection.prepare_cached(sql)?.query_row([subject.as_str()], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?))
        });
        let Some((through, state, about)) = found.optional()? else { return Ok(None) };
        let about = about.map(|text| from_json("about", &text)).transpose()?;
        Ok(Some(Base { through, state: from_json("state", &state)?, about }))
    }

    /// The place that the fold of this subject begins with; `None` where it begins with nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn summary_of(&self, subject: &SubjectId) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT summary FROM subjects WHERE subject = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([subject.as_str()], |row| row.get(0));
        Ok(found.optional()?.flatten())
    }

    /// How the subject is known here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn known(&self, subject: &SubjectId) -> Result<Option<Known>, StoreError> {
        let sql = "SELECT summary, (SELECT ifnull(max(office_sequence), 0) FROM facts WHERE facts.subject = s.subject)
                   FROM subjects AS s WHERE subject = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([subject.as_str()], |row| {
            let summary: Option<i64> = row.get(0)?;
            Ok(summary.map_or(Known::Whole(row.get(1)?), Known::Summary))
        });
        Ok(found.optional()?)
    }

    /// Whether any fact of the subject is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn has_facts(&self, subject: &SubjectId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM facts WHERE subject = ?1";
        Ok(self.connection.prepare_cached(sql)?.exists([subject.as_str()])?)
    }

    /// The office's summary takes in what was made here up to this sequence: it is not folded a second time. Its place in
    /// the office's order is not known until the history comes.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn take_in_own(&self, subject: &SubjectId, own_sequence: i64) -> Result<(), StoreError> {
        let sql = "UPDATE facts SET office_sequence = 0
                   WHERE subject = ?1 AND office_sequence IS NULL AND own_sequence <= ?2";
        self.connection.prepare_cached(sql)?.execute(params![subject.as_str(), own_sequence])?;
        Ok(())
    }

    /// The history is here up to this place. Says whether that is all: a history that ends before the summary does is not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn complete(&self, subject: &SubjectId, through: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE subjects SET summary = NULL WHERE subject = ?1 AND summary <= ?2";
        self.connection.prepare_cached(sql)?.execute(params![subject.as_str(), through])?;
        Ok(!matches!(self.known(subject)?, Some(Known::Summary(_))))
    }

    /// Subjects of this person whose history is to come, what is open and what happened last first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn wanted_histories(&self, person: &PersonId, limit: usize) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT s.subject FROM subjects AS s INDEXED BY subjects_summary
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = s.subject
                   WHERE s.summary IS NOT NULL
                   ORDER BY s.open DESC, ifnull(s.due_by, s.case_at) DESC LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let texts =
            statement.query_map(params![person.as_str(), limit as i64], |row| row.get::<_, String>(0))?;
        texts.map(|text| text?.parse().map_err(|_| StoreError::Unreadable("subject"))).collect()
    }

    /// How many histories are to come, whoever may see them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn count_wanted_histories(&self) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) FROM subjects INDEXED BY subjects_summary WHERE summary IS NOT NULL";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Where this person's snapshot goes on; `None` before its first page and after its last one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn snapshot_place(&self, person: &PersonId) -> Result<Option<SnapshotPlace>, StoreError> {
        let sql = "SELECT place, usable FROM snapshots WHERE person = ?1";
        let row = self.connection.prepare_cached(sql)?.query_row([person.as_str()], |row| {
            Ok(SnapshotPlace { place: row.get(0)?, usable: row.get(1)? })
        });
        Ok(row.optional()?)
    }

    /// Moves this person's snapshot on: in the transaction that keeps the page.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_snapshot_place(&self, person: &PersonId, place: &SnapshotPlace) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO snapshots (person, place, usable) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![person.as_str(), place.place, place.usable])?;
        Ok(())
    }

    /// All of it is here, or it is of no use.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn end_snapshot(&self, person: &PersonId) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM snapshots WHERE person = ?1")?
            .execute([person.as_str()])?;
        Ok(())
    }
}
