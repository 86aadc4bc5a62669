//! the charge: cash, card, or on the record as unpaid.

use doorstep_domain::event::Payment;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::{Act, Charging, Receipt};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{ChargeForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::queries::work_order::order_number;

impl Device {
    /// takes the whole price that was agreed, with a receipt; or says that it is unpaid.
    ///
    /// # Errors
    /// When payment or receipt are missing, the receipt stands on another order, state, role or policy do not
    /// allow it, or the store fails.
    pub fn charge_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let payment = form.charge.payment.ok_or(OrderError::Missing(OrderField::Payment))?;
        let receipt = receipt(payment, &form.charge)?;
        if let Some(receipt) = &receipt {
            self.check_receipt_is_new(receipt, &form.order)?;
        }
        let fen = entry.state.price().unwrap_or_default();
        let rest = OrderForm { charge: ChargeForm::default(), ..form.clone() };
        self.act(rest, Act::Charge(Charging { payment, fen, receipt }), With::default())
    }

    /// a receipt is for one order.
    fn check_receipt_is_new(&self, receipt: &Receipt, order: &SubjectId) -> Result<(), OrderError> {
        let personal = &self.shift()?.personal;
        match personal.order_with_receipt(receipt, order)? {
            None => Ok(()),
            Some(other) => Err(OrderError::ReceiptUsed { order: order_number(personal, &other)? }),
        }
    }
}

fn receipt(payment: Payment, form: &ChargeForm) -> Result<Option<Receipt>, OrderError> {
    match (payment, form.receipt.trim()) {
        (Payment::Unpaid, _) => Ok(None),
        (Payment::Cash | Payment::Card, "") => Err(OrderError::Missing(OrderField::Receipt)),
        (Payment::Cash | Payment::Card, number) => Ok(Some(number.parse()?)),
    }
}
