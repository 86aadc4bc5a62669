//! C-10: the customer is told the result.

use doorstep_domain::complaint::{Act, Telling};

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::{ComplaintForm, TellingForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-10: this person told the customer now, as the form says how.
    ///
    /// # Errors
    /// When nothing says how, state or role do not allow it, or the store fails.
    pub fn tell_customer(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let channel = form.telling.channel.ok_or(ComplaintError::Missing(ComplaintField::Channel))?;
        let rest = ComplaintForm { telling: TellingForm::default(), ..form.clone() };
        self.complain(rest, Act::Tell(Telling { channel }), With::note(&form.telling.note))
    }
}
