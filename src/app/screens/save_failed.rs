//! 11 Not saved: what happened, what is safe, what to do. The form and the signature stay.

use std::rc::Rc;

use doorstep_device::commands::complaint::ComplaintError;
use doorstep_device::commands::save::SaveError;
use doorstep_device::commands::work_order::OrderError;
use doorstep_ui::{
    AgreeTime, Cancel, Cannot, CashUp, Charge, ComplaintEntry, ComplaintFacts, Customer, Door, Finish,
    Material, NobodyHome, Price, Quote, QuoteWait, Reception, Refused, Register, ReviewOrder, SaveFailed,
    SavedKind, Screen, Verify, WorkOrder,
};
use slint::Global as _;

use super::callback::{self, page};
use super::saved;
use crate::shell::{self, Shell};
use crate::{complaint, order, problem};

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
    let of =
        shell.with_app(|app| (SaveFailed::get(app).get_of_order(), SaveFailed::get(app).get_of_complaint()));
    match of {
        Some((true, _)) => retry_order(&shell),
        Some((_, true)) => retry_complaint(&shell),
        _ => retry_callback(shell).await,
    }
}

/// The same button once more, on the screen that it stands on. What has no form is tapped again there.
fn retry_complaint(shell: &Shell) {
    shell.back();
    shell.with_app(|app| match shell.screen() {
        Screen::Reception => Reception::get(app).invoke_save(),
        Screen::ComplaintEntry => ComplaintEntry::get(app).invoke_save(),
        Screen::ComplaintFacts => ComplaintFacts::get(app).invoke_save(),
        Screen::Customer => Customer::get(app).invoke_confirm(),
        Screen::Refused => Refused::get(app).invoke_save(),
        _ => {}
    });
}

/// The same button once more, on the screen that it stands on.
fn retry_order(shell: &Shell) {
    shell.back();
    shell.with_app(|app| match shell.screen() {
        Screen::WorkOrder => WorkOrder::get(app).invoke_next(),
        Screen::Door => Door::get(app).invoke_let_in(),
        Screen::NobodyHome => NobodyHome::get(app).invoke_save(),
        Screen::Verify => Verify::get(app).invoke_proceed(),
        Screen::Price => Price::get(app).invoke_agree(),
        Screen::QuoteWait => QuoteWait::get(app).invoke_save_by_phone(),
        Screen::Cannot => Cannot::get(app).invoke_save(),
        Screen::Material => Material::get(app).invoke_save(),
        Screen::Finish => Finish::get(app).invoke_save(),
        Screen::Customer => Customer::get(app).invoke_confirm(),
        Screen::Refused => Refused::get(app).invoke_save(),
        Screen::Charge => Charge::get(app).invoke_save(),
        Screen::AgreeTime => AgreeTime::get(app).invoke_save(),
        Screen::Cancel => Cancel::get(app).invoke_save(),
        Screen::Register => Register::get(app).invoke_save(),
        Screen::Quote => Quote::get(app).invoke_answer(),
        Screen::ReviewOrder => ReviewOrder::get(app).invoke_sign(),
        Screen::CashUp => CashUp::get(app).invoke_save(),
        _ => {}
    });
}

async fn retry_callback(shell: Rc<Shell>) {
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
        screen.set_of_order(false);
        screen.set_of_complaint(false);
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

/// Shows why nothing was done about the order. Its form stays as it is.
pub fn show_order(shell: &Shell, error: &OrderError) {
    tracing::warn!(%error, "not done");
    let kind = match shell.screen() {
        Screen::NobodyHome => SavedKind::Attempt,
        Screen::Customer => SavedKind::Signed,
        _ => SavedKind::ByPhone,
    };
    shell::select(shell.lang.get());
    shell.with_app(|app| {
        let screen = SaveFailed::get(app);
        screen.set_saving(false);
        screen.set_of_order(true);
        screen.set_of_complaint(false);
        screen.set_kind(kind);
        screen.set_problem(problem::of_order(error));
        screen.set_free_mb(0);
        screen.set_matter(order::shown_head(shell).map(|head| head.number).unwrap_or_default());
    });
    shell.open(Screen::SaveFailed);
}

/// Shows why nothing was done about the complaint. Its form stays as it is.
pub fn show_complaint(shell: &Shell, error: &ComplaintError) {
    tracing::warn!(%error, "not done");
    let signed = shell.screen() == Screen::Customer;
    shell::select(shell.lang.get());
    shell.with_app(|app| {
        let screen = SaveFailed::get(app);
        screen.set_saving(false);
        screen.set_of_order(false);
        screen.set_of_complaint(true);
        screen.set_kind(if signed { SavedKind::Signed } else { SavedKind::ByPhone });
        screen.set_problem(problem::of_complaint(error));
        screen.set_free_mb(0);
        screen.set_matter(complaint::shown_head(shell).map(|head| head.number).unwrap_or_default());
    });
    shell.open(Screen::SaveFailed);
}
