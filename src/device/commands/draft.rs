//! Half-done forms, kept at each field and each pen-up (F-01, F-03).

use doorstep_domain::ids::SubjectId;

use super::complaint::ComplaintForm;
use super::form::CallbackForm;
use super::review::ReviewForm;
use super::save::SaveError;
use super::work_order::OrderForm;
use crate::device::Device;
use crate::media;
use crate::store::personal::Draft;

impl Device {
    /// Keeps the form. It reopens in place: after a kill, after the PIN, for this person alone.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn save_draft(&self, form: &CallbackForm) -> Result<(), SaveError> {
        self.keep_form(&form.callback, crate::store::to_json(form))
    }

    /// The same for the form of a work order.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn save_order_form(&self, form: &OrderForm) -> Result<(), SaveError> {
        self.keep_form(&form.order, crate::store::to_json(form))
    }

    /// The same for a comment or an opinion.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn save_review_form(&self, form: &ReviewForm) -> Result<(), SaveError> {
        self.keep_form(&form.callback, crate::store::to_json(form))
    }

    /// The same for the form of a complaint.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn save_complaint_form(&self, form: &ComplaintForm) -> Result<(), SaveError> {
        self.keep_form(&form.complaint, crate::store::to_json(form))
    }

    fn keep_form(&self, subject: &SubjectId, form: String) -> Result<(), SaveError> {
        let shift = self.shift()?;
        let draft = Draft { subject: subject.clone(), form, updated: self.now() };
        shift.personal.write(|personal| Ok(personal.put_draft(&shift.person, &draft)?))
    }

    /// The person went back: what was filled in stays, but does not reopen by itself.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn close_draft(&self, subject: &SubjectId) -> Result<(), SaveError> {
        let shift = self.shift()?;
        Ok(shift.personal.close_draft(&shift.person, subject)?)
    }

    /// Throws the form away, and its pictures. P-10: what was taken from this person meanwhile, and stayed for the
    /// form's sake, goes with it.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn drop_draft(&self, subject: &SubjectId) -> Result<(), SaveError> {
        self.drop_form(subject)?;
        Ok(self.erase_withdrawn()?)
    }

    /// As [`Device::drop_draft`], where something was made of the form: what stayed for its sake stays until the
    /// office has answered.
    pub(crate) fn drop_form(&self, subject: &SubjectId) -> Result<(), SaveError> {
        let shift = self.shift()?;
        let files = shift.personal.write(|personal| {
            personal.drop_draft(&shift.person, subject)?;
            personal.drop_draft_pictures(&shift.person, subject)
        })?;
        media::remove(&self.media_folder(), &files);
        Ok(())
    }
}
