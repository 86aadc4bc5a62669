//! The work begins, once the customer agreed.

use doorstep_domain::work_order::{Act, Start};

use super::act::With;
use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// begins the work.
    ///
    /// # Errors
    /// When state or role do not allow it, or the store fails.
    pub fn start_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        self.act(form.clone(), Act::Start(Start {}), With::default())
    }
}
