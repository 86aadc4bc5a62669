//! Nobody home (V-09).

use doorstep_domain::callback::{Attempt, Texts};
use doorstep_domain::fact::{Body, Slot};

use super::form::{CallbackForm, Field, FormError};
use super::save::{Left, SaveError, Saved, Saying, part};
use crate::device::Device;
use crate::store::personal::PicturePlace;

impl Device {
    /// V-09: nobody was home. The attempt counts in the history; the callback stays open with its next try. The
    /// pictures of the door that were taken for the form go with it.
    ///
    /// # Errors
    /// When no next try is set or it is not after now, or the store fails.
    pub fn record_attempt(&mut self, form: &CallbackForm) -> Result<Saved, SaveError> {
        let next_try = form.next_try.ok_or(FormError::Missing(Field::NextTry))?;
        if next_try <= self.now() {
            return Err(FormError::NextTryPast.into());
        }
        let shift = self.shift()?;
        shift.personal.callback(&shift.person, &form.callback)?.ok_or(SaveError::NotHere)?;
        let note = form.texts()?.note;
        let mut parts = Vec::new();
        if !note.is_empty() {
            let texts = Texts { note, ..Texts::default() };
            parts.push(part(Slot::TEXTS, crate::store::to_json(&texts).into_bytes())?);
        }
        let body = Body::CallbackAttempted(Attempt { next_try });
        let mut pictures = self.draft_pictures(&form.callback)?;
        pictures.retain(|picture| picture.place.as_str() == PicturePlace::DOOR);
        let subject = form.callback.clone();
        let saved = self.commit(Saying { subject, body, parts, pictures, form: Left::Nothing })?;
        Ok(self.sealed(saved))
    }
}
