//! C-11: unfounded, or not our responsibility.

use doorstep_domain::complaint::{Act, Marking};

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::{ComplaintForm, MarkingForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-11: marks it, with the reason; it is handled with help all the same.
    ///
    /// # Errors
    /// When mark or reason are missing, state or role do not allow it, or the store fails.
    pub fn mark_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let mark = form.marking.mark.ok_or(ComplaintError::Missing(ComplaintField::Mark))?;
        let reason = said(&form.marking.reason, ComplaintField::Reason)?;
        let rest = ComplaintForm { marking: MarkingForm::default(), ..form.clone() };
        self.complain(rest, Act::Mark(Marking { mark }), With::note(reason))
    }
}
