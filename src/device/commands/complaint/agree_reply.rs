//! C-09: what cannot be solved now gets an explanation and a next reply time, agreed with the customer.

use doorstep_domain::complaint::{Act, NextReply};

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::{AgreedForm, ComplaintForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-09: the customer agreed to the form's next reply time, with what was explained to them.
    ///
    /// # Errors
    /// When time or explanation are missing, it lies in the past, state or role do not allow it, or the store fails.
    pub fn agree_reply(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let at = form.reply.at.ok_or(ComplaintError::Missing(ComplaintField::Reply))?;
        if at <= self.now() {
            return Err(ComplaintError::Past(ComplaintField::Reply));
        }
        let explained = said(&form.reply.note, ComplaintField::Explanation)?;
        let rest = ComplaintForm { reply: AgreedForm::default(), ..form.clone() };
        self.complain(rest, Act::AgreeReply(NextReply { at }), With::note(explained))
    }
}
