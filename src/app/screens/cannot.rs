//! It is not done: the customer declines, or the order goes back to the front desk.

use std::rc::Rc;

use doorstep_device::commands::work_order::OrderForm;
use doorstep_domain::work_order::{Action, DeclineReason, QuoteAnswer, ReturnReason};
use doorstep_ui::{Cannot, CannotReason, Screen};
use slint::Global as _;

use super::work_order::may;
use crate::shell::Shell;
use crate::{order, order_form};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Cannot::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |reason| edit(&here, |form| choose(form, reason)));
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| edit(&here, |form| set_note(form, note.into())));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    render(shell);
    order_form::open(shell, Screen::Cannot);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut OrderForm)) {
    order_form::edit(shell, change);
    render(shell);
}

/// One of the two; the note goes with it.
fn choose(form: &mut OrderForm, reason: CannotReason) {
    let note = note(form).to_owned();
    form.decline.reason = order::to_decline(reason);
    form.give_back.reason = order::to_give_back(reason);
    set_note(form, note);
}

/// The words belong to whichever is chosen.
fn note(form: &OrderForm) -> &str {
    if form.give_back.reason.is_some() { &form.give_back.note } else { &form.decline.note }
}

fn set_note(form: &mut OrderForm, note: String) {
    form.decline.note.clear();
    form.give_back.note.clear();
    let of = if form.give_back.reason.is_some() { &mut form.give_back.note } else { &mut form.decline.note };
    *of = note;
}

async fn save(shell: Rc<Shell>) {
    let gives_back = order_form::read(&shell, |form| form.give_back.reason.is_some()).unwrap_or_default();
    order_form::act_and_return(shell, move |device, form| match gives_back {
        true => device.give_back_order(form),
        false => device.decline_order(form),
    })
    .await;
}

fn reason(decline: Option<DeclineReason>, give_back: Option<ReturnReason>) -> CannotReason {
    match (decline, give_back) {
        (Some(reason), _) => order::decline_reason(reason),
        (None, reason) => reason.map_or(CannotReason::None, order::give_back),
    }
}

fn render(shell: &Shell) {
    let (loaded, form) = (shell.order.borrow(), shell.order_form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    let detail = &loaded.detail;
    let answer = detail.quote.as_ref().and_then(|quote| quote.answer);
    shell.with_app(|app| {
        let screen = Cannot::get(app);
        screen.set_head(order::head(shell, &detail.row, detail.found.as_ref(), loaded.now));
        screen.set_reason(reason(form.decline.reason, form.give_back.reason));
        screen.set_note(note(form).into());
        screen.set_may_decline(may(detail, Action::Decline));
        screen.set_may_return(may(detail, Action::Return));
        screen.set_not_feasible(answer == Some(QuoteAnswer::NotFeasible));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::lang::Lang;

    #[test]
    fn r_09_one_reason_stands_and_the_note_goes_with_it() {
        let mut form = OrderForm::new("work_order/x".parse().unwrap(), Lang::Zh);
        choose(&mut form, CannotReason::Other);
        set_note(&mut form, "再考虑".to_owned());
        choose(&mut form, CannotReason::MissingPart);
        assert_eq!((form.decline.reason, form.decline.note.as_str()), (None, ""));
        assert_eq!(form.give_back.reason, Some(ReturnReason::NotFeasible));
        assert_eq!(note(&form), "再考虑");
    }
}
