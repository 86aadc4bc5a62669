//! Cases beside their states: the numbers of a day, who has work, what was written since when.

use chrono::NaiveDate;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;

use super::StoreError;

/// Counts of cases.
pub trait OrderStore {
    /// R-01, C-11: how many of a kind have a number of this local day.
    fn numbered_on(&self, kind: SubjectKind, day: NaiveDate) -> Result<i64, StoreError>;

    /// R-01, C-11: one more of a kind has a number of this local day.
    fn count_number(&self, kind: SubjectKind, day: NaiveDate) -> Result<(), StoreError>;

    /// How many orders a person still has work on.
    fn open_orders_of(&self, person: &PersonId) -> Result<i64, StoreError>;

    /// The subjects with a fact of this kind that was taken since then, by this person or by anybody.
    fn subjects_with(
        &self,
        kind: &str,
        by: Option<&PersonId>,
        since: Moment,
    ) -> Result<Vec<SubjectId>, StoreError>;
}
