//! C-08: the customer adds an opinion and signs it (V-07, V-08).

use doorstep_domain::complaint::{Act, Opinion, Texts};
use doorstep_domain::document;
use doorstep_domain::ids::SubjectId;

use super::act::With;
use super::error::ComplaintError;
use super::form::ComplaintForm;
use crate::commands::pad::Pad;
use crate::commands::save::{SaveError, Saved};
use crate::commands::work_order::form::SigningForm;
use crate::device::Device;
use crate::queries::form::kept_complaint_form;
use crate::refold::texts;

impl Device {
    /// C-08, V-07, V-08: records who signed the sheet that was shown, or why nobody did. After this nothing can be
    /// edited.
    ///
    /// # Errors
    /// When they were shown something else, the signature is missing, state or role do not allow it, or the store
    /// fails.
    pub fn sign_opinion(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let entry = self.complaint_entry(&form.complaint)?;
        let (signed, document) = self.shown_opinion(&entry, form)?;
        let hash = document::hash(&document);
        let strokes = Pad::under(form.signing.pad.as_ref(), signed.sign_off, hash)?;
        let body = Opinion {
            sign_off: signed.sign_off,
            language: form.language,
            document: hash,
            supersedes: signed.supersedes,
        };
        let texts =
            Texts { opinion: signed.opinion, signer: signed.signer, note: signed.note, ..Texts::default() };
        let rest = ComplaintForm { opinion: String::new(), signing: SigningForm::default(), ..form.clone() };
        self.complain(
            rest,
            Act::SignOpinion(body),
            With { document: Some(document), strokes, ..texts.into() },
        )
    }

    /// V-07: a form that supersedes the opinion that stands; it begins with what that one says.
    ///
    /// # Errors
    /// When there is no such complaint or nothing was signed.
    pub fn supersede_opinion(&self, complaint: &SubjectId) -> Result<ComplaintForm, ComplaintError> {
        let standing = self.complaint_entry(complaint)?.state.opinion.ok_or(SaveError::NotHere)?;
        let shift = self.shift()?;
        let language = standing.what.language;
        let form = kept_complaint_form(shift, complaint)?;
        let form = form.unwrap_or_else(|| ComplaintForm::new(complaint.clone(), language));
        let signing = SigningForm { supersedes: Some(standing.fact), ..SigningForm::default() };
        let said: Texts = texts(&shift.personal, standing.fact)?.unwrap_or_default();
        let form = ComplaintForm { signing, language, opinion: said.opinion, ..form };
        self.save_complaint_form(&form)?;
        Ok(form)
    }
}
