//! P-11: the next who chases it.

use doorstep_domain::complaint::{Act, Handover};

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::ComplaintForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// P-11: hands the chasing to the form's person.
    ///
    /// # Errors
    /// When nobody is named, they do not work here or cannot chase it, state or role do not allow it, or the store
    /// fails.
    pub fn hand_over_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let to = form.hand_over.clone().ok_or(ComplaintError::Missing(ComplaintField::Person))?;
        self.takes_part(&to)?;
        let rest = ComplaintForm { hand_over: None, ..form.clone() };
        self.complain(rest, Act::HandOver(Handover { to }), With::default())
    }
}
