//! handing an order to a technician or to the contractor, by hand.

use doorstep_domain::role::Role;
use doorstep_domain::work_order::Act;

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{DispatchForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::refold::role_of;

impl Device {
    /// hands the order to who the form says; to a contractor it goes under warranty.
    ///
    /// # Errors
    /// When nobody is named, no trade is known, state or role do not allow it, or the store fails.
    pub fn dispatch_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let shift = self.shift()?;
        let (personal, site) = (&shift.personal, shift.site()?);
        let to = form.dispatch.to.clone().ok_or(OrderError::Missing(OrderField::Technician))?;
        let under_warranty = role_of(personal, &to)? == Some(Role::Contractor);
        let handover = entry.state.handover(&site.catalogue, form.dispatch.trade.clone(), to, under_warranty);
        let dispatch = handover.ok_or(OrderError::Missing(OrderField::Trade))?;
        let rest = OrderForm { dispatch: DispatchForm::default(), ..form.clone() };
        self.act(rest, Act::Dispatch(dispatch), With::default())
    }
}
