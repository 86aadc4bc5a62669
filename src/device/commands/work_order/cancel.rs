//! The office calls an order off.

use doorstep_domain::work_order::{Act, Cancellation, Texts};

use super::error::{OrderError, OrderField};
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// Calls the order off, for the reason in words.
    ///
    /// # Errors
    /// When the reason is missing, state or role do not allow it, or the store fails.
    pub fn cancel_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let note = form.cancellation.clone();
        if note.trim().is_empty() {
            return Err(OrderError::Missing(OrderField::Note));
        }
        let rest = OrderForm { cancellation: String::new(), ..form.clone() };
        self.act(rest, Act::Cancel(Cancellation {}), Texts { note, ..Texts::default() }.into())
    }
}
