//! C-08: the form that the customer signs: made once, kept as bytes (V-07).

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::callback::SignOff;
use doorstep_domain::complaint::{About, ComplaintState, Texts};
use doorstep_domain::document::{Document, OpinionSheet};
use doorstep_domain::ids::FactId;
use doorstep_domain::lang::Lang;
use serde::Serialize;

use super::error::{ComplaintError, ComplaintField};
use super::form::ComplaintForm;
use crate::commands::form::{Field, FormError, Shown};
use crate::commands::pad::{Signing, sign_off};
use crate::commands::sheet::{Sheet, picture_hashes};
use crate::commands::work_order::form::SigningForm;
use crate::device::Device;
use crate::queries::people::name;
use crate::refold::texts;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{ComplaintEntry, Personal};
use crate::text::{clean, clean_name};

/// V-07: what the sheet rests on: the facts that it tells of, and what the form says.
#[derive(Serialize)]
pub(super) struct Signed {
    facts: Vec<FactId>,
    /// Those that are here: one that arrives meanwhile changes nothing of what is signed.
    #[serde(skip)]
    pictures: Vec<Hash>,
    language: Lang,
    pub opinion: String,
    pub sign_off: SignOff,
    pub signer: String,
    pub note: String,
    pub supersedes: Option<FactId>,
}

impl Signed {
    fn fingerprint(&self) -> Hash {
        crate::store::fingerprint(self)
    }
}

/// What the sheet tells beside what the form says.
struct Told {
    reception: Texts,
    handling: Texts,
    customer: String,
    by: String,
    about: String,
}

impl Device {
    /// C-08: makes the sheet for the customer, or gives the one again that they were shown, as long as nothing
    /// changed. A new sheet clears the pad. Form and sheet are kept as the draft.
    ///
    /// # Errors
    /// When it is not handled yet, the form does not say who signs, or the store fails.
    pub fn show_opinion_sheet(&self, form: ComplaintForm) -> Result<(ComplaintForm, Sheet), ComplaintError> {
        let entry = self.complaint_entry(&form.complaint)?;
        let signed = self.signed_opinion(&entry, &form)?;
        let of = signed.fingerprint();
        if let Some(shown) = form.signing.shown.clone().filter(|shown| shown.of == of) {
            self.save_complaint_form(&form)?;
            return Ok((form, Sheet::of(shown.document.0)?));
        }
        let bytes = self.write_opinion_sheet(&entry, &signed)?.encode();
        let shown = Some(Shown { document: Blob(bytes.clone()), of });
        let form = ComplaintForm { signing: SigningForm { shown, pad: None, ..form.signing }, ..form };
        self.save_complaint_form(&form)?;
        Ok((form, Sheet::of(bytes)?))
    }

    /// V-07, V-08: what the customer was shown, if it is what they would be shown now.
    pub(super) fn shown_opinion(
        &self,
        entry: &ComplaintEntry,
        form: &ComplaintForm,
    ) -> Result<(Signed, Vec<u8>), ComplaintError> {
        let signed = self.signed_opinion(entry, form)?;
        let shown = form.signing.shown.as_ref().ok_or(ComplaintError::Missing(ComplaintField::Shown))?;
        match shown.of == signed.fingerprint() {
            true => Ok((signed, shown.document.0.clone())),
            false => Err(ComplaintError::ShownOther),
        }
    }

    fn signed_opinion(&self, entry: &ComplaintEntry, form: &ComplaintForm) -> Result<Signed, ComplaintError> {
        let (state, by) = (&entry.state, &form.signing);
        let named = if by.signing == Signing::OnBehalf { &by.signer[..] } else { "" };
        let signer = clean_name(named).map_err(|e| FormError::TooLong(Field::Signer, e))?;
        let note = clean(&by.note).map_err(|e| FormError::TooLong(Field::Note, e))?;
        let handled = state.handled.as_ref().ok_or(ComplaintError::Missing(ComplaintField::Handled))?;
        let received = state.received.as_ref().map(|received| received.fact);
        Ok(Signed {
            facts: received.into_iter().chain([handled.fact]).collect(),
            pictures: hashes(&self.shift()?.personal, state)?,
            language: form.language,
            opinion: clean(&form.opinion)?,
            sign_off: sign_off(by.signing, by.relation, by.refusal, &signer, &note)?,
            signer,
            note,
            supersedes: by.supersedes,
        })
    }

    fn write_opinion_sheet(
        &self,
        entry: &ComplaintEntry,
        signed: &Signed,
    ) -> Result<Document, ComplaintError> {
        let shift = self.shift()?;
        let (site, state, lang) = (shift.site()?, &entry.state, signed.language);
        let told = Told::read(shift, &site, entry, lang)?;
        let number = state.number.clone().or_else(|| state.short_code()).unwrap_or_default();
        let sheet = OpinionSheet {
            language: lang,
            customer: &told.customer,
            by: &told.by,
            at: site.local(self.now()),
            number: &number,
            received: site.local(state.received_at().unwrap_or_else(|| self.now())),
            about: &told.about,
            happened: &told.reception.happened,
            wish: &told.reception.wish,
            handled: &told.handling.handled,
            handled_at: state.handled.as_ref().map(|handled| site.local(handled.at)),
            opinion: &signed.opinion,
            supersedes: signed.supersedes.is_some(),
            pictures: signed.pictures.clone(),
        };
        Ok(match signed.sign_off {
            SignOff::OnBehalf { relation } => sheet.write().signed_by(&signed.signer, relation),
            _ => sheet.write(),
        })
    }
}

impl Told {
    fn read(shift: &Shift, site: &Site, entry: &ComplaintEntry, lang: Lang) -> Result<Self, StoreError> {
        let (personal, state) = (&shift.personal, &entry.state);
        let read = |fact: Option<FactId>| -> Result<Texts, StoreError> {
            Ok(fact.map(|fact| texts(personal, fact)).transpose()?.flatten().unwrap_or_default())
        };
        let resident = entry.home.as_ref().map(|home| home.contact.name.in_lang(lang)).unwrap_or_default();
        let named = entry.about.contact.name.in_lang(lang);
        Ok(Self {
            reception: read(state.received.as_ref().map(|received| received.fact))?,
            handling: read(state.handled.as_ref().map(|handled| handled.fact))?,
            customer: if named.is_empty() { resident } else { named }.to_owned(),
            by: name(personal, &shift.person)?.in_lang(lang).to_owned(),
            about: about(personal, site, state, lang)?,
        })
    }
}

fn about(personal: &Personal, site: &Site, state: &ComplaintState, lang: Lang) -> Result<String, StoreError> {
    let label = match state.received.as_ref().map(|received| &received.what.about) {
        Some(About::Department { department }) => site.department(department),
        Some(About::Person { person }) => name(personal, person)?,
        Some(About::Nobody) | None => return Ok(String::new()),
    };
    Ok(label.in_lang(lang).to_owned())
}

/// Of the complaint's pictures, those that are here to be shown.
fn hashes(personal: &Personal, state: &ComplaintState) -> Result<Vec<Hash>, StoreError> {
    let pictures = state.pictures.iter().map(|picture| (picture.fact, picture.what.clone()));
    picture_hashes(personal, &pictures.collect::<Vec<_>>())
}
