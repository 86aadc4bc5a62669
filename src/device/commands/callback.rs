//! Recording a callback (V-04 to V-08), and superseding one (V-07).

use doorstep_domain::callback::{Record, SignOff};
use doorstep_domain::document;
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::SubjectId;

use super::form::{CallbackForm, Content, Shown};
use super::save::{Left, SaveError, Saved, Saying, part};
use crate::device::Device;
use crate::refold::texts;
use crate::store::personal::CallbackEntry;

impl Device {
    /// V-04 to V-08: records a callback as the form says and as the customer was shown it. After this
    /// nothing can be edited. A record that somebody else made meanwhile discards nothing (F-04).
    ///
    /// # Errors
    /// When the form is not complete or not what the customer was shown, when this person has recorded
    /// it already, or the store fails.
    pub fn record_callback(&mut self, form: &CallbackForm) -> Result<Saved, SaveError> {
        let saved = self.commit_callback(form)?;
        // What was taken for an attempt that was not recorded is not of this record.
        if let Err(error) = self.drop_form(&form.callback) {
            tracing::warn!(%error, "pictures of a form that is done with were not removed");
        }
        Ok(self.sealed(saved))
    }

    /// The first half of [`Device::record_callback`]: to the commit of the personal store, where it is
    /// saved. What follows is sealing, and is caught up if it does not come about.
    ///
    /// # Errors
    /// As [`Device::record_callback`].
    pub fn commit_callback(&mut self, form: &CallbackForm) -> Result<Saved, SaveError> {
        let (content, shown) = form.complete()?;
        self.check_may_record(form)?;
        let hash = document::hash(&shown.document.0);
        let record = Record {
            manner: content.manner,
            ratings: content.ratings,
            verdict: content.verdict,
            sign_off: content.sign_off,
            language: content.language,
            document: hash,
            supersedes: form.supersedes,
        };
        let parts = parts(form, &content, shown)?;
        let body = Body::CallbackRecorded(Box::new(record));
        self.commit(Saying {
            subject: form.callback.clone(),
            body,
            parts,
            pictures: Vec::new(),
            form: Left::Nothing,
        })
    }

    fn callback_entry(&self, callback: &SubjectId) -> Result<CallbackEntry, SaveError> {
        let shift = self.shift()?;
        shift.personal.callback(&shift.person, callback)?.ok_or(SaveError::NotHere)
    }

    fn check_may_record(&self, form: &CallbackForm) -> Result<(), SaveError> {
        let entry = self.callback_entry(&form.callback)?;
        let me = &self.shift()?.person;
        let mine = entry.state.record.as_ref().is_some_and(|record| record.by == *me);
        if mine && form.supersedes.is_none() { Err(SaveError::RecordedAlready) } else { Ok(()) }
    }

    /// V-07: a form that supersedes the record that stands; it begins with what that record says.
    ///
    /// # Errors
    /// When there is no such callback or no record that stands.
    pub fn supersede(&self, callback: &SubjectId) -> Result<CallbackForm, SaveError> {
        let entry = self.callback_entry(callback)?;
        let standing = entry.state.record.ok_or(SaveError::NotHere)?;
        let language = entry.home.map(|home| home.entry.language).unwrap_or_default();
        let texts = texts(&self.shift()?.personal, standing.fact)?.unwrap_or_default();
        let form = CallbackForm {
            quality: Some(standing.ratings.quality),
            effect: Some(standing.ratings.effect),
            satisfaction: Some(standing.ratings.satisfaction),
            verdict: Some(standing.verdict),
            texts,
            supersedes: Some(standing.fact),
            ..CallbackForm::new(callback.clone(), language)
        };
        self.save_draft(&form)?;
        Ok(form)
    }
}

/// The document as shown, the texts, and the strokes where somebody signed.
fn parts(form: &CallbackForm, content: &Content, shown: &Shown) -> Result<Vec<Part>, SaveError> {
    let texts = crate::store::to_json(&content.texts).into_bytes();
    let mut parts = vec![part(Slot::DOCUMENT, shown.document.0.clone())?, part(Slot::TEXTS, texts)?];
    if matches!(content.sign_off, SignOff::Signed | SignOff::OnBehalf { .. }) {
        let pad = form.pad.clone().unwrap_or_default();
        let strokes = crate::store::to_json(&pad.strokes(document::hash(&shown.document.0))).into_bytes();
        parts.push(part(Slot::SIGNATURE, strokes)?);
    }
    Ok(parts)
}
