//! C-04: a higher grade by hand, with the reason.

use doorstep_domain::complaint::{Act, Raising};

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::{ComplaintForm, RaisingForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-04: raises the grade, never silently.
    ///
    /// # Errors
    /// When grade or reason are missing, it is no higher grade, state or role do not allow it, or the store fails.
    pub fn raise_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let grade = form.raising.grade.ok_or(ComplaintError::Missing(ComplaintField::Grade))?;
        let reason = said(&form.raising.reason, ComplaintField::Reason)?;
        let rest = ComplaintForm { raising: RaisingForm::default(), ..form.clone() };
        self.complain(rest, Act::Raise(Raising { grade }), With::note(reason))
    }
}
