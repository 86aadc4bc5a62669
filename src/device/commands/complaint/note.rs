//! P-11: what was chased, done or seen.

use doorstep_domain::complaint::{Act, Note};
use doorstep_domain::event::PictureOf;

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::ComplaintForm;
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::PicturePlace;

impl Device {
    /// P-11: keeps the form's note on the record, with the pictures that were taken for it.
    ///
    /// # Errors
    /// When there is neither a word nor a picture, the role may not, or the store fails.
    pub fn note_on_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let (pictures, kept) = self.take_pictures(&form.complaint, PicturePlace::NOTE, PictureOf::Site)?;
        if form.note.trim().is_empty() && kept.is_empty() {
            return Err(ComplaintError::Missing(ComplaintField::Note));
        }
        let rest = ComplaintForm { note: String::new(), ..form.clone() };
        let with = With { pictures: kept, ..With::note(&form.note) };
        self.complain(rest, Act::Note(Note { pictures }), with)
    }
}
