//! C-03: it was mishandled: one grade higher, and handled anew.

use doorstep_domain::complaint::{Act, Escalation};
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::EscalatedFrom;

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::ComplaintForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-03: escalates it by one grade, with what went wrong; its clocks begin anew.
    ///
    /// # Errors
    /// When nothing says why, there is no grade above, state or role do not allow it, or the store fails.
    pub fn escalate_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let standing = self.complaint_entry(&form.complaint)?.state.grade();
        let from = standing.and_then(|grade| EscalatedFrom::try_from(grade).ok());
        let from = from.ok_or(ComplaintError::Refused(Reason::NotHigher))?;
        let why = said(&form.escalation, ComplaintField::Reason)?;
        let rest = ComplaintForm { escalation: String::new(), ..form.clone() };
        self.complain(rest, Act::Escalate(Escalation { from }), With::note(why))
    }
}
