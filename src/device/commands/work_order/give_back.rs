//! Back to the front desk, to be dispatched anew: not this person's, or not with what there is.

use doorstep_domain::work_order::{Act, Return, Texts};

use super::error::{OrderError, OrderField};
use super::form::{GiveBackForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// Gives the order back.
    ///
    /// # Errors
    /// When the reason is missing, state or role do not allow it, or the store fails.
    pub fn give_back_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let reason = form.give_back.reason.ok_or(OrderError::Missing(OrderField::Reason))?;
        let texts = Texts { note: form.give_back.note.clone(), ..Texts::default() };
        let rest = OrderForm { give_back: GiveBackForm::default(), ..form.clone() };
        self.act(rest, Act::Return(Return { reason }), texts.into())
    }
}
