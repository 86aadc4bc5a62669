//! Half-done forms, kept at each field and each pen-up (F-01, F-03).

use doorstep_domain::ids::SubjectId;

use super::form::CallbackForm;
use super::save::SaveError;
use crate::device::Device;
use crate::media;
use crate::store::personal::Draft;

impl Device {
    /// Keeps the form. It reopens in place: after a kill, after the PIN, for this person alone.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn save_draft(&self, form: &CallbackForm) -> Result<(), SaveError> {
        let shift = self.shift()?;
        let text = crate::store::to_json(form);
        let draft = Draft { subject: form.callback.clone(), form: text, updated: self.now() };
        shift.personal.write(|personal| Ok(personal.put_draft(&shift.person, &draft)?))
    }

    /// The person went back: what was filled in stays, but does not reopen by itself.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn close_draft(&self, callback: &SubjectId) -> Result<(), SaveError> {
        let shift = self.shift()?;
        Ok(shift.personal.close_draft(&shift.person, callback)?)
    }

    /// Throws the form away, and its pictures.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn drop_draft(&self, callback: &SubjectId) -> Result<(), SaveError> {
        let shift = self.shift()?;
        let files = shift.personal.write(|personal| {
            personal.drop_draft(&shift.person, callback)?;
            personal.drop_draft_pictures(&shift.person, callback)
        })?;
        media::remove(&self.media_folder(), &files);
        Ok(())
    }
}
