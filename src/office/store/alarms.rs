//! When the office has to look at a subject by itself: an index of what follows from the subjects' states.

use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;

use super::StoreError;

/// Alarms, one a subject.
pub trait AlarmStore {
    /// Sets a subject's alarm, or takes it away.
    fn set_alarm(&self, subject: &SubjectId, at: Option<Moment>) -> Result<(), StoreError>;

    /// When the first one goes off.
    fn next_alarm(&self) -> Result<Option<Moment>, StoreError>;

    /// The subjects whose alarm is due, the oldest first.
    fn alarms_due(&self, now: Moment, limit: i64) -> Result<Vec<SubjectId>, StoreError>;
}
