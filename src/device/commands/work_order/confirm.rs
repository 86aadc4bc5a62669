//! P-07 confirms the finished order.

use doorstep_domain::work_order::{Act, Confirmation};

use super::act::With;
use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// confirms the order.
    ///
    /// # Errors
    /// When state or role do not allow it, or the store fails.
    pub fn confirm_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        self.act(form.clone(), Act::Confirm(Confirmation {}), With::default())
    }
}
