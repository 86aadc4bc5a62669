//! a new time, agreed with the customer.

use doorstep_domain::work_order::{Act, Appointment};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// the customer agreed to the form's appointment.
    ///
    /// # Errors
    /// When it is missing or lies in the past, state or role do not allow it, or the store fails.
    pub fn agree_time(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let at = form.appointment.ok_or(OrderError::Missing(OrderField::Appointment))?;
        if at <= self.now() {
            return Err(OrderError::Past(OrderField::Appointment));
        }
        let rest = OrderForm { appointment: None, ..form.clone() };
        self.act(rest, Act::AgreeTime(Appointment { at }), With::default())
    }
}
