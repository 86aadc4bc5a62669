//! C-05: a time to finish, agreed with the customer.

use doorstep_domain::complaint::{Act, AgreedFinish};

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::{AgreedForm, ComplaintForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-05: the customer agreed to the form's time to finish.
    ///
    /// # Errors
    /// When it is missing or lies in the past, the grade has no agreed time or its clock ran out, state or role do
    /// not allow it, or the store fails.
    pub fn agree_finish(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let by = form.finish.at.ok_or(ComplaintError::Missing(ComplaintField::Finish))?;
        if by <= self.now() {
            return Err(ComplaintError::Past(ComplaintField::Finish));
        }
        let rest = ComplaintForm { finish: AgreedForm::default(), ..form.clone() };
        self.complain(rest, Act::AgreeFinish(AgreedFinish { by }), With::note(&form.finish.note))
    }
}
