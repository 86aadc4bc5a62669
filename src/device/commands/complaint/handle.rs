//! C-10: the department is done.

use doorstep_domain::complaint::{Act, Handling, Texts};
use doorstep_domain::event::PictureOf;

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::ComplaintForm;
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::PicturePlace;

impl Device {
    /// C-10: what was done and with what result, with the pictures of it. The callback's clock starts here (V-11).
    ///
    /// # Errors
    /// When nothing says what was done, state or role do not allow it, or the store fails.
    pub fn handle_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let handled = said(&form.handled, ComplaintField::Handled)?;
        let (pictures, kept) = self.take_pictures(&form.complaint, PicturePlace::AFTER, PictureOf::After)?;
        let rest = ComplaintForm { handled: String::new(), ..form.clone() };
        let with = With { pictures: kept, ..Texts { handled, ..Texts::default() }.into() };
        self.complain(rest, Act::Handle(Handling { pictures }), with)
    }
}
