//! The proof of a record: the document that was shown, the strokes over it; and pictures (V-05, V-07).

use doorstep_domain::callback::Texts;
use doorstep_domain::document::Document;
use doorstep_domain::fact::{Head, Slot};
use doorstep_domain::ids::FactId;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order;

use super::QueryError;
use crate::device::Device;
use crate::media;
use crate::refold::texts;
use crate::shift::Shift;
use crate::store::StoreError;
use crate::store::personal::Personal;

/// What proves a record, as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What the customer was shown.
    pub document: Option<Document>,
    /// The same as bytes: the signature covers these.
    pub document_bytes: Option<Vec<u8>>,
    /// The signature.
    pub strokes: Option<Strokes>,
    /// The texts.
    pub texts: Texts,
}

impl Device {
    /// The proof of a record.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the store fails.
    pub fn proof(&self, fact: FactId) -> Result<Proof, QueryError> {
        let shift = self.shift()?;
        check_may_see(shift, fact)?;
        let document_bytes = shift.personal.part(fact, Slot::DOCUMENT)?;
        let strokes = shift.personal.part(fact, Slot::SIGNATURE)?;
        Ok(Proof {
            document: document_bytes.as_deref().and_then(|bytes| Document::parse(bytes).ok()),
            document_bytes,
            strokes: strokes.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            texts: said(&shift.personal, fact)?,
        })
    }

    /// A picture as JPEG; `None` while it is not here.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the file is damaged.
    pub fn picture(&self, fact: FactId, slot: &Slot) -> Result<Option<Vec<u8>>, QueryError> {
        let shift = self.shift()?;
        check_may_see(shift, fact)?;
        match shift.personal.picture(fact, slot)? {
            Some(stored) => Ok(Some(media::load(&self.media_folder(), fact, slot, &stored)?)),
            None => Ok(shift.personal.part(fact, slot.as_str())?),
        }
    }

    /// A small one of a picture that was taken here, as JPEG; `None` for others.
    ///
    /// # Errors
    /// When nobody is signed in, or this person may not see it.
    pub fn thumbnail(&self, fact: FactId, slot: &Slot) -> Result<Option<Vec<u8>>, QueryError> {
        let shift = self.shift()?;
        check_may_see(shift, fact)?;
        Ok(shift.personal.thumbnail(fact, slot)?)
    }
}

/// A callback's texts, or what an order's say of the signing.
fn said(personal: &Personal, fact: FactId) -> Result<Texts, StoreError> {
    if let Some(texts) = texts(personal, fact)? {
        return Ok(texts);
    }
    let order: Option<work_order::Texts> = texts(personal, fact)?;
    Ok(order
        .map(|said| Texts { signer: said.signer, note: said.note, ..Texts::default() })
        .unwrap_or_default())
}

/// P-10.
fn check_may_see(shift: &Shift, fact: FactId) -> Result<(), QueryError> {
    let kept = shift.personal.fact(fact)?.ok_or(QueryError::NotHere)?;
    let head = Head::parse(kept.signed.head.as_bytes()).map_err(|_| QueryError::NotHere)?;
    let granted = shift.personal.is_granted(&shift.person, &head.subject)?;
    if granted || head.by.person == shift.person { Ok(()) } else { Err(QueryError::NotHere) }
}
