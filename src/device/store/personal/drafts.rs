//! Half-done forms: rows too, one a person and subject, so that a kill of the app costs nothing (F-01).

use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use rusqlite::{OptionalExtension as _, params};

use super::{Personal, StoreError};

/// A half-done form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is about.
    pub subject: SubjectId,
    /// The form as JSON.
    pub form: String,
    /// When it was last touched, in office time.
    pub updated: Moment,
}

impl Personal {
    /// Keeps a form, and reopens it by itself at the person's next sign-in.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_draft(&self, person: &PersonId, draft: &Draft) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE drafts SET open = 0 WHERE person = ?1")?
            .execute([person.as_str()])?;
        let sql =
            "INSERT OR REPLACE INTO drafts (person, subject, form, open, updated) VALUES (?1, ?2, ?3, 1, ?4)";
        let values = params![person.as_str(), draft.subject.as_str(), draft.form, draft.updated.millis()];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// The person went back: the form stays, but does not reopen by itself.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn close_draft(&self, person: &PersonId, subject: &SubjectId) -> Result<(), StoreError> {
        let sql = "UPDATE drafts SET open = 0 WHERE person = ?1 AND subject = ?2";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), subject.as_str()])?;
        Ok(())
    }

    /// The form is done with.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drop_draft(&self, person: &PersonId, subject: &SubjectId) -> Result<(), StoreError> {
        let sql = "DELETE FROM drafts WHERE person = ?1 AND subject = ?2";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), subject.as_str()])?;
        Ok(())
    }

    /// The person's form about `subject`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn draft(&self, person: &PersonId, subject: &SubjectId) -> Result<Option<Draft>, StoreError> {
        let sql = "SELECT form, updated FROM drafts WHERE person = ?1 AND subject = ?2";
        let draft =
            self.connection.prepare_cached(sql)?.query_row([person.as_str(), subject.as_str()], |row| {
                let updated = Moment::nearest(row.get(1)?);
                Ok(Draft { subject: subject.clone(), form: row.get(0)?, updated })
            });
        Ok(draft.optional()?)
    }

    /// Every form of this person, the last touched first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drafts(&self, person: &PersonId) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT subject, form, updated FROM drafts WHERE person = ?1 ORDER BY updated DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([person.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, Moment::nearest(row.get(2)?)))
        })?;
        let draft = |(subject, form, updated): (String, String, Moment)| {
            let subject = subject.parse().map_err(|_| StoreError::Unreadable("subject"))?;
            Ok(Draft { subject, form, updated })
        };
        rows.map(|row| draft(row?)).collect()
    }

    /// What reopens by itself: the form that this person left open, nobody else's.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_draft(&self, person: &PersonId) -> Result<Option<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM drafts WHERE person = ?1 AND open = 1 ORDER BY updated DESC LIMIT 1";
        let subject =
            self.connection.prepare_cached(sql)?.query_row([person.as_str()], |row| row.get::<_, String>(0));
        let parse = |text: String| text.parse().map_err(|_| StoreError::Unreadable("subject"));
        subject.optional()?.map(parse).transpose()
    }
}
