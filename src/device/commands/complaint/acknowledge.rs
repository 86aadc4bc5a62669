//! C-05, C-06: whom it must reach has it; a department signs for it so.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Acknowledgement, Act};
use doorstep_domain::fact::Reason;
use doorstep_domain::ids::SubjectId;

use super::error::ComplaintError;
use crate::commands::save::Saved;
use crate::device::Device;
use crate::refold::role_of;

impl Device {
    /// C-05, C-06: this person has it: P-01 and P-02 for themselves, others for the department. It stops the clock to
    /// respond where the grade wants just that. One tap: a half-done form stays as it is.
    ///
    /// # Errors
    /// When it was acknowledged already, state or role do not allow it, or the store fails.
    pub fn acknowledge_complaint(&mut self, complaint: &SubjectId) -> Result<Saved, ComplaintError> {
        self.complaint_entry(complaint)?;
        let shift = self.shift()?;
        let role = role_of(&shift.personal, &shift.person)?.ok_or(ComplaintError::Refused(Reason::Role))?;
        self.tap(complaint, Act::Acknowledge(Acknowledgement { reached: MustReach::of(role) }))
    }
}
