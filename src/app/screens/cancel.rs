//! The office calls an order off, for a reason in words.

use std::rc::Rc;

use doorstep_ui::{Cancel, Screen};
use slint::Global as _;

use crate::phrases::set_if_other;
use crate::shell::Shell;
use crate::{order, order_form};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Cancel::get(app);
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| order_form::edit(&here, |form| form.cancellation = note.into()));
        let here = Rc::clone(shell);
        screen.on_save(move || {
            here.act(order_form::act_and_return(Rc::clone(&here), |device, form| device.cancel_order(form)));
        });
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    render(shell);
    order_form::open(shell, Screen::Cancel);
}

fn render(shell: &Shell) {
    let note = order_form::read(shell, |form| form.cancellation.clone()).unwrap_or_default();
    shell.with_app(|app| {
        let screen = Cancel::get(app);
        screen.set_head(order::shown_head(shell).unwrap_or_default());
        set_if_other(note.into(), screen.get_note(), |note| screen.set_note(note));
    });
}
