//! R-06 At the door: the checklist in one tap, and the order to show.

use std::rc::Rc;

use doorstep_ui::{Door, Screen};
use slint::Global as _;

use super::{nobody_home, show_order};
use crate::shell::Shell;
use crate::{order, order_form};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Door::get(app);
        let here = Rc::clone(shell);
        screen.on_show_order(move || show_order::show(&here));
        let here = Rc::clone(shell);
        screen.on_let_in(move || {
            let shell = Rc::clone(&here);
            here.act(order_form::act_and_return(shell, |device, form| device.arrive(form, true)));
        });
        let here = Rc::clone(shell);
        screen.on_nobody_home(move || nobody_home::show(&here));
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    if let Some(head) = order::shown_head(shell) {
        shell.with_app(|app| Door::get(app).set_head(head));
        order_form::open(shell, Screen::Door);
    }
}
