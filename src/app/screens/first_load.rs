//! 11 First load: what a person needs for 30 days without a network comes in once (F-01).

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::engine::{Network, Progress, SyncState};
use doorstep_ui::{FirstLoad, Problem, Screen};
use slint::Global as _;

use super::{callback, complaint, quote, reception, register, review, today, work_order};
use crate::shell::Shell;

thread_local! {
    /// How many entries were to come when it began, and when that was.
    static BEGAN: Cell<Option<(i64, Instant)>> = const { Cell::new(None) };
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        // It goes on by itself in the background; what is here can be used.
        FirstLoad::get(app).on_stop(move || here.act(today::enter(Rc::clone(&here))));
    });
}

/// Somebody signed in: the form that they left open, Today, or the first load.
pub async fn begin(shell: Rc<Shell>) {
    let asked = shell.engine.ask(|device| {
        let first_load = device.today().map(|today| today.first_load);
        (
            device.reopen(),
            device.reopen_order(),
            device.reopen_review(),
            device.reopen_complaint(),
            first_load,
        )
    });
    let Ok((form, order, review, complaint, first_load)) = asked.await else { return };
    match (form, order, review, complaint, first_load) {
        (Ok(Some(form)), ..) => {
            today::enter(Rc::clone(&shell)).await;
            callback::reopen(shell, form).await;
        }
        (_, Ok(Some(form)), ..) => {
            today::enter(Rc::clone(&shell)).await;
            reopen_order(shell, form).await;
        }
        (_, _, Ok(Some(form)), ..) => {
            today::enter(Rc::clone(&shell)).await;
            review::reopen(shell, form).await;
        }
        (_, _, _, Ok(Some(form)), _) => {
            today::enter(Rc::clone(&shell)).await;
            reopen_complaint(shell, form).await;
        }
        (.., Ok(true)) => {
            BEGAN.set(None);
            shell.with_app(|app| FirstLoad::get(app).set_fraction(0.0));
            shell.restart_at(Screen::FirstLoad);
        }
        _ => today::enter(shell).await,
    }
}

/// Where it was left: a registration, P-07's answer, or a step of the order.
async fn reopen_order(shell: Rc<Shell>, form: OrderForm) {
    match form.page.as_str() {
        _ if form.registration.is_some() => register::reopen(shell, form).await,
        quote::PAGE => quote::reopen(shell, form.order).await,
        _ => work_order::reopen(shell, form).await,
    }
}

/// Where it was left: a reception, or a step of the complaint.
async fn reopen_complaint(shell: Rc<Shell>, form: ComplaintForm) {
    if form.reception.is_some() {
        reception::reopen(shell, form).await;
    } else {
        complaint::reopen(shell, form).await;
    }
}

/// Sync went on while the screen is shown.
pub async fn progress(shell: Rc<Shell>, state: &SyncState) {
    if let Some(Progress::Receiving { remaining }) = state.progress {
        render(&shell, remaining);
    }
    shell.with_app(|app| FirstLoad::get(app).set_problem(problem(state.network)));
    let first_load = shell.engine.ask(|device| device.today().map(|today| today.first_load)).await;
    let receiving = matches!(state.progress, Some(Progress::Receiving { .. }));
    if matches!(first_load, Ok(Ok(false))) && !receiving && shell.screen() == Screen::FirstLoad {
        super::status::learn_zone(&shell).await;
        today::enter(shell).await;
    }
}

fn render(shell: &Shell, remaining: i64) {
    let (total, since) = BEGAN.get().unwrap_or((remaining, Instant::now()));
    BEGAN.set(Some((total.max(remaining), since)));
    let fraction = 1.0 - remaining as f32 / total.max(1) as f32;
    let seconds_left = since.elapsed().as_secs_f32() * (1.0 - fraction) / fraction.max(0.01);
    shell.with_app(|app| {
        let screen = FirstLoad::get(app);
        screen.set_fraction(fraction);
        screen.set_minutes_left((seconds_left / 60.0).ceil() as i32);
    });
}

fn problem(network: Network) -> Problem {
    match network {
        Network::Unreachable => Problem::NoNetwork,
        Network::NotTheOffice => Problem::OfficeNotOurs,
        Network::Busy => Problem::OfficeBusy,
        Network::Refused(_) | Network::Unauthenticated => Problem::OfficeRefused,
        Network::StoreFails => Problem::SaveFailed,
        Network::Unknown | Network::Online => Problem::None,
    }
}
