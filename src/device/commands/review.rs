//! What is said of a callback that was made (V-12): P-03's comment, P-01's signed opinion of one that failed.
//!
//! Each is judged here first, as an act on an order is.

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::callback::{CallbackState, Disposal, Recorded, Review, Texts};
use doorstep_domain::directory::Label;
use doorstep_domain::document::{self, DisposalSheet};
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::lang::Lang;
use serde::{Deserialize, Serialize};

use super::form::{Field, FormError, Pad, Shown};
use super::save::{Left, SaveError, Saved, Saying, part};
use super::sheet::Sheet;
use crate::device::Device;
use crate::queries::people::name;
use crate::queries::reviews::linked_complaint;
use crate::refold::texts;
use crate::shift::Shift;
use crate::store::personal::CallbackEntry;
use crate::store::{StoreError, fingerprint, to_json};
use crate::text::clean;

/// A comment or opinion as far as it is written. Kept at each change and each pen-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewForm {
    /// The callback.
    pub callback: SubjectId,
    /// The record that it is about.
    pub record: FactId,
    /// The comment, or the opinion.
    #[serde(default)]
    pub text: String,
    /// The language of the sheet that P-01 signs.
    #[serde(default)]
    pub language: Lang,
    /// V-12: the sheet as P-01 was shown it.
    #[serde(default)]
    pub shown: Option<Shown>,
    /// V-12: what P-01 drew on the pad so far.
    #[serde(default)]
    pub pad: Option<Pad>,
}

/// What P-01's sheet rests on.
#[derive(Serialize)]
struct Basis<'a> {
    record: FactId,
    review: Option<FactId>,
    text: &'a str,
    language: Lang,
}

impl Basis<'_> {
    fn fingerprint(&self) -> Hash {
        fingerprint(self)
    }
}

impl ReviewForm {
    /// Nothing is written yet.
    pub fn new(callback: SubjectId, record: FactId, language: Lang) -> Self {
        Self { callback, record, text: String::new(), language, shown: None, pad: None }
    }

    /// A form of another sort is none.
    pub(crate) fn read(form: &str) -> Option<Self> {
        serde_json::from_str(form).ok()
    }

    /// V-12: cleaned; every word of it is needed.
    fn said(&self) -> Result<String, FormError> {
        let text = clean(&self.text).map_err(|e| FormError::TooLong(Field::Note, e))?;
        if text.is_empty() { Err(FormError::Missing(Field::Note)) } else { Ok(text) }
    }
}

impl Device {
    /// V-12: P-03 has looked at a record, and says so with a comment.
    ///
    /// # Errors
    /// When the comment is missing or too long, state or role do not allow it, or the store fails.
    pub fn review_callback(&mut self, form: &ReviewForm) -> Result<Saved, SaveError> {
        let parts = vec![note(form.said()?)?];
        let body = Body::CallbackReviewed(Review { record: form.record });
        self.say_of(form, body, parts)
    }

    /// V-12: makes the sheet that P-01 signs, or gives the same one again as long as it would say the same. A new
    /// sheet clears the pad. Form and sheet are kept as the draft.
    ///
    /// # Errors
    /// When the opinion is missing or too long, there is no such record, or the store fails.
    pub fn show_opinion(&self, form: ReviewForm) -> Result<(ReviewForm, Sheet), SaveError> {
        let (entry, of) = self.basis(&form)?;
        if let Some(shown) = form.shown.as_ref().filter(|shown| shown.of == of) {
            let sheet = Sheet::of(shown.document.0.clone())?;
            self.save_review_form(&form)?;
            return Ok((form, sheet));
        }
        let bytes = self.write_opinion(&entry, &form)?;
        let shown = Some(Shown { document: Blob(bytes.clone()), of });
        let form = ReviewForm { shown, pad: None, ..form };
        self.save_review_form(&form)?;
        Ok((form, Sheet::of(bytes)?))
    }

    /// V-12: P-01's opinion of an unqualified record, signed as it was shown.
    ///
    /// # Errors
    /// When P-01 was shown something else, the signature is missing, state or role do not allow it, or the store
    /// fails.
    pub fn dispose_callback(&mut self, form: &ReviewForm) -> Result<Saved, SaveError> {
        let shown = form.shown.as_ref().ok_or(FormError::Missing(Field::Shown))?;
        if shown.of != self.basis(form)?.1 {
            return Err(FormError::ShownOther.into());
        }
        Pad::check(form.pad.as_ref())?;
        let document = document::hash(&shown.document.0);
        let strokes = form.pad.clone().unwrap_or_default().strokes(document);
        let parts = vec![
            part(Slot::DOCUMENT, shown.document.0.clone())?,
            note(form.said()?)?,
            part(Slot::SIGNATURE, to_json(&strokes).into_bytes())?,
        ];
        self.say_of(form, Body::CallbackDisposed(Disposal { record: form.record, document }), parts)
    }

    fn say_of(&mut self, form: &ReviewForm, body: Body, parts: Vec<Part>) -> Result<Saved, SaveError> {
        let subject = form.callback.clone();
        let saying = Saying { subject, body, parts, pictures: Vec::new(), form: Left::Nothing };
        self.check_applies(&saying)?;
        let saved = self.commit(saying)?;
        Ok(self.sealed(saved))
    }

    fn basis(&self, form: &ReviewForm) -> Result<(CallbackEntry, Hash), SaveError> {
        let shift = self.shift()?;
        let entry = shift.personal.callback(&shift.person, &form.callback)?.ok_or(SaveError::NotHere)?;
        let text = form.said()?;
        let review = entry.state.review.as_ref().map(|review| review.fact);
        let basis = Basis { record: form.record, review, text: &text, language: form.language };
        let of = basis.fingerprint();
        Ok((entry, of))
    }

    fn write_opinion(&self, entry: &CallbackEntry, form: &ReviewForm) -> Result<Vec<u8>, SaveError> {
        let shift = self.shift()?;
        let (site, lang) = (shift.site()?, form.language);
        let standing = |record: &&Recorded| record.fact == form.record;
        let record = entry.state.record.as_ref().filter(standing).ok_or(SaveError::NotHere)?;
        let opened = entry.state.opened.as_ref().ok_or(SaveError::NotHere)?;
        let told = Told::read(shift, &entry.state, record)?;
        let matter = site.matter(&opened.body.matter);
        let customer = entry.home.as_ref().map(|home| home.contact.name.in_lang(lang));
        let ratings = record.ratings;
        let sheet = DisposalSheet {
            language: lang,
            by: told.by.in_lang(lang),
            at: site.local(self.now()),
            home: opened.body.home.as_str(),
            customer: customer.unwrap_or_default(),
            matter: matter.in_lang(lang),
            caller: told.caller.in_lang(lang),
            recorded: site.local(record.at),
            ratings: [ratings.quality, ratings.effect, ratings.satisfaction].map(u8::from),
            texts: &told.texts,
            comment: &told.comment,
            complaint: &told.complaint,
            opinion: &form.said()?,
        };
        Ok(sheet.write().encode())
    }
}

/// What P-01's sheet tells beside the record's own figures.
struct Told {
    by: Label,
    caller: Label,
    texts: Texts,
    comment: String,
    complaint: String,
}

impl Told {
    fn read(shift: &Shift, state: &CallbackState, record: &Recorded) -> Result<Self, StoreError> {
        let personal = &shift.personal;
        let review = state.review.as_ref().map(|review| texts::<Texts>(personal, review.fact));
        let complaint = linked_complaint(personal, state)?;
        Ok(Self {
            by: name(personal, &shift.person)?,
            caller: name(personal, &record.by)?,
            texts: texts(personal, record.fact)?.unwrap_or_default(),
            comment: review.transpose()?.flatten().unwrap_or_default().note,
            complaint: complaint.map(|complaint| complaint.number).unwrap_or_default(),
        })
    }
}

fn note(note: String) -> Result<Part, SaveError> {
    part(Slot::TEXTS, to_json(&Texts { note, ..Texts::default() }).into_bytes())
}
