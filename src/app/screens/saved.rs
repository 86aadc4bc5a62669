//! 11 Saved: said only after the commit; green only with the office's receipt (F-01).

use std::rc::Rc;

use doorstep_device::commands::form::{CallbackForm, Signing};
use doorstep_device::commands::save::Saved as Kept;
use doorstep_device::queries::task::TaskRow;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::moment::Moment;
use doorstep_ui::{Saved, SavedKind, Screen};
use slint::Global as _;

use super::callback::{self, page};
use super::{nobody_home, status, today, work_order};
use crate::shell::{self, Shell};
use crate::{show, task};

thread_local! {
    /// The row of the outbox that the screen is about.
    static SHOWN: std::cell::Cell<Option<i64>> = const { std::cell::Cell::new(None) };
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Saved::get(app);
        let here = Rc::clone(shell);
        screen.on_next(move || here.act(go_on(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_today(move || here.act(today::enter(Rc::clone(&here))));
    });
}

/// What a form records.
pub fn kind_of(form: &CallbackForm) -> SavedKind {
    match form.signing {
        _ if form.page == page::NOBODY_HOME => SavedKind::Attempt,
        _ if form.by_phone => SavedKind::ByPhone,
        Signing::Customer => SavedKind::Signed,
        Signing::OnBehalf => SavedKind::OnBehalf,
        Signing::Refused => SavedKind::Refused,
    }
}

/// Shows that it is saved.
pub async fn show(shell: Rc<Shell>, kept: Kept) {
    // Whoever reads now is staff again.
    shell::select(shell.lang.get());
    SHOWN.set(Some(kept.sequence));
    let Some(form) = shell.form.take() else { return };
    shell.ink.take();
    status::refresh(&shell).await;
    today::refresh(&shell).await;
    render(&shell, &form);
    shell.restart_over(&[Screen::Today], Screen::Saved);
    refresh(&shell).await;
}

/// V-09: shows that the try at an order's door is saved.
pub async fn show_attempt(shell: Rc<Shell>, kept: Kept, next_try: Moment) {
    SHOWN.set(Some(kept.sequence));
    let Some(door) = task::door(&shell) else { return };
    let again = nobody_home::choice_of(shell.local(next_try), shell.local(door.now));
    work_order::leave(Rc::clone(&shell)).await;
    shell.with_app(|app| {
        let screen = Saved::get(app);
        let [building, section, room] = door.place;
        screen.set_kind(SavedKind::Attempt);
        screen.set_building(building);
        screen.set_section(section);
        screen.set_room(room);
        screen.set_customer(shell.say(&door.customer));
        screen.set_correction(false);
        screen.set_again(again);
        screen.set_arrived(false);
        render_next(&shell, &screen, next(&shell, None).as_ref());
    });
    shell.restart_over(&[Screen::Today], Screen::Saved);
    refresh(&shell).await;
}

/// The office may have answered.
pub async fn refresh(shell: &Shell) {
    let Some(sequence) = SHOWN.get() else { return };
    let Ok(Ok(rows)) = shell.engine.ask(|device| device.outbox()).await else { return };
    let row = rows.iter().find(|row| row.sequence == sequence);
    let arrived = row.is_some_and(|row| row.state == RowState::Confirmed);
    shell.with_app(|app| Saved::get(app).set_arrived(arrived));
}

/// The next home of the round, the one that was just done left out.
fn next(shell: &Shell, form: Option<&CallbackForm>) -> Option<TaskRow> {
    let round = shell.round.borrow();
    round.iter().find(|row| form.is_none_or(|form| row.callback != form.callback)).cloned()
}

async fn go_on(shell: Rc<Shell>) {
    let done = shell.detail.borrow().as_ref().map(|loaded| loaded.detail.task.callback.clone());
    let next = shell.round.borrow().iter().find(|row| Some(&row.callback) != done.as_ref()).cloned();
    shell.restart_at(Screen::Today);
    if let Some(next) = next {
        callback::open(shell, next.callback).await;
    }
}

fn render(shell: &Shell, form: &CallbackForm) {
    let loaded = shell.detail.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    let (task, now) = (&loaded.detail.task, shell.local(loaded.now));
    shell.with_app(|app| {
        let screen = Saved::get(app);
        screen.set_kind(kind_of(form));
        if let Some(place) = &task.place {
            screen.set_building(place.building.as_str().into());
            screen.set_section(place.section.as_str().into());
            screen.set_room(place.room.as_str().into());
        }
        screen.set_customer(shell.say(&task.customer));
        screen.set_verdict(show::verdict(form.verdict.or(form.proposed_verdict())));
        screen.set_correction(form.supersedes.is_some());
        let again = form.next_try.map(|at| nobody_home::choice_of(shell.local(at), now));
        screen.set_again(again.unwrap_or_default());
        screen.set_arrived(false);
        render_next(shell, &screen, next(shell, Some(form)).as_ref());
    });
}

fn render_next(shell: &Shell, screen: &Saved<'_>, next: Option<&TaskRow>) {
    let place = next.and_then(|next| next.place.as_ref());
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    screen.set_next_building(text(place.map(|place| &place.building)));
    screen.set_next_section(text(place.map(|place| &place.section)));
    screen.set_next_room(text(place.map(|place| &place.room)));
    screen.set_next_customer(next.map(|next| shell.say(&next.customer)).unwrap_or_default());
}
