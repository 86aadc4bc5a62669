//! Grants, and the log of what each audience was told (P-09, P-10).

use doorstep_domain::ids::SubjectId;

use super::{StoreError, SubjectRow};
use crate::audience::Audience;

/// What a row of the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// One more fact on a subject that the audience has.
    Fact,
    /// The audience has the subject from here on.
    Grant,
    /// It has it no more.
    Withdraw,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// Its place in the log: what a cursor counts by.
    pub position: i64,
    /// What happened.
    pub kind: EntryKind,
    /// To which subject.
    pub subject: SubjectId,
    /// The office's order at that point.
    pub sequence: i64,
}

/// Grants and the log.
pub trait FeedStore {
    /// Gives a subject to an audience for a reason. Says whether the audience did not have it before.
    fn add_grant(&self, subject: &SubjectId, audience: &Audience, reason: &str) -> Result<bool, StoreError>;

    /// Takes one reason back. Says whether the audience has the subject no more.
    fn remove_grant(
        &self,
        subject: &SubjectId,
        audience: &Audience,
        reason: &str,
    ) -> Result<bool, StoreError>;

    /// Who has a subject, and for which reasons.
    fn grants_of(&self, subject: &SubjectId) -> Result<Vec<(Audience, String)>, StoreError>;

    /// What an audience has for a reason.
    fn granted_for(&self, audience: &Audience, reason: &str) -> Result<Vec<SubjectId>, StoreError>;

    /// Everything that an audience has.
    fn granted_to(&self, audience: &Audience) -> Result<Vec<SubjectId>, StoreError>;

    /// Whether one of the audiences has the subject now.
    fn is_granted(&self, subject: &SubjectId, audiences: &[Audience]) -> Result<bool, StoreError>;

    /// What some audiences have after a subject, by subject.
    fn granted_after(
        &self,
        audiences: &[Audience],
        after: &str,
        limit: usize,
    ) -> Result<Vec<SubjectRow>, StoreError>;

    /// How much some audiences have.
    fn count_granted(&self, audiences: &[Audience]) -> Result<i64, StoreError>;

    /// Writes a row of an audience's log.
    fn log(
        &self,
        audience: &Audience,
        kind: EntryKind,
        subject: &SubjectId,
        sequence: i64,
    ) -> Result<(), StoreError>;

    /// The newest place of the log, and the office's order there; `(0, 0)` before the first row.
    fn last_log(&self) -> Result<(i64, i64), StoreError>;

    /// The office's order at a place of the log, if that place is known.
    fn log_sequence_at(&self, position: i64) -> Result<Option<i64>, StoreError>;

    /// Which audiences were told something after a place of the log, and the newest place of each.
    fn told_after(&self, position: i64) -> Result<Vec<(Audience, i64)>, StoreError>;

    /// The rows of some audiences after a place, in order.
    fn log_after(
        &self,
        audiences: &[Audience],
        position: i64,
        limit: usize,
    ) -> Result<Vec<LogRow>, StoreError>;

    /// How many rows of some audiences come after a place.
    fn count_log_after(&self, audiences: &[Audience], position: i64) -> Result<i64, StoreError>;
}
