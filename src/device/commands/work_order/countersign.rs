//! P-07 signs a declined order beside the technician.

use doorstep_domain::fact::Reason;
use doorstep_domain::work_order::{Act, Countersignature};

use super::act::With;
use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// has seen why, and signs with it.
    ///
    /// # Errors
    /// When nothing was declined, state or role do not allow it, or the store fails.
    pub fn countersign_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let declined = self.order_entry(&form.order)?.state.declined;
        let declining = declined.ok_or(OrderError::Refused(Reason::Incomplete))?.fact;
        self.act(form.clone(), Act::Countersign(Countersignature { declining }), With::default())
    }
}
