//! The sheet that the customer is shown and signs: made once, kept as bytes (V-07).

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::callback::{CallbackState, SignOff};
use doorstep_domain::directory::Contact;
use doorstep_domain::document::{self, CallbackSheet, Document};
use doorstep_domain::event::{Charge, Picture};
use doorstep_domain::fact::Head;
use doorstep_domain::ids::{FactId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;

use super::form::{CallbackForm, Content, Shown};
use super::save::SaveError;
use crate::device::Device;
use crate::history::History;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{About, CallbackEntry, Personal};

/// The sheet as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it says.
    pub document: Document,
    /// Its bytes: they are what is signed and kept.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes: the strokes name it.
    pub hash: Hash,
}

impl Sheet {
    pub(super) fn of(bytes: Vec<u8>) -> Result<Self, SaveError> {
        let document = Document::parse(&bytes).map_err(|_| StoreError::Unreadable("document"))?;
        Ok(Self { document, hash: document::hash(&bytes), bytes })
    }
}

impl Device {
    /// Makes the sheet for the customer, or gives the one again that they were shown, as long as the form
    /// says the same. A new sheet clears the pad. Form and sheet are kept as the draft.
    ///
    /// # Errors
    /// When the form is not complete, nobody is signed in, or the store fails.
    pub fn show_sheet(&self, form: CallbackForm) -> Result<(CallbackForm, Sheet), SaveError> {
        let content = form.content()?;
        let of = content.fingerprint();
        if let Some(shown) = form.shown.as_ref().filter(|shown| shown.of == of) {
            let sheet = Sheet::of(shown.document.0.clone())?;
            self.save_draft(&form)?;
            return Ok((form, sheet));
        }
        let bytes = self.write_sheet(&form.callback, &content)?.encode();
        let shown = Some(Shown { document: Blob(bytes.clone()), of });
        let form = CallbackForm { shown, pad: None, ..form };
        self.save_draft(&form)?;
        Ok((form, Sheet::of(bytes)?))
    }

    fn write_sheet(&self, callback: &SubjectId, content: &Content) -> Result<Document, SaveError> {
        let shift = self.shift()?;
        let site = shift.site()?;
        let entry = shift.personal.callback(&shift.person, callback)?.ok_or(SaveError::NotHere)?;
        let story = Told::read(shift, &site, &entry, content.language)?;
        let sheet = story.sheet(&site, &entry.state, content, self.now());
        Ok(match content.sign_off {
            SignOff::OnBehalf { relation } => sheet.write().signed_by(&content.texts.signer, relation),
            _ => sheet.write(),
        })
    }
}

/// What the sheet tells beside what the form says, in the customer's language.
struct Told {
    customer: String,
    caller: String,
    reported: String,
    done: String,
    charge: Option<Charge>,
    pictures: Vec<Hash>,
}

impl Told {
    fn read(shift: &Shift, site: &Site, entry: &CallbackEntry, lang: Lang) -> Result<Self, StoreError> {
        let about = entry.about.clone().unwrap_or_default();
        let opened = entry.state.opened.as_ref();
        let past = opened.map(|opened| History::read(shift, site, &opened.body.event)).transpose()?.flatten();
        let pictures =
            past.as_ref().map(|past| picture_hashes(&shift.personal, &past.pictures)).transpose()?;
        let matter = opened.map(|opened| site.matter(&opened.body.matter)).unwrap_or_default();
        let reported = Some(about.reported.in_lang(lang)).filter(|text| !text.is_empty());
        Ok(Self {
            customer: customer(entry, &about, lang),
            caller: caller(shift)?.name.in_lang(lang).to_owned(),
            reported: reported.unwrap_or(matter.in_lang(lang)).to_owned(),
            done: about.done.in_lang(lang).to_owned(),
            charge: past.and_then(|past| past.charge),
            pictures: pictures.unwrap_or_default(),
        })
    }

    fn sheet<'a>(
        &'a self,
        site: &Site,
        state: &CallbackState,
        content: &'a Content,
        now: Moment,
    ) -> CallbackSheet<'a> {
        let opening = state.opened.as_ref().map(|opened| &opened.body);
        CallbackSheet {
            language: content.language,
            customer: &self.customer,
            caller: &self.caller,
            at: site.local(now),
            manner: content.manner,
            after: opening.map_or(doorstep_domain::event::EventKind::Other, |opening| opening.after),
            reported: &self.reported,
            done: &self.done,
            finished: site.local(opening.map_or(now, |opening| opening.finished)),
            charge: self.charge,
            ratings: content.ratings,
            texts: &content.texts,
            verdict: content.verdict,
            supersedes: content.supersedes.is_some(),
            pictures: self.pictures.clone(),
        }
    }
}

/// The customer of the event; where nobody is named there, who lives in the home.
fn customer(entry: &CallbackEntry, about: &About, lang: Lang) -> String {
    let named = Some(about.contact.name.in_lang(lang)).filter(|name| !name.is_empty());
    let resident = entry.home.as_ref().map(|home| home.contact.name.in_lang(lang));
    named.or(resident).unwrap_or_default().to_owned()
}

fn caller(shift: &Shift) -> Result<Contact, StoreError> {
    let subject = SubjectId::new(SubjectKind::Person, &shift.person);
    let about = shift.personal.shown(&subject)?.and_then(|(_, about)| about);
    Ok(about.unwrap_or_default().contact)
}

/// The hashes of the pictures that are here to be shown.
pub(super) fn picture_hashes(
    personal: &Personal,
    pictures: &[(FactId, Picture)],
) -> Result<Vec<Hash>, StoreError> {
    let mut hashes = Vec::new();
    for (fact, picture) in pictures {
        if personal.picture(*fact, &picture.slot)?.is_none() {
            continue;
        }
        let head = personal.fact(*fact)?.and_then(|fact| Head::parse(fact.signed.head.as_bytes()).ok());
        let named = head.as_ref().and_then(|head| head.part(picture.slot.as_str()));
        hashes.extend(named.map(|part| part.hash));
    }
    Ok(hashes)
}
