//! 11 Not saved: what happened, what is safe, what to do. The form and the signature stay.

use std::rc::Rc;

use doorstep_device::commands::save::SaveError;
use doorstep_ui::{Customer, NobodyHome, Refused, SaveFailed, Screen};
use slint::Global as _;

use super::callback::{self, page};
use super::saved;
use crate::problem;
use crate::shell::{self, Shell};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        SaveFailed::get(app).on_retry(move || {
            here.with_app(|app| SaveFailed::get(app).set_saving(true));
            here.act(retry(Rc::clone(&here)));
        });
    });
}

async fn retry(shell: Rc<Shell>) {
    let attempt = shell.form.borrow().as_ref().is_some_and(|form| form.page == page::NOBODY_HOME);
    shell.back();
    if attempt {
        shell.with_app(|app| NobodyHome::get(app).invoke_save());
    } else {
        callback::save(shell).await;
    }
}

/// Shows why it was not saved.
pub fn show(shell: &Shell, error: &SaveError) {
    tracing::warn!(%error, "not saved");
    shell::select(shell.lang.get());
    shell.with_app(|app| {
        let screen = SaveFailed::get(app);
        screen.set_saving(false);
        screen.set_problem(problem::of_save(error));
        screen.set_free_mb(0);
        if let Some(form) = shell.form.borrow().as_ref() {
            screen.set_kind(saved::kind_of(form));
        }
        if let Some(loaded) = shell.detail.borrow().as_ref() {
            screen.set_matter(shell.say(&loaded.detail.task.matter));
        }
        Customer::get(app).set_saving(false);
        NobodyHome::get(app).set_saving(false);
        Refused::get(app).set_saving(false);
    });
    shell.open(Screen::SaveFailed);
}
