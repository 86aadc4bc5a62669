//! the sheet that the customer signs: made once, kept as bytes (V-07).

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::callback::SignOff;
use doorstep_domain::document::{Document, MaterialRow, OrderSheet};
use doorstep_domain::ids::FactId;
use doorstep_domain::lang::Lang;
use doorstep_domain::work_order::{Action, Done, MaterialCheck, Texts, WorkOrderState};
use serde::Serialize;

use super::error::{OrderError, OrderField};
use super::form::{OrderForm, SigningForm};
use super::lines::Labelled;
use crate::commands::form::{Field, FormError, Shown};
use crate::commands::pad::{Signing, sign_off};
use crate::commands::sheet::{Sheet, picture_hashes};
use crate::device::Device;
use crate::queries::people::name;
use crate::queries::work_order::number_of;
use crate::refold::texts;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{OrderEntry, Personal};
use crate::text::{clean, clean_name};

/// What an order's documents tell, in the customer's language.
pub(super) struct Told {
    pub customer: String,
    pub technician: String,
    pub number: String,
    pub reported: String,
    /// empty where it is what was reported.
    pub found: String,
}

impl Told {
    pub fn read(shift: &Shift, site: &Site, entry: &OrderEntry, lang: Lang) -> Result<Self, StoreError> {
        let (personal, state) = (&shift.personal, &entry.state);
        let resident = entry.home.as_ref().map(|home| home.contact.name.in_lang(lang)).unwrap_or_default();
        let reported = state.registered.as_ref().map(|registered| site.matter(&registered.what.matter));
        let worker = state.worker().unwrap_or(&shift.person);
        Ok(Self {
            customer: or(entry.about.contact.name.in_lang(lang), resident).to_owned(),
            technician: name(personal, worker)?.in_lang(lang).to_owned(),
            number: number_of(state),
            reported: or(entry.about.reported.in_lang(lang), reported.unwrap_or_default().in_lang(lang))
                .to_owned(),
            found: found(personal, site, state, lang)?,
        })
    }
}

fn or<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

fn found(personal: &Personal, site: &Site, state: &WorkOrderState, lang: Lang) -> Result<String, StoreError> {
    let Some(found) = &state.found else { return Ok(String::new()) };
    let words: Texts = texts(personal, found.fact)?.unwrap_or_default();
    let matter = site.matter(&found.what.matter);
    Ok(if found.what.differs { or(&words.found, matter.in_lang(lang)).to_owned() } else { words.found })
}

/// V-07: what the sheet rests on: the facts that it tells of, and what the form says.
#[derive(Serialize)]
pub(super) struct Signed {
    facts: Vec<FactId>,
    /// Those that are here: one that arrives meanwhile changes nothing of what is signed.
    #[serde(skip)]
    pictures: Vec<Hash>,
    language: Lang,
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

impl Device {
    /// makes the sheet for the customer, or gives the one again that they were shown, as long as
    /// nothing changed. A new sheet clears the pad. Form and sheet are kept as the draft.
    ///
    /// # Errors
    /// When the work is not finished, the form does not say who signs, or the store fails.
    pub fn show_order_sheet(&self, form: OrderForm) -> Result<(OrderForm, Sheet), OrderError> {
        let entry = self.order_entry(&form.order)?;
        let signed = self.signed(&entry, &form)?;
        let of = signed.fingerprint();
        if let Some(shown) = form.signing.shown.clone().filter(|shown| shown.of == of) {
            self.save_order_form(&form)?;
            return Ok((form, Sheet::of(shown.document.0)?));
        }
        let bytes = self.write_order_sheet(&entry, &signed)?.encode();
        let shown = Some(Shown { document: Blob(bytes.clone()), of });
        let form = OrderForm { signing: SigningForm { shown, pad: None, ..form.signing }, ..form };
        self.save_order_form(&form)?;
        Ok((form, Sheet::of(bytes)?))
    }

    /// V-07, V-08: what the customer was shown, if it is what they would be shown now.
    pub(super) fn shown_sheet(
        &self,
        entry: &OrderEntry,
        form: &OrderForm,
    ) -> Result<(Signed, Vec<u8>), OrderError> {
        let signed = self.signed(entry, form)?;
        let shown = form.signing.shown.as_ref().ok_or(OrderError::Missing(OrderField::Shown))?;
        match shown.of == signed.fingerprint() {
            true => Ok((signed, shown.document.0.clone())),
            false => Err(OrderError::ShownOther),
        }
    }

    fn signed(&self, entry: &OrderEntry, form: &OrderForm) -> Result<Signed, OrderError> {
        let (state, by) = (&entry.state, &form.signing);
        let named = if by.signing == Signing::OnBehalf { &by.signer[..] } else { "" };
        let signer = clean_name(named).map_err(|e| FormError::TooLong(Field::Signer, e))?;
        let note = clean(&by.note).map_err(|e| FormError::TooLong(Field::Note, e))?;
        let finished = state.finished.as_ref().ok_or(OrderError::Missing(OrderField::Done))?;
        let facts = [state.registered.as_ref().map(|r| r.fact), state.found.as_ref().map(|f| f.fact)];
        let price = state.agreed.as_ref().map(|agreed| agreed.fact);
        let materials = state.materials.iter().map(|material| material.fact);
        Ok(Signed {
            facts: facts.into_iter().chain([price, Some(finished.fact)]).flatten().chain(materials).collect(),
            pictures: hashes(&self.shift()?.personal, state)?,
            language: form.language,
            sign_off: sign_off(by.signing, by.relation, by.refusal, &signer, &note)?,
            signer,
            note,
            supersedes: by.supersedes,
        })
    }

    fn write_order_sheet(&self, entry: &OrderEntry, signed: &Signed) -> Result<Document, OrderError> {
        let shift = self.shift()?;
        let (site, state, lang) = (shift.site()?, &entry.state, signed.language);
        let told = Told::read(shift, &site, entry, lang)?;
        let finished = state.finished.as_ref().ok_or(OrderError::Missing(OrderField::Done))?;
        let agreed = state.agreed.as_ref().map(|agreed| agreed.what.lines.clone()).unwrap_or_default();
        let lines = Labelled::all(&site.catalogue, &agreed)?;
        let materials = materials(&shift.personal, state)?;
        let sheet = OrderSheet {
            language: lang,
            customer: &told.customer,
            technician: &told.technician,
            at: site.local(self.now()),
            number: &told.number,
            reported: &told.reported,
            found: &told.found,
            done: entry.about.done.in_lang(lang),
            lines: lines.iter().map(|line| line.in_lang(lang)).collect(),
            total: state.price().unwrap_or_default(),
            materials: materials.iter().map(|(texts, check)| material_row(texts, *check)).collect(),
            parts: finished.what.parts,
            started: state.when(Action::Start).map(|at| site.local(at)),
            finished: site.local(finished.at),
            supersedes: signed.supersedes.is_some(),
            pictures: signed.pictures.clone(),
        };
        Ok(match signed.sign_off {
            SignOff::OnBehalf { relation } => sheet.write().signed_by(&signed.signer, relation),
            _ => sheet.write(),
        })
    }
}

type Checked = (Texts, MaterialCheck);

fn materials(personal: &Personal, state: &WorkOrderState) -> Result<Vec<Checked>, StoreError> {
    let read = |checked: &Done<MaterialCheck>| {
        Ok((texts(personal, checked.fact)?.unwrap_or_default(), checked.what))
    };
    state.materials.iter().map(read).collect()
}

fn material_row(texts: &Texts, check: MaterialCheck) -> MaterialRow<'_> {
    MaterialRow { name: &texts.material, warning: &texts.warning, check }
}

/// Of the order's pictures, those that are here to be shown.
fn hashes(personal: &Personal, state: &WorkOrderState) -> Result<Vec<Hash>, StoreError> {
    let pictures = state.pictures.iter().map(|picture| (picture.fact, picture.what.clone()));
    picture_hashes(personal, &pictures.collect::<Vec<_>>())
}
