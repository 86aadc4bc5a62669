//! Where a tap on the way leads, and the way back; and locking after nobody has done anything (F-03).

use std::rc::Rc;
use std::time::Duration;

use doorstep_ui::{Language, Nav, Screen};
use slint::{Global as _, Timer, TimerMode};

use crate::screens::{
    self, about, by_phone, callback, complaint, complaint_entry, complaint_facts, complaints, find, grading,
    nobody_home, on_behalf, outbox, quote, quote_wait, quotes, reception, refused, register, review, signin,
    status, today, urgent, watch, work_order,
};
use crate::shell::{Shell, lang};
use crate::{complaint_form, order_form, task};

/// How often the screens look whether time has brought something about.
const TICK: Duration = Duration::from_secs(1);
/// Today and the one line are read anew after so many ticks: a deadline may have passed.
const TICKS_A_MINUTE: u32 = 60;

/// Ties the ways.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Nav::get(app).on_go(move |screen| go(&here, screen));
        let here = Rc::clone(shell);
        Nav::get(app).on_back(move || back(&here));
        let here = Rc::clone(shell);
        Nav::get(app).on_leave(move || leave_all(&here));
        let here = Rc::clone(shell);
        Language::get(app).on_choose(move |code| {
            here.speak(lang(&code));
            here.act(retell(Rc::clone(&here)));
        });
    });
}

fn go(shell: &Rc<Shell>, screen: Screen) {
    shell.touch();
    match screen {
        Screen::About => shell.act(about::show(Rc::clone(shell))),
        Screen::Outbox => return shell.act(outbox::show(Rc::clone(shell))),
        Screen::Find => return find::show(shell),
        Screen::ByPhone => return by_phone::show(shell),
        Screen::NobodyHome => return nobody_home::show(shell),
        Screen::OnBehalf => return on_behalf::show(shell),
        Screen::Refused => return refused::show(shell),
        Screen::Callback if shell.back() == Some(Screen::Callback) => return,
        _ => {}
    }
    shell.open(screen);
}

fn back(shell: &Rc<Shell>) {
    shell.touch();
    let left = shell.screen();
    // First load, Today and the sign-in have nothing behind them.
    let Some(now) = shell.back() else { return };
    leave(shell, left);
    match (left, now) {
        (_, Screen::Customer) => {
            let language = task::signature(shell, |by| *by.language);
            crate::shell::select(language.unwrap_or(shell.lang.get()));
            task::arrive_at(shell, Screen::Customer, callback::page::CUSTOMER);
        }
        (_, Screen::Complaint | Screen::ComplaintEntry | Screen::ComplaintFacts | Screen::Reception) => {
            complaint_form::arrive_at(shell, now);
        }
        (_, Screen::Callback) => {
            callback::edit(shell, |form| form.page = callback::page::RATE.to_owned());
        }
        (Screen::Price | Screen::ShowOrder, now) => {
            crate::shell::select(shell.lang.get());
            order_form::arrive_at(shell, now);
        }
        // Nothing is done while no order's form is open.
        (_, now) => order_form::arrive_at(shell, now),
    }
    reread(shell);
}

/// What a page had open is put away: what was filled in stays, but does not reopen by itself.
fn leave(shell: &Rc<Shell>, left: Screen) {
    match left {
        Screen::Callback => shell.act(callback::leave(Rc::clone(shell))),
        Screen::WorkOrder => shell.act(work_order::leave(Rc::clone(shell))),
        Screen::Register => shell.act(register::leave(Rc::clone(shell))),
        Screen::Complaint => shell.act(complaint::leave(Rc::clone(shell))),
        Screen::Reception => shell.act(reception::leave(Rc::clone(shell))),
        Screen::Quote => shell.act(quote::leave(Rc::clone(shell))),
        Screen::Review => shell.act(review::leave(Rc::clone(shell))),
        _ => {}
    }
}

/// Back to Today over everything that is open: what stands beside the list makes way for what is opened from it.
fn leave_all(shell: &Rc<Shell>) {
    // Nobody leads past the sign-in by it.
    while shell.shows_today() && shell.screen() != Screen::Today {
        let left = shell.screen();
        if shell.back().is_none() {
            shell.restart_at(Screen::Today);
        }
        leave(shell, left);
    }
}

fn reread(shell: &Rc<Shell>) {
    let here = Rc::clone(shell);
    shell.act(async move { screens::reread(&here).await });
}

/// F-05: names and lists are data; they are read anew in the other language.
async fn retell(shell: Rc<Shell>) {
    urgent::refresh(&shell).await;
    if shell.screen() == Screen::Signin {
        return signin::refresh(&shell).await;
    }
    today::refresh(&shell).await;
    status::refresh(&shell).await;
    callback::render(&shell);
    work_order::render(&shell);
    register::render(&shell);
    complaint::render(&shell);
    complaint_entry::render(&shell);
    complaints::refresh(&shell).await;
    complaint_facts::render(&shell);
    reception::render(&shell);
    quotes::refresh(&shell).await;
    watch::refresh_shown(&shell).await;
}

/// Locks when nobody has done anything for as long as the site says, and keeps the screens up with time.
pub fn keep_time(shell: &Rc<Shell>) -> Timer {
    let timer = Timer::default();
    let (here, ticks) = (Rc::clone(shell), std::cell::Cell::new(0_u32));
    timer.start(TimerMode::Repeated, TICK, move || {
        ticks.set(ticks.get().wrapping_add(1));
        tick(&here, ticks.get());
    });
    timer
}

fn tick(shell: &Rc<Shell>, ticks: u32) {
    // C-05, C-07: clocks of minutes.
    shell.quietly(urgent::tick(Rc::clone(shell)));
    match shell.screen() {
        // A countdown may be running.
        Screen::Signin => shell.quietly(signin::count_down(Rc::clone(shell))),
        Screen::Connect => {}
        Screen::Reception | Screen::ComplaintFacts if !ticks.is_multiple_of(5) => {
            shell.quietly(grading::tick(Rc::clone(shell)));
        }
        Screen::QuoteWait => shell.quietly(quote_wait::tick(Rc::clone(shell))),
        _ if ticks.is_multiple_of(5) => shell.quietly(lock_if_idle(Rc::clone(shell))),
        _ => {}
    }
    if ticks.is_multiple_of(TICKS_A_MINUTE) && shell.shows_today() {
        let here = Rc::clone(shell);
        shell.quietly(async move { today::refresh(&here).await });
    }
}

async fn lock_if_idle(shell: Rc<Shell>) {
    let Ok(Ok(me)) = shell.engine.ask(|device| device.me()).await else { return };
    let minutes = u64::try_from(me.idle_minutes).unwrap_or(5).max(1);
    if shell.idle() >= Duration::from_secs(minutes * 60) {
        signin::lock(shell).await;
    }
}
