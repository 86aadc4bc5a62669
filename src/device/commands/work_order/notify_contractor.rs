//! telling the contractor.

use doorstep_domain::work_order::{Act, Manner, Notification};

use super::act::With;
use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// the contractor has been told.
    ///
    /// # Errors
    /// When the order is with no contractor, state or role do not allow it, or the store fails.
    pub fn notify_contractor(&mut self, form: &OrderForm, manner: Manner) -> Result<Saved, OrderError> {
        self.act(form.clone(), Act::NotifyContractor(Notification { manner }), With::default())
    }
}
