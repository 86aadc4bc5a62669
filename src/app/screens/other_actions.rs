//! What may be done about an order beside its next step (P-09): another time, handed on, its signature corrected,
//! called off.

use std::rc::Rc;

use doorstep_device::queries::work_order::OrderDetail;
use doorstep_domain::work_order::Action;
use doorstep_ui::OtherActions;
use slint::Global as _;

use super::{agree_time, cancel, customer, save_failed};
use crate::shell::Shell;

/// Ties the part of the order's page that offers it.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let part = OtherActions::get(app);
        let here = Rc::clone(shell);
        part.on_agree_time(move || agree_time::show(&here));
        let here = Rc::clone(shell);
        part.on_correct(move || here.act(correct(Rc::clone(&here))));
        let here = Rc::clone(shell);
        part.on_cancel(move || cancel::show(&here));
    });
}

/// V-07: what was signed stays; the customer signs a new sheet that says what it replaces.
async fn correct(shell: Rc<Shell>) {
    let order = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.order.clone());
    let Some(order) = order else { return };
    match shell.engine.ask(move |device| device.supersede_signing(&order)).await {
        Ok(Ok(form)) => {
            shell.order_form.replace(Some(form));
            customer::show(shell).await;
        }
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was begun"),
    }
}

/// Shows what is offered.
pub fn render(shell: &Shell, detail: &OrderDetail) {
    let may = |action| detail.others.contains(&action);
    shell.with_app(|app| {
        let part = OtherActions::get(app);
        part.set_may_tell(may(Action::NotifyContractor));
        part.set_may_agree_time(may(Action::AgreeTime));
        part.set_may_hand_on(may(Action::Dispatch));
        part.set_may_correct(may(Action::Sign));
        part.set_may_cancel(may(Action::Cancel));
    });
}
