//! V-04: by telephone needs a reason.

use std::rc::Rc;

use doorstep_ui::{ByPhone, Screen};
use slint::Global as _;

use super::callback::{edit, render as render_callback};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = ByPhone::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |reason| {
            edit(&here, |form| form.phone_reason = show::to_phone_reason(reason));
            render(&here);
        });
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| edit(&here, |form| form.texts.note = note.into()));
        let here = Rc::clone(shell);
        screen.on_proceed(move || {
            edit(&here, |form| form.by_phone = true);
            render_callback(&here);
            here.back();
        });
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    render(shell);
    shell.open(Screen::ByPhone);
}

fn render(shell: &Shell) {
    let (loaded, form) = (shell.detail.borrow(), shell.form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    shell.with_app(|app| {
        let screen = ByPhone::get(app);
        screen.set_customer(shell.say(&loaded.detail.task.customer));
        screen.set_reason(show::phone_reason(form.phone_reason));
        screen.set_note(form.texts.note.as_str().into());
    });
}
