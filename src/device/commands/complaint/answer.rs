//! C-11: a written complaint is as a rule answered in writing.

use doorstep_domain::complaint::{Act, WrittenAnswer};

use super::act::With;
use super::error::ComplaintError;
use super::form::ComplaintForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-11: notes that it was answered in writing, and what the form says of that.
    ///
    /// # Errors
    /// When the role may not, or the store fails.
    pub fn answer_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let rest = ComplaintForm { answer: String::new(), ..form.clone() };
        self.complain(rest, Act::Answer(WrittenAnswer {}), With::note(&form.answer))
    }
}
