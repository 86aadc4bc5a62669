//! The one way of every act: cleaned, judged here, saved, sealed.

use doorstep_domain::complaint::{Act, Action, Texts};
use doorstep_domain::directory::is_telephone;
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Strokes;

use super::error::ComplaintError;
use super::form::ComplaintForm;
use crate::commands::save::{Left, SaveError, Saved, Saying, parts};
use crate::device::Device;
use crate::store::personal::{ComplaintEntry, Draft, DraftPicture};
use crate::store::to_json;
use crate::text::{clean, clean_contact, clean_name};

/// What an act says beside its body.
#[derive(Default)]
pub(super) struct With {
    pub texts: Texts,
    pub document: Option<Vec<u8>>,
    pub strokes: Option<Strokes>,
    pub pictures: Vec<DraftPicture>,
}

impl From<Texts> for With {
    fn from(texts: Texts) -> Self {
        Self { texts, ..Self::default() }
    }
}

impl With {
    /// A reason, an explanation, a note.
    pub fn note(note: impl Into<String>) -> Self {
        Texts { note: note.into(), ..Texts::default() }.into()
    }

    fn parts(&self, act: &Act) -> Result<Vec<Part>, ComplaintError> {
        let texts = cleaned(self.texts.clone())?;
        let said = texts != Texts::default() || act.needed_parts().contains(&Slot::TEXTS);
        Ok(parts(self.document.clone(), said.then(|| to_json(&texts)), self.strokes.as_ref())?)
    }
}

impl Device {
    /// Does it, if state and role allow it here and now; `rest` is what stays of the form. P-10: of a complaint that
    /// this person may see, or begins.
    pub(super) fn complain(
        &mut self,
        rest: ComplaintForm,
        act: Act,
        with: With,
    ) -> Result<Saved, ComplaintError> {
        if act.action() != Action::Receive {
            self.complaint_entry(&rest.complaint)?;
        }
        let form = match rest.is_blank() {
            true => Left::Nothing,
            false => Left::Rest(Draft {
                subject: rest.complaint.clone(),
                form: to_json(&rest),
                updated: self.now(),
            }),
        };
        self.say(&rest.complaint, form, act, with)
    }

    /// The same for what takes one tap and no form.
    pub(super) fn tap(&mut self, complaint: &SubjectId, act: Act) -> Result<Saved, ComplaintError> {
        self.say(complaint, Left::AsItIs, act, With::default())
    }

    fn say(
        &mut self,
        complaint: &SubjectId,
        form: Left,
        act: Act,
        with: With,
    ) -> Result<Saved, ComplaintError> {
        let saying = self.saying(complaint, form, act, with)?;
        if let Some(reason) = self.refusal(&saying)? {
            return Err(ComplaintError::Refused(reason));
        }
        let saved = self.commit(saying)?;
        Ok(self.sealed(saved))
    }

    pub(super) fn saying(
        &self,
        complaint: &SubjectId,
        form: Left,
        act: Act,
        with: With,
    ) -> Result<Saying, ComplaintError> {
        let parts = with.parts(&act)?;
        let (subject, body) = (complaint.clone(), Body::Complaint(Box::new(act)));
        Ok(Saying { subject, body, parts, pictures: with.pictures, form })
    }

    /// The complaint, if this person may see it.
    pub(super) fn complaint_entry(&self, complaint: &SubjectId) -> Result<ComplaintEntry, ComplaintError> {
        let shift = self.shift()?;
        Ok(shift.personal.complaint(&shift.person, complaint)?.ok_or(SaveError::NotHere)?)
    }
}

/// Without what no glyph stands for, bounded, and with a number that can be dialled.
fn cleaned(mut texts: Texts) -> Result<Texts, ComplaintError> {
    texts.signer = clean_name(&texts.signer)?;
    texts.customer = texts.customer.map(clean_contact).transpose()?;
    let phone = texts.customer.as_ref().map_or("", |customer| &customer.phone);
    if !phone.is_empty() && !is_telephone(phone) {
        return Err(ComplaintError::NotATelephone);
    }
    for text in texts.each_mut() {
        *text = clean(text)?;
    }
    Ok(texts)
}

/// What must not be empty.
pub(super) fn said(text: &str, field: super::ComplaintField) -> Result<String, ComplaintError> {
    if text.trim().is_empty() { Err(ComplaintError::Missing(field)) } else { Ok(text.to_owned()) }
}
