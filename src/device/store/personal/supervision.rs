//! What those who answer for others read: callbacks that wait for a word (V-12), all of a month (V-14), every case
//! (V-13), and what the office last said to a question.

use doorstep_domain::fact::{Head, Verdict};
use doorstep_domain::ids::{HomeId, MatterCode, PersonId};
use doorstep_domain::moment::Moment;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::subjects::{CALLBACKS, optional_json, read_case, unreadable};
use super::{CallbackEntry, CaseRow, Personal, StoreError};
use crate::store::{from_json, to_json};

impl Personal {
    /// V-12: made and not reviewed, or unqualified and without an opinion; the oldest deadline first. Read by the
    /// index on what the state says, so that the thousands that are done with cost nothing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn callbacks_to_judge(&self, person: &PersonId) -> Result<Vec<CallbackEntry>, StoreError> {
        let indexed = CALLBACKS.replacen("AS c", "AS c INDEXED BY subjects_to_judge", 1);
        let sql = format!(
            "{indexed} AND c.open = 0 AND (c.shown_state ->> '$.state.review' IS NULL
                OR (c.shown_state ->> '$.state.disposal' IS NULL
                    AND c.shown_state ->> '$.state.record.verdict' = 'unqualified'))
             ORDER BY c.due_by, c.subject"
        );
        self.read_callbacks(&sql, &[person.as_str()])
    }

    /// V-14: the callbacks whose deadline lies in `from..to`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn callbacks_due(
        &self,
        person: &PersonId,
        from: Moment,
        to: Moment,
    ) -> Result<Vec<CallbackEntry>, StoreError> {
        let sql = format!("{CALLBACKS} AND c.open IN (0, 1) AND c.due_by >= ?2 AND c.due_by < ?3");
        let (from, to) = (from.millis().to_string(), to.millis().to_string());
        self.read_callbacks(&sql, &[person.as_str(), &from, &to])
    }

    /// V-13: every case since `from`, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn cases_since(&self, person: &PersonId, from: Moment) -> Result<Vec<CaseRow>, StoreError> {
        let sql = "SELECT s.subject, s.home, s.case_kind, s.matter, s.case_at, NULL FROM subjects AS s
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = s.subject
                   WHERE s.case_kind IS NOT NULL AND s.home IS NOT NULL AND s.case_at >= ?2
                   ORDER BY s.case_at, s.subject";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![person.as_str(), from.millis()], read_case)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// P-12: what was done about cases in `from..to`, as far as this person may see them, oldest first. Of two bounds
    /// of a fact's time the later one decides.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn facts_between(
        &self,
        person: &PersonId,
        from: Moment,
        to: Moment,
    ) -> Result<Vec<CaseFact>, StoreError> {
        let sql = "SELECT f.head, f.verdict, s.home, s.matter FROM facts AS f
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = f.subject
                   CROSS JOIN subjects AS s ON s.subject = f.subject
                   WHERE f.head ->> '$.office[1]' >= ?2 AND f.head ->> '$.office[1]' < ?3
                       AND s.kind IN ('callback', 'work_order', 'complaint')
                   ORDER BY f.head ->> '$.office[1]', f.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = params![person.as_str(), from.millis(), to.millis()];
        let rows = statement.query_map(values, read_case_fact)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what the office said to a person's question.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_answer(
        &self,
        person: &PersonId,
        question: &str,
        answer: &impl Serialize,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO answers (person, question, answer) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(params![person.as_str(), question, to_json(answer)])?;
        Ok(())
    }

    /// What the office last said to it; one that this version cannot read was never given.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn answer<T: DeserializeOwned>(
        &self,
        person: &PersonId,
        question: &str,
    ) -> Result<Option<T>, StoreError> {
        let sql = "SELECT answer FROM answers WHERE person = ?1 AND question = ?2";
        let values = [person.as_str(), question];
        let text = self
            .connection
            .prepare_cached(sql)?
            .query_row(values, |row| row.get::<_, String>(0))
            .optional()?;
        Ok(text.and_then(|text| from_json("answer", &text).ok()))
    }
}

/// P-12: something that was done about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFact {
    /// Its head.
    pub head: Head,
    /// The office's verdict, once it answered.
    pub verdict: Option<Verdict>,
    /// The home of the case.
    pub home: Option<HomeId>,
    /// What the case is about.
    pub matter: Option<MatterCode>,
}

fn read_case_fact(row: &Row<'_>) -> rusqlite::Result<CaseFact> {
    let text = |column: usize| row.get::<_, Option<String>>(column);
    let head: String = row.get(0)?;
    Ok(CaseFact {
        head: Head::parse(head.as_bytes()).map_err(|_| unreadable("head"))?,
        verdict: optional_json(row, 1)?,
        home: text(2)?.and_then(|home| home.parse().ok()),
        matter: text(3)?.and_then(|matter| matter.parse().ok()),
    })
}
