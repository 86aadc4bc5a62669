//! The journal of the office: who read personal data (P-10), who assigned what (V-01, R-01).

use doorstep_domain::ids::{FactId, InstallationId, PersonId};
use doorstep_domain::moment::Moment;

use super::StoreError;

/// A person read personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub person: PersonId,
    /// On which handheld; `None` for a script.
    pub installation: Option<InstallationId>,
    /// When.
    pub at: Moment,
    /// What: `feed`, `snapshot`, `histories`, `part`, `callback`, `work_order`, `complaint`, `copy` or `cash_up`.
    pub what: &'static str,
    /// The fact, for a part.
    pub fact: Option<FactId>,
    /// The slot, for a part; the subject, for a case; person and day, for a cash-up; the
    /// cursor's place, for a page.
    pub detail: String,
}

/// The journal.
pub trait JournalStore {
    /// Notes a reading.
    fn note_reading(&self, reading: &Reading) -> Result<(), StoreError>;

    /// How often a person read something of this sort.
    fn count_readings(&self, person: &PersonId, what: &str) -> Result<i64, StoreError>;

    /// Notes who had the office assign a callback or complaint, or dispatch a work order.
    fn note_assignment(&self, fact: FactId, by: &PersonId, at: Moment) -> Result<(), StoreError>;
}
