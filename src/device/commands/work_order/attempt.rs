//! V-09: nobody was home.

use doorstep_domain::event::PictureOf;
use doorstep_domain::work_order::{Act, Attempt, Texts};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{AttemptForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::PicturePlace;

impl Device {
    /// V-09: nobody was home; the order stays as it is, with its next try.
    ///
    /// # Errors
    /// When no next try is set or it is not after now, the role may not, or the store fails.
    pub fn attempt_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let next_try = form.attempt.next_try.ok_or(OrderError::Missing(OrderField::NextTry))?;
        if next_try <= self.now() {
            return Err(OrderError::Past(OrderField::NextTry));
        }
        let (pictures, kept) = self.take_pictures(&form.order, PicturePlace::DOOR, PictureOf::Site)?;
        let texts = Texts { note: form.attempt.note.clone(), ..Texts::default() };
        let rest = OrderForm { attempt: AttemptForm::default(), ..form.clone() };
        self.act(rest, Act::Attempt(Attempt { next_try, pictures }), With { pictures: kept, ..texts.into() })
    }
}
