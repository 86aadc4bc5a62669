//! the work is done: the place clean, parts and tools seen to.

use doorstep_domain::event::PictureOf;
use doorstep_domain::work_order::{Act, Finish, Texts};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{FinishForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::PicturePlace;

impl Device {
    /// what was done, with the pictures from after the work. The callback's clock starts here (V-11).
    ///
    /// # Errors
    /// When something is missing, state or role do not allow it, or the store fails.
    pub fn finish_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let FinishForm { done, tidy, parts } = form.finish.clone();
        if done.trim().is_empty() {
            return Err(OrderError::Missing(OrderField::Done));
        }
        let parts = parts.ok_or(OrderError::Missing(OrderField::Parts))?;
        if !tidy {
            return Err(OrderError::Missing(OrderField::Tidy));
        }
        let (pictures, kept) = self.take_pictures(&form.order, PicturePlace::AFTER, PictureOf::After)?;
        let rest = OrderForm { finish: FinishForm::default(), ..form.clone() };
        let with = With { pictures: kept, ..Texts { done, ..Texts::default() }.into() };
        self.act(rest, Act::Finish(Finish { tidy, parts, pictures }), with)
    }
}
