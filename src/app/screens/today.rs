//! 02 Today: my callbacks by due time, with what one has to know before one knocks.

use std::rc::Rc;

use doorstep_device::queries::people::Me;
use doorstep_device::queries::task::{Section, TaskRow};
use doorstep_device::queries::today::Today as Page;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_ui::{DayPart, Due, NextTry, Screen, Task, Today, TodayRow};
use slint::Global as _;

use super::{callback, signin};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Today::get(app);
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            if let Ok(callback) = id.parse() {
                here.act(callback::open(Rc::clone(&here), callback));
            }
        });
        let here = Rc::clone(shell);
        screen.on_sign_out(move || here.act(signin::lock(Rc::clone(&here))));
    });
}

/// Shows Today, from which there is no way back but signing out.
pub async fn enter(shell: Rc<Shell>) {
    refresh(&shell).await;
    shell.restart_at(Screen::Today);
}

/// Reads the list anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let Ok((page, me)) = shell.engine.ask(|device| (device.today(), device.me())).await else { return };
    let (Ok(page), Ok(me)) = (page, me) else { return };
    if shift == shell.shift() {
        render(shell, &page, &me);
        *shell.round.borrow_mut() = page.rows;
    }
}

fn render(shell: &Shell, page: &Page, me: &Me) {
    shell.with_app(|app| {
        let screen = Today::get(app);
        let (month, day) = show::month_day(page.date);
        screen.set_month(month);
        screen.set_day(day);
        screen.set_weekday(show::weekday(page.date));
        screen.set_year_without_calendar(page.calendar_assumed.unwrap_or(0));
        screen.set_rows(show::renewed(screen.get_rows(), rows(shell, page)));
        let name = shell.say(&me.name);
        screen.set_person_letter(show::letter(&name));
        screen.set_person_name(name);
        if let Some(role) = me.role {
            screen.set_person_role(show::role(role));
        }
    });
}

/// The list with a heading over each section that has rows.
fn rows(shell: &Shell, page: &Page) -> Vec<TodayRow> {
    let mut rows = Vec::new();
    for section in [Section::Overdue, Section::Today, Section::Later] {
        let of_section = page.rows.iter().filter(|row| row.section == section);
        let tasks: Vec<TodayRow> = of_section
            .map(|row| TodayRow {
                section: due(section),
                task: task(shell, row, page.now),
                ..TodayRow::default()
            })
            .collect();
        let count = show::count(tasks.len());
        if count > 0 {
            rows.push(TodayRow { heading: true, section: due(section), count, task: Task::default() });
        }
        rows.extend(tasks);
    }
    rows
}

fn due(section: Section) -> Due {
    match section {
        Section::Overdue => Due::Overdue,
        Section::Today => Due::Today,
        Section::Later => Due::Later,
    }
}

/// A callback as rows and headers show it.
pub fn task(shell: &Shell, row: &TaskRow, now: Moment) -> Task {
    let (due_month, due_day) = show::month_day(row.due_date);
    let (repeat, repeat_count) = show::repeat(&row.signals);
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    Task {
        id: row.callback.as_str().into(),
        kind: show::callback_kind(row.after),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        customer: shell.say(&row.customer),
        matter: shell.say(&row.matter),
        due: due(row.section),
        overdue_days: show::number(row.days_overdue),
        due_month,
        due_day,
        due_time: due_time(shell, row),
        attempts: show::count(row.attempts),
        next_try: row.next_try.map(|at| next_try(shell, at, now)).unwrap_or_default(),
        repeat,
        repeat_count,
        language_tag: language_tag(row.language),
        front_desk_follow_up: row.follow_up,
        pending: row.pending > 0,
        ..Task::default()
    }
}

/// V-03: the day's end is 24:00, not 00:00 of the next.
fn due_time(shell: &Shell, row: &TaskRow) -> slint::SharedString {
    let at = shell.local(row.due_by);
    if at.date_naive() > row.due_date { "24:00".into() } else { show::time(at) }
}

fn next_try(shell: &Shell, at: Moment, now: Moment) -> NextTry {
    let (at, today) = (shell.local(at), shell.local(now).date_naive());
    let (month, day) = show::month_day_unless_today(at.date_naive(), today);
    NextTry { month, day, time: show::time(at), part: DayPart::None }
}

/// F-05: how the customer's language calls itself, where it is not Chinese, which most residents read.
pub fn language_tag(language: Lang) -> slint::SharedString {
    match language {
        Lang::Zh => "".into(),
        Lang::En => "English".into(),
    }
}
