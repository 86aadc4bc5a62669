//! Subjects that begin at a home and go their way, as lists and pages read them: orders and complaints.

use doorstep_domain::about::About;
use doorstep_domain::complaint::ComplaintState;
use doorstep_domain::fold::State;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::WorkOrderState;
use rusqlite::Row;

use super::subjects::{HomeRow, json, optional_home, optional_json, unreadable};
use super::{Personal, StoreError};

/// A subject with its home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<S> {
    /// The subject.
    pub subject: SubjectId,
    /// Its shown state.
    pub state: S,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// Facts of kinds that this version does not know.
    pub unknown: i64,
    /// The home, as far as this person may see it.
    pub home: Option<HomeRow>,
    /// What its texts say.
    pub about: About,
}

/// A state that an [`Entry`] holds.
pub(super) trait OfKind: Sized {
    /// The kind's word, as the column holds it.
    const KIND: &'static str;

    /// `None` where an older version of this program folded it and knew nothing of the kind yet.
    fn of(state: State) -> Option<Self>;
}

impl OfKind for WorkOrderState {
    const KIND: &'static str = "work_order";

    fn of(state: State) -> Option<Self> {
        if let State::WorkOrder(state) = state { Some(*state) } else { None }
    }
}

impl OfKind for ComplaintState {
    const KIND: &'static str = "complaint";

    fn of(state: State) -> Option<Self> {
        if let State::Complaint(state) = state { Some(*state) } else { None }
    }
}

/// Subjects with their home, each only as far as the person of `?1` may see it. CROSS JOIN keeps SQLite from
/// walking all grants.
const ENTRIES: &str = "
    SELECT o.subject, o.shown_state, o.pending, o.unknown, o.home, h.shown_state, h.about, o.about
    FROM subjects AS o
    CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = o.subject
    LEFT JOIN subjects AS h ON h.subject = 'home/' || o.home
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = h.subject)
    WHERE o.kind = ";

impl Personal {
    /// Those of a kind that hold `and`, beginning with the person who looks.
    pub(super) fn entries<S: OfKind>(&self, and: &str, values: &[&str]) -> Result<Vec<Entry<S>>, StoreError> {
        let sql = format!("{ENTRIES}'{}' {and}", S::KIND);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), read::<S>)?;
        let entries: Vec<Option<Entry<S>>> = rows.collect::<Result<_, _>>()?;
        Ok(entries.into_iter().flatten().collect())
    }
}

fn read<S: OfKind>(row: &Row<'_>) -> rusqlite::Result<Option<Entry<S>>> {
    let Some(state) = S::of(json::<State>(row, 1)?) else { return Ok(None) };
    Ok(Some(Entry {
        subject: row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?,
        state,
        pending: row.get(2)?,
        unknown: row.get(3)?,
        home: optional_home(row, 4)?,
        about: optional_json(row, 7)?.unwrap_or_default(),
    }))
}
