//! The state of each subject: the fold of its facts, kept so that nobody has to fold again.

use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, PersonId, SubjectId, SubjectKind};

use super::StoreError;

/// A subject's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// Which.
    pub subject: SubjectId,
    /// After all its facts.
    pub state: State,
    /// The fold that made it; an older one is folded again.
    pub fold_version: i64,
    /// The place of its newest fact.
    pub last_sequence: i64,
    /// The home that it belongs to, if it belongs to one.
    pub home: Option<HomeId>,
    /// Who still has work on it, for a work order.
    pub worker: Option<PersonId>,
}

/// States of subjects.
pub trait SubjectStore {
    /// A subject, if it has a fact.
    fn subject(&self, subject: &SubjectId) -> Result<Option<SubjectRow>, StoreError>;

    /// Stores a subject's state.
    fn save_subject(&self, row: &SubjectRow) -> Result<(), StoreError>;

    /// Every subject of a kind.
    fn subjects_of_kind(&self, kind: SubjectKind) -> Result<Vec<SubjectRow>, StoreError>;

    /// The home itself, and every event, work order, complaint and callback in it.
    fn subjects_of_home(&self, home: &HomeId) -> Result<Vec<SubjectId>, StoreError>;
}
