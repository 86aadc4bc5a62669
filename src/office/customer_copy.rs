//! the customer's copy of a signed order as a PDF: a view of the very document that they signed, with
//! their strokes, the pictures that were shown with it, and what they paid.

mod font;
mod layout;
mod pdf;
mod sheet;

use chrono::DateTime;
use chrono_tz::Tz;
use doorstep_domain::bytes::Hash;
use doorstep_domain::directory::Label;
use doorstep_domain::document::Document;
use doorstep_domain::event::PictureOf;
use doorstep_domain::fact::Slot;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{SiteId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Charged, WorkOrderState};

use crate::audience::Audience;
use crate::blobs::Blobs;
use crate::copy::part;
use crate::directory;
use crate::error::OfficeError;
use crate::store::{KeptPart, Store, StoreError};

/// What a customer signed, as the office has it.
pub(crate) struct SignedOrder {
    site: Label,
    number: String,
    document: Document,
    fingerprint: Hash,
    signed: DateTime<Tz>,
    strokes: Option<Strokes>,
    charge: Option<Charged>,
    pictures: Vec<Shown>,
}

/// A picture that was shown with the document.
struct Shown {
    shows: PictureOf,
    part: KeptPart,
}

/// The copy.
pub(crate) struct Printed {
    pub pdf: Vec<u8>,
    /// Characters that the font does not have, in order.
    pub missing: Vec<char>,
}

/// What the copy of an order shows, if one of the audiences has the order (P-10).
pub(crate) fn collect(
    store: &dyn Store,
    site: &SiteId,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<SignedOrder, OfficeError> {
    if !store.is_granted(subject, audiences)? {
        return Err(OfficeError::not_found());
    }
    let row = store.subject(subject)?.ok_or_else(OfficeError::not_found)?;
    let State::WorkOrder(order) = row.state else { return Err(OfficeError::not_found()) };
    let signing = order.signed.as_ref().ok_or_else(not_signed)?;
    let fact = store.fact(signing.fact)?.ok_or(StoreError::Unreadable("fact"))?.fact;
    let document = part(&fact, Slot::DOCUMENT).and_then(|bytes| Document::parse(bytes).ok());
    let document = document.ok_or(StoreError::Unreadable("document"))?;
    let calendar = directory::calendar(store, site)?.calendar;
    Ok(SignedOrder {
        site: directory::site(store, site)?.map(|site| site.name).unwrap_or_default(),
        number: order.number.clone().or_else(|| order.short_code()).unwrap_or_default(),
        fingerprint: signing.what.document,
        signed: signing.at.to_utc().with_timezone(&calendar.zone),
        strokes: part(&fact, Slot::SIGNATURE).and_then(|bytes| serde_json::from_slice(bytes).ok()),
        charge: order.payment().cloned(),
        pictures: pictures(store, &order, &document)?,
        document,
    })
}

fn not_signed() -> OfficeError {
    OfficeError::bad_request("nobody has signed this order yet, so there is no copy of it")
}

/// The pictures that the document names, in its order.
fn pictures(
    store: &dyn Store,
    order: &WorkOrderState,
    document: &Document,
) -> Result<Vec<Shown>, StoreError> {
    let mut all = Vec::new();
    for picture in &order.pictures {
        let part = store.part(picture.fact, picture.what.slot.as_str())?;
        all.extend(part.map(|part| Shown { shows: picture.what.shows, part }));
    }
    let place = |shown: &Shown| document.pictures.iter().position(|hash| *hash == shown.part.reference.hash);
    all.retain(|shown| place(shown).is_some());
    all.sort_by_key(place);
    Ok(all)
}

/// Prints the copy; what stands around the document is in `lang`, or in the document's own language.
pub(crate) fn print(order: SignedOrder, lang: Option<Lang>, blobs: &Blobs) -> Result<Printed, OfficeError> {
    let lang = lang.unwrap_or(order.document.language);
    let pictures = order.pictures.iter().map(|shown| Ok((shown.shows, jpeg(&shown.part, blobs)?)));
    let pictures = pictures.collect::<Result<Vec<_>, OfficeError>>()?;
    let font = font::Font::embedded()?;
    let layout = sheet::lay_out(&order, pictures, lang, &font);
    let missing = layout.missing();
    Ok(Printed { pdf: pdf::write(layout, &font, &order, lang)?, missing })
}

/// A picture's bytes; `None` while it has not arrived.
fn jpeg(part: &KeptPart, blobs: &Blobs) -> Result<Option<Vec<u8>>, OfficeError> {
    let Some(file) = &part.file else { return Ok(part.bytes.clone().map(|bytes| bytes.0)) };
    blobs.read(file).map(Some).map_err(|e| OfficeError::File(file.into(), e))
}

#[cfg(test)]
mod tests;
