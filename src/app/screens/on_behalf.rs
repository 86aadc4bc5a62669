//! 13 Signed by another: recorded as such, with name and relation (V-08).

use std::rc::Rc;

use doorstep_device::commands::form::Signing;
use doorstep_ui::{OnBehalf, Screen};
use slint::Global as _;

use super::callback::{edit, page};
use super::customer;
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = OnBehalf::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |relation| {
            edit(&here, |form| form.relation = show::to_relation(relation));
            render(&here);
        });
        let here = Rc::clone(shell);
        screen.on_edit_name(move |name| edit(&here, |form| form.texts.signer = name.into()));
        let here = Rc::clone(shell);
        screen.on_proceed(move || {
            edit(&here, |form| form.signing = Signing::OnBehalf);
            here.back();
            here.act(customer::show(Rc::clone(&here)));
        });
    });
}

/// Shows the screen, in the staff's language: it is the staff who write this down.
pub fn show(shell: &Shell) {
    edit(shell, |form| form.page = page::ON_BEHALF.to_owned());
    crate::shell::select(shell.lang.get());
    render(shell);
    shell.open(Screen::OnBehalf);
}

fn render(shell: &Shell) {
    let (loaded, form) = (shell.detail.borrow(), shell.form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    shell.with_app(|app| {
        let screen = OnBehalf::get(app);
        screen.set_customer(shell.say(&loaded.detail.task.customer));
        screen.set_relation(show::relation(form.relation));
        screen.set_name(form.texts.signer.as_str().into());
    });
}
