//! R-13 The charge: how the agreed price was paid, with the receipt's number; unpaid is a state, not an omission.

use std::rc::Rc;

use doorstep_device::commands::work_order::form::ChargeForm;
use doorstep_device::commands::work_order::{OrderError, OrderField};
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::event::Payment;
use doorstep_domain::work_order::{Action, Receipt};
use doorstep_ui::{Charge, ChargeInput, ReceiptError, Screen};
use slint::Global as _;

use super::{save_failed, work_order};
use crate::order_form;
use crate::phrases::set_if_other;
use crate::shell::Shell;
use crate::{order, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Charge::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |payment| edit(&here, |form| form.payment = show::to_payment(payment)));
        let here = Rc::clone(shell);
        screen.on_edit_receipt(move |text| edit(&here, |form| form.receipt = text.into()));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    shell.with_app(|app| Charge::get(app).set_input(ChargeInput::None));
    render(shell);
    order_form::open(shell, Screen::Charge);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut ChargeForm)) {
    order_form::edit(shell, |form| change(&mut form.charge));
    render(shell);
}

/// What the number itself has wrong is said beside it; the form stays.
async fn save(shell: Rc<Shell>) {
    let free = shell.order.borrow().as_ref().and_then(|loaded| work_order::total(&loaded.detail));
    if free.is_some_and(|fen| fen.is_free()) {
        order_form::edit(&shell, |form| form.charge.payment = Some(Payment::Unpaid));
    }
    match order_form::attempt(&shell, |device, form| device.charge_order(form)).await {
        Some(Ok(_)) => work_order::return_to(&shell),
        Some(Err(OrderError::ReceiptUsed { order })) => say(&shell, ReceiptError::Used, &order),
        Some(Err(OrderError::Receipt(_) | OrderError::Missing(OrderField::Receipt))) => {
            say(&shell, ReceiptError::Shape, "");
        }
        Some(Err(error)) => save_failed::show_order(&shell, &error),
        None => {}
    }
}

fn say(shell: &Shell, error: ReceiptError, order: &str) {
    shell.with_app(|app| {
        let screen = Charge::get(app);
        screen.set_receipt_of(order::short_number(order).into());
        screen.set_receipt_error(error);
    });
}

/// Shows the form.
fn render(shell: &Shell) {
    let (loaded, form) = (shell.order.borrow(), shell.order_form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    let (detail, form) = (&loaded.detail, &form.charge);
    // Whoever is to take it now is not sent to somebody else.
    let collects = detail.next() == NextAction::Do(Action::Charge);
    let quoted = detail.agreed.iter().flat_map(|agreed| &agreed.lines).any(|row| row.line.item.is_none());
    let desk_collects = quoted && !collects && shell.site.borrow().catalogue.desk_collects_quoted;
    shell.with_app(|app| {
        let screen = Charge::get(app);
        screen.set_head(order::head(shell, &detail.row, detail.found.as_ref(), loaded.now));
        let due = work_order::total(detail).unwrap_or_default();
        screen.set_due(due.yuan().into());
        screen.set_payment(show::payment(form.payment));
        screen.set_desk_collects(desk_collects);
        set_if_other(form.receipt.as_str().into(), screen.get_receipt(), |text| screen.set_receipt(text));
        screen.set_receipt_error(receipt_error(&form.receipt));
        screen.set_receipt_of("".into());
    });
}

fn receipt_error(typed: &str) -> ReceiptError {
    let wrong = !typed.trim().is_empty() && typed.trim().parse::<Receipt>().is_err();
    if wrong { ReceiptError::Shape } else { ReceiptError::None }
}
