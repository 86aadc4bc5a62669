//! R-04 P-07's answer: whether it can be done, and for how much.

use std::rc::Rc;

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::QuoteForm;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::money::Fen;
use doorstep_ui::{Feasible, Quote, Screen};
use slint::Global as _;

use super::quotes;
use crate::order::{self, Loaded};
use crate::shell::Shell;
use crate::{order_form, pictures, show};

/// The word of a form for this screen: it reopens in place.
pub const PAGE: &str = "quote";

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Quote::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |feasible| choose(&here, feasible));
        let here = Rc::clone(shell);
        screen.on_edit_amount(move |amount| edit(&here, |quote| quote.price = amount.into()));
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| edit(&here, |quote| quote.note = note.into()));
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| here.act(pictures::open_all(Rc::clone(&here), None, index)));
        let here = Rc::clone(shell);
        screen.on_answer(move || here.act(answer(Rc::clone(&here))));
    });
}

/// Opens the question: the answer as it was left.
pub async fn open(shell: Rc<Shell>, loaded: Loaded) {
    let order = loaded.detail.row.order.clone();
    let Ok(Ok(form)) = shell.engine.ask(move |device| device.order_form(&order)).await else { return };
    shell.order.replace(Some(loaded));
    shell.order_form.replace(Some(OrderForm { page: PAGE.to_owned(), ..form }));
    shell.with_app(|app| {
        let screen = Quote::get(app);
        let quote = order_form::read(&shell, |form| form.quote.clone()).unwrap_or_default();
        screen.set_feasible(feasible(&quote));
        screen.set_amount(quote.price.into());
        screen.set_note(quote.note.into());
        screen.set_saving(false);
    });
    edit(&shell, |_| ());
    shell.open(Screen::Quote);
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, order: SubjectId) {
    if let Some(loaded) = order::load(&shell, order).await {
        open(shell, loaded).await;
    }
}

fn feasible(quote: &QuoteForm) -> Feasible {
    match quote {
        QuoteForm { not_feasible: true, .. } => Feasible::No,
        QuoteForm { price, .. } if price.is_empty() => Feasible::None,
        _ => Feasible::Yes,
    }
}

fn choose(shell: &Shell, feasible: Feasible) {
    shell.with_app(|app| Quote::get(app).set_feasible(feasible));
    edit(shell, |quote| quote.not_feasible = feasible == Feasible::No);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut QuoteForm)) {
    order_form::edit(shell, |form| change(&mut form.quote));
    render(shell);
}

/// Shows question and answer.
pub fn render(shell: &Shell) {
    let loaded = shell.order.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    let price = order_form::read(shell, |form| form.quote.price.clone()).unwrap_or_default();
    let wrong = Fen::parse_yuan(&price).err().filter(|_| !price.is_empty());
    shell.with_app(|app| {
        let screen = Quote::get(app);
        screen.set_head(order::head(shell, &loaded.detail.row, loaded.detail.found.as_ref(), loaded.now));
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        screen.set_amount_error(show::amount_error(wrong));
        render_question(shell, &screen, loaded);
    });
}

/// Where nobody wrote a question, what was reported is the question.
fn render_question(shell: &Shell, screen: &Quote<'_>, loaded: &Loaded) {
    let Some(quote) = &loaded.detail.quote else { return };
    let clock = quote.clock.as_ref().and_then(|clock| order::clock(shell, clock, false, loaded.now));
    screen.set_clock(clock.unwrap_or_default());
    let asked = quote.question.as_str();
    let reported = || order::reported(shell, &loaded.detail.row);
    screen.set_question(if asked.is_empty() { reported() } else { asked.into() });
    let by = loaded.detail.row.assignee.as_ref();
    screen.set_asked_by(by.map(|name| shell.say(name)).unwrap_or_default());
    screen.set_asked_time(quote.asked.map(|at| show::time(shell.local(at))).unwrap_or_default());
}

/// Leaves the answer: what was filled in stays, but does not reopen by itself.
pub async fn leave(shell: Rc<Shell>) {
    shell.order.take();
    let Some(form) = shell.order_form.take() else { return };
    let _ = shell.engine.ask(move |device| device.close_draft(&form.order)).await;
    quotes::refresh(&shell).await;
}

async fn answer(shell: Rc<Shell>) {
    let Some(form) = shell.order_form.borrow().clone() else { return };
    let set_saving = |saving| shell.with_app(|app| Quote::get(app).set_saving(saving));
    set_saving(true);
    quotes::decide(Rc::clone(&shell), form, |device, form| device.quote_order(form)).await;
    set_saving(false);
}
