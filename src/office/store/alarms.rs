//! When the office has to look at a subject by itself, which cases are open and which complaints are waited for: indexes of
//! what follows from the subjects' states.

use doorstep_domain::complaint::ComplaintState;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;

use super::StoreError;
use crate::audience::Audience;

/// Alarms, one a subject.
pub trait AlarmStore {
    /// Notes when an open case is due; `None` takes it away.
    fn set_open(&self, case: &SubjectId, due_by: Option<Moment>) -> Result<(), StoreError>;

    /// The open cases that some audiences have, by due time; perhaps some that were noted before this was.
    fn open_cases(&self, audiences: &[Audience]) -> Result<Vec<(Moment, SubjectId)>, StoreError>;

    /// Sets a subject's alarm, or takes it away.
    fn set_alarm(&self, subject: &SubjectId, at: Option<Moment>) -> Result<(), StoreError>;

    /// When the first one goes off.
    fn next_alarm(&self) -> Result<Option<Moment>, StoreError>;

    /// The subjects whose alarm is due, the oldest first.
    fn alarms_due(&self, now: Moment, limit: i64) -> Result<Vec<SubjectId>, StoreError>;

    /// Notes whether a clock of this complaint runs.
    fn set_waited_for(&self, complaint: &SubjectId, waited_for: bool) -> Result<(), StoreError>;

    /// The complaints of which a clock runs, and perhaps some that were noted before this was.
    fn waited_for(&self) -> Result<Vec<ComplaintState>, StoreError>;
}
