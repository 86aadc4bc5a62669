//! at the door, and let in.

use doorstep_domain::work_order::{Act, Arrival};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::OrderForm;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// is in the home; `checklist_done` says that knocking, introduction, card and order, permission
    /// and shoe covers were seen to.
    ///
    /// # Errors
    /// When the checklist is not done, state or role do not allow it, or the store fails.
    pub fn arrive(&mut self, form: &OrderForm, checklist_done: bool) -> Result<Saved, OrderError> {
        if !checklist_done {
            return Err(OrderError::Missing(OrderField::Checklist));
        }
        self.act(form.clone(), Act::Arrive(Arrival { checklist_done }), With::default())
    }
}
