//! 13 Signed by another: recorded as such, with name and relation (V-08).

use std::rc::Rc;

use doorstep_device::commands::form::Signing;
use doorstep_ui::{OnBehalf, Screen};
use slint::Global as _;

use super::callback::page;
use super::customer;
use crate::shell::Shell;
use crate::show;
use crate::task::{self, edit_signature};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = OnBehalf::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |relation| {
            edit_signature(&here, |by| *by.relation = show::to_relation(relation));
            render(&here);
        });
        let here = Rc::clone(shell);
        screen.on_edit_name(move |name| edit_signature(&here, |by| *by.signer = name.into()));
        let here = Rc::clone(shell);
        screen.on_proceed(move || {
            edit_signature(&here, |by| *by.signing = Signing::OnBehalf);
            here.back();
            here.act(customer::show(Rc::clone(&here)));
        });
    });
}

/// Shows the screen, in the staff's language: it is the staff who write this down.
pub fn show(shell: &Shell) {
    task::arrive_at(shell, Screen::OnBehalf, page::ON_BEHALF);
    crate::shell::select(shell.lang.get());
    render(shell);
    shell.open(Screen::OnBehalf);
}

fn render(shell: &Shell) {
    let Some(door) = task::door(shell) else { return };
    let Some((relation, name)) = task::signature(shell, |by| (*by.relation, by.signer.clone())) else {
        return;
    };
    shell.with_app(|app| {
        let screen = OnBehalf::get(app);
        screen.set_customer(shell.say(&door.customer));
        screen.set_relation(show::relation(relation));
        screen.set_name(name.into());
    });
}
