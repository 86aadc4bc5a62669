//! the customer does not want it.

use doorstep_domain::work_order::{Act, DeclineReason, Declining, Texts};

use super::error::{OrderError, OrderField};
use super::form::{DeclineForm, OrderForm, PriceForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// no work; the reason goes to the front desk and to P-07, who countersigns.
    ///
    /// # Errors
    /// When the reason is missing, state or role do not allow it, or the store fails.
    pub fn decline_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let reason = form.decline.reason.ok_or(OrderError::Missing(OrderField::Reason))?;
        let note = form.decline.note.clone();
        if reason == DeclineReason::Other && note.trim().is_empty() {
            return Err(OrderError::Missing(OrderField::Note));
        }
        let rest = OrderForm { decline: DeclineForm::default(), price: PriceForm::default(), ..form.clone() };
        self.act(rest, Act::Decline(Declining { reason }), Texts { note, ..Texts::default() }.into())
    }
}
