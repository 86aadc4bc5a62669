//! C-03, C-04 More is known of what grades a complaint. The grade follows; it never falls.

use std::rc::Rc;

use doorstep_ui::{ComplaintFacts, Screen};
use slint::Global as _;

use super::{grading, save_failed};
use crate::shell::Shell;
use crate::{complaint, complaint_form};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        ComplaintFacts::get(app).on_save(move || {
            here.act(complaint_form::act_and_return(Rc::clone(&here), |device, form| {
                device.assess_complaint(form)
            }));
        });
    });
}

/// Shows the screen, with what is known so far.
pub async fn show(shell: Rc<Shell>) {
    let Some(complaint) = complaint_form::read(&shell, |form| form.complaint.clone()) else { return };
    match shell.engine.ask(move |device| device.begin_assessment(&complaint)).await {
        Ok(Ok(form)) => {
            shell.complaint_form.replace(Some(form));
        }
        Ok(Err(error)) => return save_failed::show_complaint(&shell, &error),
        Err(error) => return tracing::error!(%error, "nothing was begun"),
    }
    grading::begin(&shell);
    grading::follow(Rc::clone(&shell)).await;
    render(&shell);
    complaint_form::open(&shell, Screen::ComplaintFacts);
}

/// Shows whose complaint it is.
pub fn render(shell: &Shell) {
    let head = complaint::shown_head(shell).unwrap_or_default();
    shell.with_app(|app| ComplaintFacts::get(app).set_head(head));
}
