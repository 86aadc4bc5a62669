//! Who may see what, and where each person's feed goes on (P-09, P-10).

use doorstep_domain::ids::{PersonId, SubjectId};
use rusqlite::{OptionalExtension as _, params};

use super::{Personal, StoreError};

impl Personal {
    /// Where this person's feed goes on; `None` before the first page.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn cursor(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT cursor FROM cursors WHERE person = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([person.as_str()], |row| row.get(0)).optional()?)
    }

    /// Moves this person's feed on: in the transaction that keeps the page.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_cursor(&self, person: &PersonId, cursor: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO cursors (person, cursor) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), cursor])?;
        Ok(())
    }

    /// From here on this person may see the subject.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn grant(&self, person: &PersonId, subject: &SubjectId) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO grants (person, subject) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), subject.as_str()])?;
        Ok(())
    }

    /// From here on this person may not see the subject; but a form about it that is half done can be
    /// finished first (F-04).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn withdraw(&self, person: &PersonId, subject: &SubjectId) -> Result<(), StoreError> {
        let sql = "UPDATE grants SET withdrawn = 1 WHERE person = ?1 AND subject = ?2";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), subject.as_str()])?;
        Ok(())
    }

    /// Whether an earlier epoch of the office granted this person what the newest has not granted yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn has_unsaid(&self, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM grants INDEXED BY grants_unsaid WHERE person = ?1 AND unsaid = 1";
        Ok(self.connection.prepare_cached(sql)?.exists([person.as_str()])?)
    }

    /// This person has read all that the newest epoch tells: what it did not grant is withdrawn. What a fact made here
    /// is about that the office has not answered, with its home and event, waits for the answer: the office may have
    /// lost what was granted for the sake of it. Everybody is granted the site, before all else: where even that is
    /// missing, the feed was not read from its beginning, and nothing is taken away.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn withdraw_unsaid(&self, person: &PersonId) -> Result<(), StoreError> {
        let sql = "WITH pending AS (
                       SELECT c.subject, c.event, 'home/' || c.home AS home
                       FROM facts AS f JOIN subjects AS c ON c.subject = f.subject
                       WHERE f.office_sequence IS NULL AND f.verdict IS NULL)
                   UPDATE grants SET withdrawn = 1, unsaid = 0
                   WHERE person = ?1 AND unsaid = 1
                   AND EXISTS (SELECT 1 FROM grants AS g JOIN subjects AS s ON s.subject = g.subject
                               WHERE g.person = ?1 AND g.unsaid = 0 AND s.kind = 'site')
                   AND subject NOT IN (
                       SELECT subject FROM pending
                       UNION SELECT event FROM pending WHERE event IS NOT NULL
                       UNION SELECT home FROM pending WHERE home IS NOT NULL)";
        self.connection.prepare_cached(sql)?.execute([person.as_str()])?;
        Ok(())
    }

    /// Ends what was withdrawn and what no half-done form needs any more.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn end_withdrawn(&self) -> Result<(), StoreError> {
        let sql = "DELETE FROM grants WHERE withdrawn = 1 AND NOT EXISTS (
                       SELECT 1 FROM drafts AS d JOIN subjects AS c ON c.subject = d.subject
                       WHERE d.person = grants.person
                         AND grants.subject IN (c.subject, c.event, 'home/' || c.home))";
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// P-10: whether this person may see the subject.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn is_granted(&self, person: &PersonId, subject: &SubjectId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM grants WHERE person = ?1 AND subject = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.exists([person.as_str(), subject.as_str()])?)
    }

    /// The newest epoch of the office that a page came from; 0 before the first page.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn epoch(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT ifnull(max(epoch), 0) FROM epochs")?
            .query_row([], |row| row.get(0))?)
    }

    /// The office was restored from a backup: nothing has a place in its order until it says so again, nothing is
    /// granted by it yet, and what was made here is unanswered again.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn begin_epoch(&self, epoch: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO epochs (epoch) VALUES (?1)")?
            .execute([epoch])?;
        self.connection.execute_batch(
            "UPDATE facts SET office_sequence = NULL;
             UPDATE facts SET verdict = NULL WHERE own_sequence IS NOT NULL;
             UPDATE grants SET unsaid = 1;
             UPDATE subjects SET fold_version = 0;
             UPDATE subjects SET summary = 0 WHERE summary IS NOT NULL;
             DELETE FROM snapshots;",
        )?;
        Ok(())
    }

    /// What the whole history did not hold and was not made here is the office's no more.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drop_unordered(&self, subject: &SubjectId) -> Result<(), StoreError> {
        let sql = "DELETE FROM facts WHERE subject = ?1 AND office_sequence IS NULL AND own_sequence IS NULL";
        self.connection.prepare_cached(sql)?.execute([subject.as_str()])?;
        Ok(())
    }

    /// Subjects that nobody here may see any more, and of which nothing is pending.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn erasable(&self) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM subjects AS s
                   WHERE NOT EXISTS (SELECT 1 FROM grants AS g WHERE g.subject = s.subject)
                     AND NOT EXISTS (SELECT 1 FROM facts AS f WHERE f.subject = s.subject AND f.verdict IS NULL)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
        let parse = |text: String| text.parse().map_err(|_| StoreError::Unreadable("subject"));
        texts.map(|text| parse(text?)).collect()
    }

    /// P-10: erases a subject, its facts and its parts; answers the files of its pictures.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn erase(&self, subject: &SubjectId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT file FROM pictures WHERE file IS NOT NULL AND fact IN (SELECT id FROM facts WHERE subject = ?1)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let files = statement.query_map([subject.as_str()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for table in ["facts", "subjects", "search", "charges"] {
            self.connection
                .execute(&format!("DELETE FROM {table} WHERE subject = ?1"), params![subject.as_str()])?;
        }
        Ok(files)
    }
}
