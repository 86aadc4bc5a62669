//! The one way of every act: cleaned, judged here, saved, sealed.

use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Act, Texts};

use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::{Left, SaveError, Saved, Saying, parts};
use crate::device::Device;
use crate::store::personal::{Draft, DraftPicture, OrderEntry};
use crate::store::to_json;
use crate::text::{TooLong, clean, clean_contact, clean_name};

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
        Ok(parts(self.document.clone(), said.then(|| to_json(&texts)), self.strokes.as_ref())?)
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
        self.refusal(saying)?.map_or(Ok(()), |reason| Err(OrderError::Refused(reason)))
    }

    fn left(&self, rest: &OrderForm) -> Left {
        match rest.is_blank() {
            true => Left::Nothing,
            false => {
                Left::Rest(Draft { subject: rest.order.clone(), form: to_json(rest), updated: self.now() })
            }
        }
    }

    /// The order, if this person may see it.
    pub(super) fn order_entry(&self, order: &SubjectId) -> Result<OrderEntry, OrderError> {
        let shift = self.shift()?;
        Ok(shift.personal.order(&shift.person, order)?.ok_or(SaveError::NotHere)?)
    }
}

/// Without what no glyph stands for, and bounded.
pub(super) fn cleaned(mut texts: Texts) -> Result<Texts, TooLong> {
    texts.signer = clean_name(&texts.signer)?;
    texts.customer = texts.customer.map(clean_contact).transpose()?;
    for text in texts.each_mut() {
        *text = clean(text)?;
    }
    Ok(texts)
}
