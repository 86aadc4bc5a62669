//! The one way of every act: cleaned, judged here, saved, sealed.

use doorstep_domain::directory::Contact;
use doorstep_domain::event::{Picture, PictureOf};
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Act, Texts};

use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::{SaveError, Saved, Saying, part, picture_slot};
use crate::device::Device;
use crate::store::personal::{Draft, DraftPicture, OrderEntry};
use crate::store::to_json;
use crate::text::{TooLong, clean, clean_name};

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
    fn parts(&self, act: &Act) -> Result<Vec<Part>, OrderError> {
        let texts = cleaned(self.texts.clone())?;
        let said = texts != Texts::default() || act.needed_parts().contains(&Slot::TEXTS);
        let slots = [
            (Slot::DOCUMENT, self.document.clone()),
            (Slot::TEXTS, said.then(|| to_json(&texts).into_bytes())),
            (Slot::SIGNATURE, self.strokes.as_ref().map(|strokes| to_json(strokes).into_bytes())),
        ];
        let parts = slots.into_iter().filter_map(|(slot, bytes)| Some(part(slot, bytes?)));
        Ok(parts.collect::<Result<_, _>>()?)
    }
}

impl Device {
    /// Does it, if state and role allow it here and now; `rest` is what stays of the form.
    pub(super) fn act(&mut self, rest: OrderForm, act: Act, with: With) -> Result<Saved, OrderError> {
        let parts = with.parts(&act)?;
        let (subject, form) = (rest.order.clone(), self.left(&rest));
        let body = Body::WorkOrder(Box::new(act));
        let saying = Saying { subject, body, parts, pictures: with.pictures, form };
        self.check_allowed(&saying)?;
        let saved = self.commit(saying)?;
        Ok(self.sealed(saved))
    }

    pub(super) fn check_allowed(&self, saying: &Saying) -> Result<(), OrderError> {
        self.check_applies(saying).map_err(|error| match error {
            SaveError::Refused(reason) => OrderError::Refused(reason),
            other => other.into(),
        })
    }

    fn left(&self, rest: &OrderForm) -> Option<Draft> {
        let updated = self.now();
        (!rest.is_blank()).then(|| Draft { subject: rest.order.clone(), form: to_json(rest), updated })
    }

    /// The order, if this person may see it.
    pub(super) fn order_entry(&self, order: &SubjectId) -> Result<OrderEntry, OrderError> {
        let shift = self.shift()?;
        Ok(shift.personal.order(&shift.person, order)?.ok_or(SaveError::NotHere)?)
    }

    /// The pictures of the form at a place of it, as the act's body names them and as they are kept.
    pub(super) fn take_pictures(
        &self,
        order: &SubjectId,
        place: &str,
        shows: PictureOf,
    ) -> Result<(Vec<Picture>, Vec<DraftPicture>), OrderError> {
        let mut kept = self.draft_pictures(order)?;
        kept.retain(|picture| picture.place.as_str() == place);
        let named = |(i, picture): (usize, &DraftPicture)| {
            picture_slot(i).map(|slot| Picture { slot, shows, taken: picture.added })
        };
        let named = kept.iter().enumerate().map(named).collect::<Result<_, _>>()?;
        Ok((named, kept))
    }
}

/// Without what no glyph stands for, and bounded.
pub(super) fn cleaned(mut texts: Texts) -> Result<Texts, TooLong> {
    texts.signer = clean_name(&texts.signer)?;
    texts.customer = texts.customer.map(cleaned_contact).transpose()?;
    for text in texts.each_mut() {
        *text = clean(text)?;
    }
    Ok(texts)
}

fn cleaned_contact(mut contact: Contact) -> Result<Contact, TooLong> {
    for text in [&mut contact.name.zh, &mut contact.name.en, &mut contact.phone] {
        *text = clean_name(text)?;
    }
    Ok(contact)
}
