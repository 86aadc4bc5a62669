//! the technician confirms having it. R-05: the contractor signs for it, with their own key and, where a
//! pad is at hand, by hand too.

use doorstep_domain::document;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Acceptance, Act};

use super::act::With;
use super::error::OrderError;
use super::form::OrderForm;
use crate::commands::pad::Pad;
use crate::commands::save::{SaveError, Saved};
use crate::device::Device;
use crate::store::personal::OrderEntry;

impl Device {
    /// has the order; what a contractor signed on the form's pad comes with it.
    ///
    /// # Errors
    /// When the pad holds no signature, state or role do not allow it, or the store fails.
    pub fn accept_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let contractor = entry.state.assignment().is_some_and(|assignment| assignment.under_warranty);
        let signed = contractor && form.acceptance.is_some();
        let strokes = signed.then(|| self.contractor_signs(&entry, form)).transpose()?;
        let rest = OrderForm { acceptance: None, ..form.clone() };
        self.act(rest, Act::Accept(Acceptance {}), With { strokes, ..With::default() })
    }

    /// what is signed is the registration, as its author signed it.
    fn contractor_signs(&self, entry: &OrderEntry, form: &OrderForm) -> Result<Strokes, OrderError> {
        Pad::check(form.acceptance.as_ref())?;
        let registered = entry.state.registered.as_ref().ok_or(SaveError::NotHere)?;
        let fact = self.shift()?.personal.fact(registered.fact)?.ok_or(SaveError::NotHere)?;
        let pad = form.acceptance.clone().unwrap_or_default();
        Ok(pad.strokes(document::hash(fact.signed.head.as_bytes())))
    }
}
