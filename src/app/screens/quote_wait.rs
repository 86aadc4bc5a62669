//! R-04 P-07's price is waited for: 15 minutes; without a network the answer comes by telephone.

use std::rc::Rc;

use doorstep_device::queries::work_order::QuoteRow;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{Action, QuoteAnswer};
use doorstep_ui::{QuotePerson, QuoteState, QuoteWait, Screen};
use slint::Global as _;

use super::{cannot, price, work_order};
use crate::order_form;
use crate::phrases::set_if_other;
use crate::shell::Shell;
use crate::{order, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = QuoteWait::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_answerer(move |index| choose_answerer(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_feasible(move |feasible| edit(&here, |quote| quote.not_feasible = !feasible));
        let here = Rc::clone(shell);
        screen.on_edit_amount(move |text| edit(&here, |quote| quote.price = text.into()));
        let here = Rc::clone(shell);
        screen.on_edit_phone_note(move |text| edit(&here, |quote| quote.note = text.into()));
        let here = Rc::clone(shell);
        screen.on_save_by_phone(move || here.act(save(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_proceed(move || here.act(proceed(Rc::clone(&here))));
    });
}

/// Shows the screen.
pub async fn show(shell: Rc<Shell>) {
    let by_phone = order_form::read(&shell, |form| form.quote != Default::default()).unwrap_or_default();
    shell.with_app(|app| QuoteWait::get(app).set_by_phone(by_phone));
    render(&shell);
    order_form::open(&shell, Screen::QuoteWait);
    tick(shell).await;
}

/// A second went by.
pub async fn tick(shell: Rc<Shell>) {
    let Ok(now) = shell.engine.ask(|device| device.now()).await else { return };
    let due = shell.order.borrow().as_ref().and_then(|loaded| Some(loaded.detail.quote.as_ref()?.clock?.by));
    let seconds = due.map_or(0, |due| due.since(now).div_euclid(1000));
    shell.with_app(|app| QuoteWait::get(app).set_seconds_left(show::number(seconds)));
}

/// News may have come: the answer.
pub async fn refresh(shell: &Rc<Shell>) {
    work_order::refresh(shell).await;
    render(shell);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut doorstep_device::commands::work_order::form::QuoteForm)) {
    order_form::edit(shell, |form| change(&mut form.quote));
    render(shell);
}

fn choose_answerer(shell: &Shell, index: i32) {
    let person = {
        let loaded = shell.order.borrow();
        let quote = loaded.as_ref().and_then(|loaded| loaded.detail.quote.as_ref());
        let index = usize::try_from(index).ok();
        index.and_then(|index| quote?.supervisors.get(index).map(|contact| contact.person.clone()))
    };
    edit(shell, |quote| quote.by_phone = person);
}

async fn save(shell: Rc<Shell>) {
    if order_form::act(&shell, |device, form| device.quote_order(form)).await.is_some() {
        render(&shell);
    }
}

/// On to the customer.
async fn proceed(shell: Rc<Shell>) {
    let priced = answer(&shell).is_some_and(|answer| matches!(answer, QuoteAnswer::Price { .. }));
    work_order::return_to(&shell);
    if priced { price::show(shell).await } else { cannot::show(&shell) }
}

fn answer(shell: &Shell) -> Option<QuoteAnswer> {
    shell.order.borrow().as_ref()?.detail.quote.as_ref()?.answer
}

fn render(shell: &Shell) {
    let (loaded, form) = (shell.order.borrow(), shell.order_form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    let Some(quote) = &loaded.detail.quote else { return };
    let asked = loaded.detail.history.iter().rfind(|taken| taken.action == Action::AskQuote);
    shell.with_app(|app| {
        let screen = QuoteWait::get(app);
        screen.set_head(order::head(shell, &loaded.detail.row, loaded.detail.found.as_ref(), loaded.now));
        let time = |at| show::time(shell.local(at));
        screen.set_asked_time(quote.asked.map(time).unwrap_or_default());
        screen.set_due_time(quote.clock.map(|clock| time(clock.by)).unwrap_or_default());
        screen.set_pending(asked.is_some_and(|taken| taken.pending));
        render_answer(shell, &screen, quote);
        let people = quote.supervisors.iter();
        let person = people.clone().position(|contact| Some(&contact.person) == form.quote.by_phone.as_ref());
        screen.set_people(show::renewed(
            screen.get_people(),
            people
                .map(|contact| QuotePerson {
                    id: contact.person.as_str().into(),
                    name: shell.say(&contact.name),
                    phone: contact.phone.as_str().into(),
                })
                .collect(),
        ));
        screen.set_answerer(person.map_or(-1, show::count));
        screen.set_feasible(!form.quote.not_feasible);
        set_if_other(form.quote.price.as_str().into(), screen.get_amount(), |text| screen.set_amount(text));
        let typed = Some(form.quote.price.trim()).filter(|price| !price.is_empty());
        screen.set_amount_error(show::amount_error(typed.and_then(|price| Fen::parse_yuan(price).err())));
        set_if_other(form.quote.note.as_str().into(), screen.get_phone_note(), |text| {
            screen.set_phone_note(text)
        });
    });
}

fn render_answer(shell: &Shell, screen: &QuoteWait<'_>, quote: &QuoteRow) {
    let (state, price) = match quote.answer {
        _ if quote.waiting => (QuoteState::Waiting, None),
        Some(QuoteAnswer::Price { fen }) => (QuoteState::Priced, Some(fen)),
        Some(QuoteAnswer::NotFeasible) => (QuoteState::NotFeasible, None),
        None => (QuoteState::Waiting, None),
    };
    screen.set_state(state);
    screen.set_price(price.map(|fen| fen.yuan().into()).unwrap_or_default());
    screen.set_answered_by(quote.answered.as_ref().map(|(name, _)| shell.say(name)).unwrap_or_default());
    screen.set_note(quote.note.as_str().into());
}
