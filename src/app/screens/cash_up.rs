//! R-13 The cash-up of a person and day: taken, handed in, and whether it adds up.

use std::rc::Rc;

use chrono::{Days, NaiveDate};
use doorstep_device::Device;
use doorstep_device::commands::work_order::HandInForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::cash_up::{CashUpPage, TakenCharge};
use doorstep_device::queries::catalogue::ContactRow;
use doorstep_domain::cash_up::{HandedIn, Means};
use doorstep_domain::money::{Fen, yuan};
use doorstep_domain::work_order::Receipt;
use doorstep_ui::{
    CashUp, CashUpInput, CashUpPerson, ChargeRow, HandInRow, MeansSum, Payment, ReceiptError, Screen,
};
use slint::Global as _;

use super::{save_failed, status, work_order};
use crate::shell::Shell;
use crate::{order, show};

/// What is on the screen.
pub struct Shown {
    /// Whose takings of which day, and what is handed in now.
    form: HandInForm,
    page: CashUpPage,
    today: NaiveDate,
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = CashUp::get(app);
        let here = Rc::clone(shell);
        screen.on_previous_day(move || turn(&here, |day| day.checked_sub_days(Days::new(1))));
        let here = Rc::clone(shell);
        screen.on_next_day(move || turn(&here, |day| day.checked_add_days(Days::new(1))));
        let here = Rc::clone(shell);
        screen.on_choose_person(move |id| {
            if let Ok(person) = id.parse() {
                look_at(&here, |form| form.person = person);
            }
        });
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            if let Ok(order) = id.parse() {
                here.act(work_order::open(Rc::clone(&here), order));
            }
        });
    });
    connect_hand_in(shell);
}

fn connect_hand_in(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = CashUp::get(app);
        let here = Rc::clone(shell);
        screen.on_begin_hand_in(move || begin_hand_in(&here));
        let here = Rc::clone(shell);
        screen.on_choose_means(move |payment| {
            edit(&here, |form| form.means = show::to_payment(payment).and_then(Means::of));
            propose_amount(&here);
        });
        let here = Rc::clone(shell);
        screen.on_edit_amount(move |amount| edit(&here, |form| form.amount = amount.into()));
        let here = Rc::clone(shell);
        screen.on_edit_slip(move |slip| edit(&here, |form| form.slip = slip.into()));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
}

/// Shows what this person took today.
pub async fn show(shell: Rc<Shell>) {
    let asked = shell.engine.ask(|device| {
        let (me, day) = (device.me()?.person, device.site()?.date(device.now()));
        let form = HandInForm { person: me, day, means: None, amount: String::new(), slip: String::new() };
        read(device, form)
    });
    let Ok(Ok(shown)) = asked.await else { return };
    shell.cash_up.replace(Some(shown));
    shell.with_app(|app| CashUp::get(app).set_input(CashUpInput::None));
    render(&shell);
    shell.open(Screen::CashUp);
}

fn read(device: &Device, form: HandInForm) -> Result<Shown, QueryError> {
    let page = device.cash_up(&form.person, form.day)?;
    Ok(Shown { today: device.site()?.date(device.now()), page, form })
}

/// Reads it anew.
pub async fn refresh(shell: &Shell) {
    let Some(form) = shell.cash_up.borrow().as_ref().map(|shown| shown.form.clone()) else { return };
    let shift = shell.shift();
    if let Ok(Ok(shown)) = shell.engine.ask(move |device| read(device, form)).await
        && shift == shell.shift()
    {
        shell.cash_up.replace(Some(shown));
        render(shell);
    }
}

/// Another person or day; what was typed for this one is of no use there.
fn look_at(shell: &Rc<Shell>, change: impl FnOnce(&mut HandInForm)) {
    edit(shell, |form| {
        change(form);
        (form.amount, form.slip) = Default::default();
    });
    let here = Rc::clone(shell);
    shell.act(async move { refresh(&here).await });
}

fn turn(shell: &Rc<Shell>, to: impl FnOnce(NaiveDate) -> Option<NaiveDate>) {
    look_at(shell, |form| form.day = to(form.day).unwrap_or(form.day));
}

fn edit(shell: &Shell, change: impl FnOnce(&mut HandInForm)) {
    shell.touch();
    if let Some(shown) = shell.cash_up.borrow_mut().as_mut() {
        change(&mut shown.form);
    }
    render(shell);
}

/// The means of which something is missing comes first.
fn begin_hand_in(shell: &Shell) {
    edit(shell, |form| form.slip.clear());
    let first = shell.cash_up.borrow().as_ref().map(|shown| {
        let missing = |means: &Means| shown.page.sums.missing(*means) > 0;
        [Means::Cash, Means::Card].into_iter().find(missing).unwrap_or(Means::Cash)
    });
    edit(shell, |form| form.means = first);
    propose_amount(shell);
}

/// What is missing is what is handed in, as a rule.
fn propose_amount(shell: &Shell) {
    let missing = shell.cash_up.borrow().as_ref().and_then(|shown| {
        let missing = shown.page.sums.missing(shown.form.means?);
        (missing > 0).then(|| yuan(missing))
    });
    edit(shell, |form| form.amount = missing.unwrap_or_default());
}

async fn save(shell: Rc<Shell>) {
    let Some(form) = shell.cash_up.borrow().as_ref().map(|shown| shown.form.clone()) else { return };
    shell.with_app(|app| CashUp::get(app).set_saving(true));
    let saved = shell.engine.ask(move |device| device.hand_in(&form)).await;
    shell.with_app(|app| CashUp::get(app).set_saving(false));
    match saved {
        Ok(Ok(_)) => {
            edit(&shell, |form| (form.amount, form.slip) = Default::default());
            shell.with_app(|app| CashUp::get(app).set_input(CashUpInput::None));
            status::refresh(&shell).await;
            refresh(&shell).await;
        }
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// Shows the page and what is handed in now.
pub fn render(shell: &Shell) {
    let shown = shell.cash_up.borrow();
    let Some(shown) = shown.as_ref() else { return };
    let page = &shown.page;
    shell.with_app(|app| {
        let screen = CashUp::get(app);
        screen.set_person(shell.say(&page.name));
        screen.set_people(show::rows(page.people.iter().map(|row| person(shell, page, row))));
        let (month, day) = show::month_day(page.day);
        screen.set_month(month);
        screen.set_day(day);
        screen.set_weekday(show::weekday(page.day));
        screen.set_has_next(page.day < shown.today);
        screen.set_sums(show::rows([Means::Cash, Means::Card].map(|means| sum(page, means))));
        screen.set_unpaid(yuan(page.sums.unpaid).into());
        screen.set_charges(show::rows(page.charges.iter().map(|row| charge(page, row))));
        screen.set_handed_in(show::rows(page.handed_in.iter().map(|row| handed_in(shell, page, row))));
        screen.set_doubled(doubled(page).into());
        screen.set_adds_up(page.sums.adds_up());
        render_form(&screen, shown);
    });
}

fn person(shell: &Shell, page: &CashUpPage, row: &ContactRow) -> CashUpPerson {
    CashUpPerson {
        id: row.person.as_str().into(),
        name: shell.say(&row.name),
        chosen: row.person == page.person,
    }
}

fn render_form(screen: &CashUp<'_>, shown: &Shown) {
    let form = &shown.form;
    screen.set_means(payment(form.means.unwrap_or(Means::Cash)));
    screen.set_amount(form.amount.as_str().into());
    let wrong = Fen::parse_yuan(&form.amount).err().filter(|_| !form.amount.is_empty());
    screen.set_amount_error(show::amount_error(wrong));
    screen.set_slip(form.slip.as_str().into());
    screen.set_slip_error(slip_error(&form.slip, &shown.page.handed_in));
}

/// a slip that is written down twice is one slip.
fn slip_error(typed: &str, handed_in: &[HandedIn]) -> ReceiptError {
    match typed.parse::<Receipt>() {
        _ if typed.is_empty() => ReceiptError::None,
        Err(_) => ReceiptError::Shape,
        Ok(slip) if handed_in.iter().any(|row| row.body.slip == slip) => ReceiptError::Used,
        Ok(_) => ReceiptError::None,
    }
}

fn payment(means: Means) -> Payment {
    match means {
        Means::Cash => Payment::Cash,
        Means::Card => Payment::Card,
    }
}

fn sum(page: &CashUpPage, means: Means) -> MeansSum {
    let of = |sums: &std::collections::BTreeMap<Means, i64>| sums.get(&means).copied().unwrap_or_default();
    let missing = page.sums.missing(means);
    let more_than_nothing = |fen: i64| if fen > 0 { yuan(fen).into() } else { "".into() };
    MeansSum {
        payment: payment(means),
        taken: yuan(of(&page.sums.taken)).into(),
        handed_in: yuan(of(&page.sums.handed_in)).into(),
        missing: more_than_nothing(missing),
        over: more_than_nothing(-missing),
    }
}

fn is_doubled(page: &CashUpPage, number: Option<&Receipt>) -> bool {
    number.is_some_and(|number| page.sums.doubled.contains(number))
}

fn doubled(page: &CashUpPage) -> String {
    page.sums.doubled.iter().map(Receipt::as_str).collect::<Vec<_>>().join(" · ")
}

fn charge(page: &CashUpPage, row: &TakenCharge) -> ChargeRow {
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    let receipt = row.charge.receipt.as_ref();
    ChargeRow {
        order_id: row.order.as_str().into(),
        number: order::short_number(&row.number).into(),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        yuan: row.charge.fen.yuan().into(),
        payment: show::payment(Some(row.charge.payment)),
        receipt: receipt.map(|receipt| receipt.as_str().into()).unwrap_or_default(),
        doubled: is_doubled(page, receipt),
    }
}

fn handed_in(shell: &Shell, page: &CashUpPage, row: &HandedIn) -> HandInRow {
    let name = page.people.iter().find(|other| other.person == row.by).map(|other| shell.say(&other.name));
    HandInRow {
        payment: payment(row.body.means),
        yuan: row.body.fen.yuan().into(),
        slip: row.body.slip.as_str().into(),
        time: show::time(shell.local(row.at)),
        by: name.unwrap_or_else(|| row.by.as_str().into()),
        doubled: is_doubled(page, Some(&row.body.slip)),
        pending: page.unanswered.contains(&row.fact),
    }
}
