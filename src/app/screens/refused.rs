//! 13 Refused to sign: recorded as such, with the reason (V-08).

use std::rc::Rc;

use doorstep_device::commands::form::Signing;
use doorstep_domain::callback::RefusalReason;
use doorstep_ui::{Refused, Screen};
use slint::Global as _;

use super::callback::{edit, page};
use super::customer;
use crate::shell::Shell;
use crate::show;
use crate::task::{self, Task, edit_signature};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Refused::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |reason| {
            edit_signature(&here, |by| *by.refusal = show::to_refusal(reason));
            render(&here);
        });
        let here = Rc::clone(shell);
        screen.on_dissatisfied(move || look_again(&here));
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| edit_signature(&here, |by| *by.note = note.into()));
        let here = Rc::clone(shell);
        screen.on_save(move || {
            edit_signature(&here, |by| *by.signing = Signing::Refused);
            here.with_app(|app| Refused::get(app).set_saving(true));
            here.act(customer::save(Rc::clone(&here)));
        });
    });
}

/// Shows the screen, in the staff's language: it is the staff who write this down.
pub fn show(shell: &Shell) {
    task::arrive_at(shell, Screen::Refused, page::REFUSED);
    crate::shell::select(shell.lang.get());
    render(shell);
    shell.open(Screen::Refused);
}

/// Who is not content with the result is asked for the ratings once more, before it is said whether it is
/// qualified.
fn look_again(shell: &Shell) {
    edit(shell, |form| {
        form.refusal = Some(RefusalReason::Dissatisfied);
        form.page = page::RATE.to_owned();
    });
    while shell.screen() != Screen::Callback && shell.back().is_some() {}
}

fn render(shell: &Shell) {
    let Some(door) = task::door(shell) else { return };
    let Some((refusal, note)) = task::signature(shell, |by| (*by.refusal, by.note.clone())) else { return };
    shell.with_app(|app| {
        let screen = Refused::get(app);
        screen.set_customer(shell.say(&door.customer));
        screen.set_reason(show::refusal(refusal));
        screen.set_note(note.into());
        screen.set_ratings_reviewed(refusal == Some(RefusalReason::Dissatisfied));
        screen.set_of_order(task::what(shell) == Task::Order);
        screen.set_of_complaint(task::what(shell) == Task::Complaint);
        screen.set_saving(false);
    });
}
