//! Grants and the log.

use doorstep_domain::ids::SubjectId;
use rusqlite::{Row, params};

use super::Sqlite;
use super::column::{parsed, to_json};
use super::subjects;
use crate::audience::Audience;
use crate::store::{EntryKind, FeedStore, LogRow, StoreError, SubjectRow};

const KINDS: [(EntryKind, &str); 3] =
    [(EntryKind::Fact, "fact"), (EntryKind::Grant, "grant"), (EntryKind::Withdraw, "withdraw")];

/// Audiences are few and bound as one JSON array, so that the statement stays the same for any number.
pub(super) const OF_AUDIENCES: &str = "audience IN (SELECT value FROM json_each(?1))";

impl FeedStore for Sqlite {
    fn add_grant(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<bool, StoreError> {
        let had = self.has(subject, audience)?;
        let sql = "INSERT OR IGNORE INTO grants (subject, audience, reason) VALUES (?1, ?2, ?3)";
        self.run(sql, params![subject.as_str(), audience.to_string(), reason])?;
        Ok(!had)
    }

    fn remove_grant(
        &self,
        subject: &SubjectId,
        audience: &Audience,
        reason: &str,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM grants WHERE subject = ?1 AND audience = ?2 AND reason = ?3";
        let removed = self.run(sql, params![subject.as_str(), audience.to_string(), reason])?;
        Ok(removed > 0 && !self.has(subject, audience)?)
    }

    fn grants_of(&self, subject: &SubjectId) -> Result<Vec<(Audience, String)>, StoreError> {
        let sql = "SELECT audience, reason FROM grants WHERE subject = ?1 ORDER BY audience, reason";
        self.all(sql, [subject.as_str()], |row| Ok((parsed(row, "audience")?, row.get("reason")?)))
    }

    fn granted_for(&self, audience: &Audience, reason: &str) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM grants WHERE audience = ?1 AND reason = ?2 ORDER BY subject";
        self.all(sql, params![audience.to_string(), reason], |row| parsed(row, "subject"))
    }

    fn granted_to(&self, audience: &Audience) -> Result<Vec<SubjectId>, StoreError> {
        let sql = "SELECT DISTINCT subject FROM grants WHERE audience = ?1 ORDER BY subject";
        self.all(sql, [audience.to_string()], |row| parsed(row, "subject"))
    }

    fn is_granted(&self, subject: &SubjectId, audiences: &[Audience]) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM grants WHERE subject = ?2 AND {OF_AUDIENCES})");
        Ok(self.number(&sql, params![list(audiences)?, subject.as_str()])? == 1)
    }

    fn granted_after(
        &self,
        audiences: &[Audience],
        after: &str,
        limit: usize,
    ) -> Result<Vec<SubjectRow>, StoreError> {
        let sql = format!(
            "SELECT s.* FROM (SELECT DISTINCT subject FROM grants WHERE {OF_AUDIENCES} AND subject > ?2
                              ORDER BY subject LIMIT ?3) AS g
             CROSS JOIN subjects AS s ON s.subject = g.subject ORDER BY s.subject"
        );
        self.all(&sql, params![list(audiences)?, after, limit as i64], subjects::read)
    }

    fn count_granted(&self, audiences: &[Audience]) -> Result<i64, StoreError> {
        let sql = format!("SELECT COUNT(DISTINCT subject) FROM grants WHERE {OF_AUDIENCES}");
        self.number(&sql, [list(audiences)?])
    }

    fn log(
        &self,
        audience: &Audience,
        kind: EntryKind,
        subject: &SubjectId,
        sequence: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO log (audience, kind, subject, sequence) VALUES (?1, ?2, ?3, ?4)";
        let (_, word) = KINDS[kind as usize];
        self.run(sql, params![audience.to_string(), word, subject.as_str(), sequence]).map(drop)
    }

    fn last_log(&self) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT position, sequence FROM log ORDER BY position DESC LIMIT 1";
        Ok(self.one(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default())
    }

    fn log_sequence_at(&self, position: i64) -> Result<Option<i64>, StoreError> {
        self.one("SELECT sequence FROM log WHERE position = ?1", [position], |row| Ok(row.get(0)?))
    }

    fn told_after(&self, position: i64) -> Result<Vec<(Audience, i64)>, StoreError> {
        self.all(TOLD_AFTER, [position], |row| Ok((parsed(row, "audience")?, row.get("newest")?)))
    }

    fn log_after(
        &self,
        audiences: &[Audience],
        position: i64,
        limit: usize,
    ) -> Result<Vec<LogRow>, StoreError> {
        let sql = format!(
            "SELECT position, kind, subject, sequence FROM log
             WHERE {OF_AUDIENCES} AND position > ?2 ORDER BY position LIMIT ?3"
        );
        self.all(&sql, params![list(audiences)?, position, limit as i64], log_row)
    }

    fn count_log_after(&self, audiences: &[Audience], position: i64) -> Result<i64, StoreError> {
        let sql = format!("SELECT COUNT(*) FROM log WHERE {OF_AUDIENCES} AND position > ?2");
        self.number(&sql, params![list(audiences)?, position])
    }
}

/// After each transaction. By place: the index by audience would be walked whole, as long as the log is.
pub(super) const TOLD_AFTER: &str =
    "SELECT audience, MAX(position) AS newest FROM log NOT INDEXED WHERE position > ?1 GROUP BY audience";

impl Sqlite {
    fn has(&self, subject: &SubjectId, audience: &Audience) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM grants WHERE subject = ?1 AND audience = ?2)";
        Ok(self.number(sql, params![subject.as_str(), audience.to_string()])? == 1)
    }
}

pub(super) fn list(audiences: &[Audience]) -> Result<String, StoreError> {
    to_json(&audiences.iter().map(Audience::to_string).collect::<Vec<_>>())
}

fn log_row(row: &Row<'_>) -> Result<LogRow, StoreError> {
    let word: String = row.get("kind")?;
    let kind = KINDS.iter().find(|(_, w)| *w == word).map(|(kind, _)| *kind);
    Ok(LogRow {
        position: row.get("position")?,
        kind: kind.ok_or(StoreError::Unreadable("kind"))?,
        subject: parsed(row, "subject")?,
        sequence: row.get("sequence")?,
    })
}
