//! 05 A work order: where it stands, what was agreed and done, and the one next step (section R).

use std::rc::Rc;

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::queries::outbox::{OutboxItem, What};
use doorstep_device::queries::work_order::OrderDetail;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::event::PictureOf;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{Action, Manner, QuoteAnswer, Step};
use doorstep_ui::{
    AskedBy, CannotReason, MaterialChoice, MaterialQuality, OrderAction, Payment, PriceState, RefusalReason,
    Relation, Screen, SignOff, WorkOrder,
};
use slint::Global as _;

use super::{
    agree_time, cancel, cannot, charge, contractor, customer, customer_copy, dispatch, door, finish,
    material, nobody_home, other_actions, outbox, price, quote_wait, quotes, refused, today, verify,
};
use crate::order::{self, Loaded};
use crate::shell::Shell;
use crate::{order_form, pictures, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = WorkOrder::get(app);
        let here = Rc::clone(shell);
        screen.on_next(move || here.act(next(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_cannot(move || cannot::show(&here));
        let here = Rc::clone(shell);
        screen.on_show_price(move || here.act(price::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_check_material(move |quality| here.act(material::show(Rc::clone(&here), quality)));
        let here = Rc::clone(shell);
        screen.on_show_copy(move || here.act(customer_copy::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_look_at_held(move || here.act(outbox::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_acknowledge_held(move || here.act(acknowledge(Rc::clone(&here))));
    });
    connect_pictures(shell);
}

fn connect_pictures(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = WorkOrder::get(app);
        let here = Rc::clone(shell);
        screen.on_take_picture(move || {
            if let Some(place) = photographs(&here) {
                here.act(pictures::take(Rc::clone(&here), place));
            }
        });
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            let of_facts = here.order.borrow().as_ref().map_or(0, |loaded| loaded.pictures.len());
            let index = usize::try_from(index).ok().and_then(|index| index.checked_sub(of_facts));
            if let (Some(index), Some(place)) = (index, photographs(&here)) {
                here.act(pictures::remove(Rc::clone(&here), place, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            let place = photographs(&here);
            here.act(pictures::open_all(Rc::clone(&here), place, index));
        });
    });
}

/// Opens an order from a list: the form as it was left.
pub async fn open(shell: Rc<Shell>, order: SubjectId) {
    if begin(&shell, order).await {
        order_form::open(&shell, Screen::WorkOrder);
    }
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: OrderForm) {
    let page = form.page;
    if !begin(&shell, form.order).await {
        return;
    }
    shell.open(Screen::WorkOrder);
    match order_form::screen_of(if page == order_form::ASKING { "verify" } else { &page }) {
        Screen::Door => door::show(&shell),
        Screen::ShowOrder => {
            door::show(&shell);
            super::show_order::show(&shell);
        }
        Screen::NobodyHome => nobody_home::show(&shell),
        Screen::Verify => verify::show(shell).await,
        Screen::Price => price::show(shell).await,
        Screen::QuoteWait => quote_wait::show(shell).await,
        Screen::Cannot => cannot::show(&shell),
        Screen::Material => material::show(shell, MaterialQuality::None).await,
        Screen::Finish => finish::show(shell).await,
        Screen::Charge => charge::show(&shell),
        Screen::AgreeTime => agree_time::show(&shell),
        Screen::Cancel => cancel::show(&shell),
        Screen::Customer => customer::show(shell).await,
        Screen::OnBehalf => {
            customer::show(Rc::clone(&shell)).await;
            super::on_behalf::show(&shell);
        }
        Screen::Refused => {
            customer::show(Rc::clone(&shell)).await;
            refused::show(&shell);
        }
        _ => {}
    }
}

async fn begin(shell: &Rc<Shell>, order: SubjectId) -> bool {
    shell.form.take();
    shell.detail.take();
    shell.leave_complaint();
    if !read(shell, order).await {
        return false;
    }
    render(shell);
    true
}

/// Order, form and pictures, as they are now.
async fn read(shell: &Rc<Shell>, order: SubjectId) -> bool {
    let of_form = order.clone();
    let asked = shell.engine.ask(move |device| (device.order_form(&of_form), device.site())).await;
    let Ok((Ok(form), Ok(site))) = asked else { return false };
    // Last, and shown at once: while something else is waited for, news may come and be shown already.
    let Some(loaded) = order::load(shell, order.clone()).await else { return false };
    shell.order.replace(Some(loaded));
    shell.order_form.replace(Some(form));
    shell.site.replace(site);
    read_held(shell, order).await;
    pictures::read(shell).await;
    dispatch::offer(shell).await;
    true
}

/// Reads the order anew, after something was done about it or news came.
pub async fn reload(shell: &Rc<Shell>) {
    let order = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.order.clone());
    let Some(order) = order else { return };
    if read(shell, order).await {
        render(shell);
    }
}

/// News may have come. The form stays: nobody's typing is touched.
pub async fn refresh(shell: &Rc<Shell>) {
    let order = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.order.clone());
    let Some(order) = order else { return };
    if let Some(loaded) = order::load(shell, order.clone()).await {
        // It may have been left meanwhile, or another one opened.
        if shell.order.borrow().as_ref().is_none_or(|shown| shown.detail.row.order != order) {
            return;
        }
        shell.order.replace(Some(loaded));
        read_held(shell, order).await;
        render(shell);
    }
}

/// Back on the order's page, whatever screens lie over it.
pub fn return_to(shell: &Shell) {
    if shell.order.borrow().is_none() {
        // It was left while this was saved.
        return;
    }
    crate::shell::select(shell.lang.get());
    while shell.screen() != Screen::WorkOrder && shell.back().is_some() {}
    if shell.screen() != Screen::WorkOrder {
        shell.restart_over(&[Screen::Today], Screen::WorkOrder);
    }
    order_form::arrive_at(shell, Screen::WorkOrder);
    render(shell);
}

/// Leaves the order: what was filled in stays, but does not reopen by itself.
pub async fn leave(shell: Rc<Shell>) {
    shell.order.take();
    shell.held.take();
    shell.drafts.take();
    shell.ink.take();
    let Some(form) = shell.order_form.take() else { return };
    let _ = shell.engine.ask(move |device| device.close_draft(&form.order)).await;
    today::refresh(&shell).await;
}

/// The one big action.
async fn next(shell: Rc<Shell>) {
    let shown = shell.order.borrow().as_ref().map(|l| (l.detail.next(), l.detail.row.order.clone()));
    let Some((next, order)) = shown else { return };
    match next {
        NextAction::Do(Action::Confirm | Action::Countersign) => quotes::open(shell, order).await,
        NextAction::Do(Action::Finish) if lacks_picture(&shell) => {
            pictures::take(shell, PicturePlace::after).await;
        }
        NextAction::Do(Action::Accept) => {
            order_form::act_and_return(shell, |device, form| device.accept_order(form)).await;
        }
        NextAction::Do(Action::Start) => {
            order_form::act_and_return(shell, |device, form| device.start_order(form)).await;
        }
        NextAction::Do(Action::AgreeTime) => agree_time::show(&shell),
        NextAction::Do(Action::Arrive) => door::show(&shell),
        NextAction::Do(Action::Verify | Action::AskQuote) => verify::show(shell).await,
        NextAction::Do(Action::Agree) => price::show(shell).await,
        NextAction::Do(Action::Finish) => finish::show(shell).await,
        NextAction::Do(Action::Sign) => customer::show(shell).await,
        NextAction::Do(Action::Charge) => charge::show(&shell),
        NextAction::Do(Action::Decline) => cannot::show(&shell),
        NextAction::AwaitQuote => quote_wait::show(shell).await,
        NextAction::GiveCopy => customer_copy::show(shell).await,
        _ => {}
    }
}

async fn acknowledge(shell: Rc<Shell>) {
    let Some(sequence) = shell.held.take().map(|held| held.sequence) else { return };
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.notice(sequence)).await {
        tracing::error!(%error, "not noted");
    }
    super::status::refresh(&shell).await;
    reload(&shell).await;
}

/// F-04: the newest act about this order that the office did not adopt and that nobody noticed yet.
async fn read_held(shell: &Shell, order: SubjectId) {
    let Ok(Ok(items)) = shell.engine.ask(|device| device.outbox()).await else { return };
    let of_this = |item: &OutboxItem| matches!(&item.what, What::Order { order: of, .. } if *of == order);
    let newest = items.into_iter().filter(|item| item.needs_look && of_this(item));
    shell.held.replace(newest.max_by_key(|item| item.sequence));
}

/// Where pictures that are taken now belong.
fn photographs(shell: &Shell) -> Option<fn() -> PicturePlace> {
    match shell.order.borrow().as_ref()?.detail.next() {
        NextAction::Do(Action::Verify) => Some(PicturePlace::before),
        NextAction::Do(Action::Finish) => Some(PicturePlace::after),
        _ => None,
    }
}

/// Whether the person may do it, as the next action or beside it.
pub fn may(detail: &OrderDetail, action: Action) -> bool {
    detail.next() == NextAction::Do(action) || detail.others.contains(&action)
}

/// What is asked, or was agreed.
pub fn total(detail: &OrderDetail) -> Option<Fen> {
    let asked = || Fen::sum(detail.asking.as_ref()?.iter().map(|line| line.amount)).ok();
    detail.agreed.as_ref().map(|agreed| agreed.total).or_else(asked)
}

/// Shows the order.
pub fn render(shell: &Shell) {
    let loaded = shell.order.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    shell.with_app(|app| {
        let screen = WorkOrder::get(app);
        let detail = &loaded.detail;
        screen.set_head(order::head(shell, &detail.row, detail.found.as_ref(), loaded.now));
        screen.set_step(order::step(detail.row.step));
        screen.set_action(action(shell, detail));
        screen.set_may_cannot(may(detail, Action::Decline) || may(detail, Action::Return));
        screen.set_waiting_for(waiting_for(shell, detail));
        screen.set_pending(detail.row.pending > 0);
        screen.set_can_dial(false);
        render_signals(shell, &screen, loaded);
        render_held(shell, &screen);
        render_price(shell, &screen, detail);
        render_pictures(shell, &screen, loaded);
        render_material(&screen, detail);
        render_outcome(&screen, detail);
        render_end(&screen, detail);
    });
    contractor::render(shell, &loaded.detail);
    other_actions::render(shell, &loaded.detail);
}

fn render_signals(shell: &Shell, screen: &WorkOrder<'_>, loaded: &Loaded) {
    let detail = &loaded.detail;
    let (repeat, count) = show::repeat(&detail.row.signals);
    let arrived = detail.history.iter().rfind(|taken| taken.action == Action::Arrive);
    screen.set_clocks(show::rows(order::clocks(shell, loaded)));
    screen.set_manners_kept(arrived.is_some());
    let working = (Step::OnSite..=Step::InProgress).contains(&detail.row.step);
    let minutes = arrived.filter(|_| working).map_or(0, |taken| loaded.now.since(taken.at) / 60_000);
    screen.set_minutes_on_site(show::number(minutes));
    screen.set_repeat(repeat);
    screen.set_repeat_count(count);
    screen.set_attempts(show::count(detail.row.attempts));
    screen.set_access(detail.access.as_str().into());
}

fn render_held(shell: &Shell, screen: &WorkOrder<'_>) {
    let held = shell.held.borrow();
    screen.set_held(held.is_some());
    let Some(held) = held.as_ref() else { return };
    screen.set_held_reason(outbox::reason(&held.state));
    if let What::Order { action, .. } = &held.what {
        screen.set_held_act(order::act(*action));
    }
    let (name, at) = held.first_by.clone().unzip();
    screen.set_held_name(name.map(|name| shell.say(&name)).unwrap_or_default());
    screen.set_held_time(at.map(|at| show::time(shell.local(at))).unwrap_or_default());
}

fn render_price(shell: &Shell, screen: &WorkOrder<'_>, detail: &OrderDetail) {
    let refused = detail.quote.as_ref().is_some_and(|quote| quote.answer == Some(QuoteAnswer::NotFeasible));
    let state = match (&detail.agreed, &detail.asking, detail.next()) {
        (Some(_), ..) => PriceState::Agreed,
        (None, _, NextAction::AwaitQuote) => PriceState::Asked,
        (None, Some(_), _) => PriceState::Priced,
        (None, None, _) if refused => PriceState::NotFeasible,
        (None, None, _) => PriceState::None,
    };
    screen.set_price_state(state);
    screen.set_price(total(detail).map(|fen| fen.yuan().into()).unwrap_or_default());
    let asks = state == PriceState::Priced && may(detail, Action::Agree);
    screen.set_may_show_price(asks || state == PriceState::Agreed);
    let Some(agreed) = &detail.agreed else { return };
    screen.set_agreed_by(shell.say(&agreed.customer));
    screen.set_agreed_time(show::time(shell.local(agreed.at)));
    screen.set_agreed_how(asked_by(agreed.manner));
}

fn asked_by(manner: Manner) -> AskedBy {
    match manner {
        Manner::Face => AskedBy::Face,
        Manner::Phone => AskedBy::Phone,
        Manner::Other => AskedBy::Other,
    }
}

/// Those of the order's facts, then those of the form that are to come.
fn render_pictures(shell: &Shell, screen: &WorkOrder<'_>, loaded: &Loaded) {
    let place = photographs(shell);
    let drafts = place.map(|place| pictures::at(shell, place)).unwrap_or_default();
    let shown = loaded.pictures.iter().cloned().chain(drafts);
    screen.set_pictures(show::rows(shown));
    screen.set_may_photograph(place.is_some() && shell.camera.is_some());
    let after = loaded.detail.next() == NextAction::Do(Action::Finish);
    screen.set_photograph(show::picture_of(if after { PictureOf::After } else { PictureOf::Before }));
}

/// the newest check.
fn render_material(screen: &WorkOrder<'_>, detail: &OrderDetail) {
    screen.set_may_check_material(may(detail, Action::CheckMaterial));
    let newest = detail.materials.last();
    let text = |text: Option<&String>| text.map(|text| text.as_str().into()).unwrap_or_default();
    screen.set_material(text(newest.map(|row| &row.material)));
    screen.set_warning(text(newest.map(|row| &row.warning)));
    screen.set_quality(newest.map_or(MaterialQuality::None, |row| show::quality(Some(row.check.quality))));
    screen.set_choice(newest.map_or(MaterialChoice::None, |row| show::choice(row.check.choice)));
}

///
fn render_outcome(screen: &WorkOrder<'_>, detail: &OrderDetail) {
    let done = detail.finished.as_ref().map(|finished| finished.done.replace('\n', " "));
    screen.set_done(done.unwrap_or_default().into());
    let signed = detail.signed.as_ref();
    screen.set_sign_off(signed.map_or(SignOff::None, |signed| show::sign_off(signed.sign_off)));
    let (relation, refusal) =
        signed.map_or((Relation::None, RefusalReason::None), |signed| show::who_signed(signed.sign_off));
    screen.set_relation(relation);
    screen.set_refusal(refusal);
    screen.set_signer(signed.map(|signed| signed.signer.as_str().into()).unwrap_or_default());
    let charge = detail.charges.iter().rfind(|charge| !charge.held);
    screen.set_payment(charge.map_or(Payment::None, |charge| show::payment(Some(charge.payment))));
    screen.set_paid(charge.map(|charge| charge.fen.yuan().into()).unwrap_or_default());
    let receipt = charge.and_then(|charge| charge.receipt.as_ref());
    screen.set_receipt(receipt.map(|receipt| receipt.as_str().into()).unwrap_or_default());
    screen.set_has_copy(signed.is_some());
}

/// R-09, or called off.
fn render_end(screen: &WorkOrder<'_>, detail: &OrderDetail) {
    let declined = detail.declined.as_ref();
    let cancelled = detail.cancelled.as_ref();
    let note = declined.map(|row| &row.note).or(cancelled.map(|row| &row.note));
    screen.set_reason(declined.map_or(CannotReason::None, |row| order::decline_reason(row.reason)));
    screen.set_note(note.map(|note| note.as_str().into()).unwrap_or_default());
    screen.set_countersigned(declined.is_some_and(|row| row.countersigned.is_some()));
}

/// The result is photographed before the work is finished.
fn lacks_picture(shell: &Shell) -> bool {
    shell.camera.is_some() && pictures::at(shell, PicturePlace::after).is_empty()
}

/// What the big button does.
fn action(shell: &Shell, detail: &OrderDetail) -> OrderAction {
    match detail.next() {
        NextAction::Do(Action::Finish) if lacks_picture(shell) => OrderAction::Photograph,
        NextAction::AwaitQuote => OrderAction::WaitQuote,
        NextAction::GiveCopy => OrderAction::Copy,
        NextAction::None | NextAction::AwaitDesk => OrderAction::None,
        NextAction::Do(action) => of_action(action),
    }
}

fn of_action(action: Action) -> OrderAction {
    match action {
        Action::Dispatch => OrderAction::Dispatch,
        Action::NotifyContractor => OrderAction::NotifyContractor,
        Action::AgreeTime => OrderAction::AgreeTime,
        Action::Confirm => OrderAction::Confirm,
        Action::Countersign => OrderAction::Countersign,
        Action::Accept => OrderAction::Accept,
        Action::Arrive => OrderAction::Arrive,
        Action::Verify => OrderAction::Verify,
        Action::AskQuote => OrderAction::AskQuote,
        Action::Agree => OrderAction::ShowPrice,
        Action::Decline => OrderAction::Decline,
        Action::Start => OrderAction::Start,
        Action::Finish => OrderAction::Finish,
        Action::Sign => OrderAction::Sign,
        Action::Charge => OrderAction::Charge,
        _ => OrderAction::None,
    }
}

/// Whose turn it is, when it is not this person's.
fn waiting_for(shell: &Shell, detail: &OrderDetail) -> slint::SharedString {
    match detail.row.step {
        Step::Registered | Step::Signed => shell.say(&detail.registered_by.name),
        // P-07, or nobody any more.
        Step::Settled | Step::Confirmed | Step::Declined | Step::Cancelled => "".into(),
        _ => detail.assignee.as_ref().map(|contact| shell.say(&contact.name)).unwrap_or_default(),
    }
}
