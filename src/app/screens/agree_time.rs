//! A time is agreed with the customer: one of the proposals, or another that lies ahead.

use std::rc::Rc;

use chrono::DateTime;
use chrono_tz::Tz;
use doorstep_device::commands::work_order::OrderError;
use doorstep_domain::moment::Moment;
use doorstep_ui::{AgreeTime, Screen};
use slint::Global as _;

use super::{save_failed, work_order};
use crate::shell::Shell;
use crate::{appointment, order, order_form, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = AgreeTime::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |index| choose(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_other(move |day, hour, minute| choose_other(&here, day, hour, minute));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
}

/// Shows the screen.
pub fn show(shell: &Shell) {
    shell.with_app(|app| AgreeTime::get(app).set_picking(false));
    render(shell);
    order_form::open(shell, Screen::AgreeTime);
}

fn now(shell: &Shell) -> Option<DateTime<Tz>> {
    shell.order.borrow().as_ref().map(|loaded| shell.local(loaded.now))
}

fn choose(shell: &Shell, index: i32) {
    set(shell, now(shell).and_then(|now| appointment::proposed(now, index)));
}

fn choose_other(shell: &Shell, day: i32, hour: i32, minute: i32) {
    set(shell, now(shell).and_then(|now| appointment::picked(now, day, hour, minute)));
}

fn set(shell: &Shell, at: Option<DateTime<Tz>>) {
    order_form::edit(shell, |form| form.appointment = at.map(|at| Moment::from(at.to_utc())));
    render(shell);
}

/// A time that has passed meanwhile is said here; the form stays.
async fn save(shell: Rc<Shell>) {
    match order_form::attempt(&shell, |device, form| device.agree_time(form)).await {
        Some(Ok(_)) => work_order::return_to(&shell),
        Some(Err(OrderError::Past(_))) => {
            work_order::refresh(&shell).await;
            render(&shell);
        }
        Some(Err(error)) => save_failed::show_order(&shell, &error),
        None => {}
    }
}

fn render(shell: &Shell) {
    let (Some(now), Some(head)) = (now(shell), order::shown_head(shell)) else { return };
    let at = order_form::read(shell, |form| form.appointment).flatten().map(|at| shell.local(at));
    let proposed = appointment::proposals(now);
    let chosen = at.map(|at| proposed.iter().position(|other| *other == at).unwrap_or(proposed.len()));
    shell.with_app(|app| {
        let screen = AgreeTime::get(app);
        screen.set_head(head);
        screen.set_choices(show::renewed(screen.get_choices(), appointment::choices(now)));
        screen.set_days(show::renewed(screen.get_days(), appointment::days(now.date_naive())));
        screen.set_chosen(chosen.map_or(-1, show::count));
        screen.set_other(at.map(|at| order::choice(at, now.date_naive())).unwrap_or_default());
        screen.set_passed(at.is_some_and(|at| at <= now));
    });
}
