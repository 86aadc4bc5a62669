//! Work orders beside their states: the numbers of a day, who has work, what was written since when.

use chrono::NaiveDate;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;

use super::StoreError;

/// Counts of work orders.
pub trait OrderStore {
    /// how many orders of this local day have a number.
    fn orders_on(&self, day: NaiveDate) -> Result<i64, StoreError>;

    /// one more of this local day has a number.
    fn count_order(&self, day: NaiveDate) -> Result<(), StoreError>;

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
