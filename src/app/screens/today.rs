//! 02 Today: my callbacks by due time, my work orders and complaints by next clock, with what one has to know before one knocks.

use std::rc::Rc;
use std::time::Duration;

use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::complaints::ComplaintRow;
use doorstep_device::queries::orders::{OrderList, OrderRow};
use doorstep_device::queries::people::Me;
use doorstep_device::queries::task::{Section, TaskRow};
use doorstep_device::queries::today::Today as Page;
use doorstep_domain::complaint::table::{
    Action as ComplaintAction, By as ComplaintBy, rows as complaints_table,
};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::Action;
use doorstep_domain::work_order::table::{By, rows as rows_of};
use doorstep_ui::{DayPart, Due, NextTry, Screen, Task, Today, TodayKind, TodayRow};
use slint::{Global as _, Model as _};

use super::{
    callback, cash_up, complaint, complaint_row, complaints, duty_log, order_row, quotes, reception,
    register, signin, watch,
};
use crate::shell::Shell;
use crate::show;

/// who takes money, or answers for it.
const CASHES_UP: [Role; 3] = [Role::FrontDesk, Role::Technician, Role::Supervisor];

/// The arrow keys rest: the row that they lead to opens.
const REST: Duration = Duration::from_millis(150);

/// What stands on the screen.
struct Shown {
    page: Page,
    orders: Vec<OrderRow>,
    complaints: Vec<ComplaintRow>,
    me: Me,
    waiting: Waiting,
    watched: Option<watch::Counts>,
}

/// P-07: how many wait for a decision.
#[derive(Default)]
struct Waiting {
    prices: usize,
    countersignatures: usize,
    confirmations: usize,
}

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
        screen.on_open_order(move |id| {
            if let Ok(order) = id.parse() {
                here.act(quotes::open(Rc::clone(&here), order));
            }
        });
        let here = Rc::clone(shell);
        screen.on_choose_kind(move |kind| {
            here.kind.set(kind);
            let shell = Rc::clone(&here);
            here.act(async move { refresh(&shell).await });
        });
        let here = Rc::clone(shell);
        screen.on_step(move |by| step(&here, by));
        let here = Rc::clone(shell);
        screen.on_open_selected(move || open_selected(&here));
        let here = Rc::clone(shell);
        screen.on_open_complaint(move |id| {
            if let Ok(complaint) = id.parse() {
                here.act(complaint::open(Rc::clone(&here), complaint));
            }
        });
        let here = Rc::clone(shell);
        screen.on_register(move || here.act(register::begin(Rc::clone(&here), None)));
        let here = Rc::clone(shell);
        screen.on_receive(move || here.act(reception::begin(Rc::clone(&here), None)));
        let here = Rc::clone(shell);
        screen.on_decide(move || here.act(quotes::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_watch(move || here.act(watch::enter(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_duty_log(move || here.act(duty_log::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_complaints(move || here.act(complaints::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_cash_up(move || here.act(cash_up::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_sign_out(move || here.act(signin::lock(Rc::clone(&here))));
    });
}

/// Shows Today, from which there is no way back but signing out.
pub async fn enter(shell: Rc<Shell>) {
    shell.with_app(|app| Today::get(app).set_selected("".into()));
    refresh(&shell).await;
    shell.restart_at(Screen::Today);
    watch::ask(&shell);
}

/// Reads the list anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let Ok(Ok(shown)) = shell.engine.ask(|device| read(device)).await else { return };
    if shift == shell.shift() {
        render(shell, &shown);
        shown.watched.iter().for_each(|counts| watch::render(shell, counts));
        *shell.round.borrow_mut() = shown.page.rows;
    }
}

fn read(device: &Device) -> Result<Shown, QueryError> {
    let me = device.me()?;
    let waiting =
        if me.role == Some(Role::EngineeringSupervisor) { waiting(device)? } else { Waiting::default() };
    Ok(Shown {
        page: device.today()?,
        orders: device.orders_today()?.rows,
        complaints: device.complaints_today()?.rows,
        me,
        waiting,
        watched: watch::count(device)?,
    })
}

fn waiting(device: &Device) -> Result<Waiting, QueryError> {
    let count = |list| Ok::<_, QueryError>(device.orders(list)?.rows.len());
    Ok(Waiting {
        prices: count(OrderList::ToQuote)?,
        countersignatures: count(OrderList::ToCountersign)?,
        confirmations: count(OrderList::ToConfirm)?,
    })
}

fn render(shell: &Shell, shown: &Shown) {
    shell.with_app(|app| {
        let screen = Today::get(app);
        let page = &shown.page;
        let all = rows(shell, shown);
        render_late(&screen, &all);
        screen.set_kind(shell.kind.get());
        screen.set_rows(show::renewed(screen.get_rows(), of_kind(all, shell.kind.get())));
        let (month, day) = show::month_day(page.date);
        screen.set_month(month);
        screen.set_day(day);
        screen.set_weekday(show::weekday(page.date));
        screen.set_year_without_calendar(page.calendar_assumed.unwrap_or(0));
        render_me(shell, &screen, &shown.me);
        screen.set_prices_asked(show::count(shown.waiting.prices));
        screen.set_to_countersign(show::count(shown.waiting.countersignatures));
        screen.set_to_confirm(show::count(shown.waiting.confirmations));
        screen.set_may_watch(shown.watched.is_some());
    });
}

fn render_me(shell: &Shell, screen: &Today<'_>, me: &Me) {
    let name = shell.say(&me.name);
    screen.set_person_letter(show::letter(&name));
    screen.set_person_name(name);
    let is_one_of = |roles: &[Role]| me.role.is_some_and(|role| roles.contains(&role));
    screen.set_may_register(me.role.is_some_and(may_register));
    screen.set_may_receive(me.role.is_some_and(may_receive));
    // P-10: a contractor has the homes of their own orders, and no other to look for.
    screen.set_may_find(!is_one_of(&[Role::Contractor]));
    screen.set_may_cash_up(is_one_of(&CASHES_UP));
    screen.set_may_decide(is_one_of(&[Role::EngineeringSupervisor]));
    if let Some(role) = me.role {
        screen.set_person_role(show::role(role));
    }
}

/// P-09: by the rulebook's own table.
pub fn may_register(role: Role) -> bool {
    rows_of(Action::Register, None).any(|row| row.by.contains(&By::Role(role)))
}

/// P-09, C-01: the same for complaints.
pub fn may_receive(role: Role) -> bool {
    complaints_table(ComplaintAction::Receive, None).any(|row| row.by.contains(&ComplaintBy::Role(role)))
}

/// The list with a heading over each section that has rows.
fn rows(shell: &Shell, shown: &Shown) -> Vec<TodayRow> {
    let mut rows = Vec::new();
    for section in [Section::Overdue, Section::Today, Section::Later] {
        let tasks = tasks(shell, shown, section);
        let count = show::count(tasks.len());
        if count > 0 {
            rows.push(TodayRow { heading: true, section: due(section), count, task: Task::default() });
        }
        rows.extend(tasks.into_iter().map(|task| TodayRow {
            section: due(section),
            task,
            ..TodayRow::default()
        }));
    }
    rows
}

/// What a row is about.
fn kind(task: &Task) -> TodayKind {
    match task {
        Task { complaint: true, .. } => TodayKind::Complaints,
        Task { order: true, .. } => TodayKind::Repairs,
        _ => TodayKind::Callbacks,
    }
}

/// What a desk's rail narrows the list to, with headings that count it.
fn of_kind(all: Vec<TodayRow>, chosen: TodayKind) -> Vec<TodayRow> {
    let is_of = |row: &TodayRow| chosen == TodayKind::All || kind(&row.task) == chosen;
    let kept: Vec<TodayRow> = all.into_iter().filter(|row| row.heading || is_of(row)).collect();
    let count = |section| kept.iter().filter(|row| !row.heading && row.section == section).count();
    let counted = kept.iter().filter_map(|row| match (row.heading, show::count(count(row.section))) {
        (true, 0) => None,
        (true, count) => Some(TodayRow { count, ..row.clone() }),
        (false, _) => Some(row.clone()),
    });
    counted.collect()
}

/// How many are overdue, for the rail.
fn render_late(screen: &Today<'_>, all: &[TodayRow]) {
    let late = || all.iter().filter(|row| !row.heading && row.section == Due::Overdue);
    let of = |chosen| show::count(late().filter(|row| kind(&row.task) == chosen).count());
    screen.set_late(show::count(late().count()));
    screen.set_late_complaints(of(TodayKind::Complaints));
    screen.set_late_repairs(of(TodayKind::Repairs));
    screen.set_late_callbacks(of(TodayKind::Callbacks));
}

/// The row that the arrow keys lead to from the selected one; from none, the first.
fn stepped(rows: &[TodayRow], selected: &str, by: i32) -> Option<usize> {
    let tasks: Vec<usize> =
        (0..rows.len()).filter(|at| rows.get(*at).is_some_and(|row| !row.heading)).collect();
    let here = tasks.iter().position(|at| rows.get(*at).is_some_and(|row| row.task.id == selected));
    let there = match here {
        Some(here) => show::count(here).saturating_add(by).clamp(0, show::count(tasks.len()) - 1),
        None => 0,
    };
    tasks.get(usize::try_from(there).ok()?).copied()
}

/// The arrow keys: the row is marked at once, and opens beside the list when they rest.
fn step(shell: &Rc<Shell>, by: i32) {
    shell.touch();
    let selected = shell.with_app(|app| {
        let screen = Today::get(app);
        let rows: Vec<TodayRow> = screen.get_rows().iter().collect();
        let at = stepped(&rows, &screen.get_selected(), by)?;
        let above = rows.get(..at)?;
        let headings = above.iter().filter(|row| row.heading).count();
        screen.set_headings_above(show::count(headings));
        screen.set_tasks_above(show::count(at - headings));
        let id = rows.get(at)?.task.id.clone();
        screen.set_selected(id.clone());
        Some(id)
    });
    let Some(selected) = selected.flatten() else { return };
    let here = Rc::clone(shell);
    slint::Timer::single_shot(REST, move || {
        if here.with_app(|app| Today::get(app).get_selected()) == Some(selected) {
            open_selected(&here);
        }
    });
}

fn open_selected(shell: &Rc<Shell>) {
    // The handheld may have been locked meanwhile.
    if !shell.shows_today() {
        return;
    }
    shell.with_app(|app| {
        let screen = Today::get(app);
        let selected = screen.get_selected();
        let task = screen.get_rows().iter().map(|row| row.task).find(|task| task.id == selected);
        if let Some(task) = task {
            screen.invoke_open_task(task);
        }
    });
}

/// Callbacks, orders and complaints of a section in one line of time.
fn tasks(shell: &Shell, shown: &Shown, section: Section) -> Vec<Task> {
    let now = shown.page.now;
    let callbacks = shown.page.rows.iter().filter(|row| row.section == section);
    let orders = shown.orders.iter().filter(|row| row.section == section);
    let mut timed: Vec<(Moment, Task)> = callbacks.map(|row| (row.due_by, task(shell, row, now))).collect();
    timed.extend(orders.map(|row| (row.due_by, order_row::task(shell, row, now))));
    let complaints = shown.complaints.iter().filter(|row| row.section == section);
    timed.extend(complaints.map(|row| (row.due_by, complaint_row::task(shell, row, now))));
    timed.sort_by_key(|(due_by, _)| *due_by);
    timed.into_iter().map(|(_, task)| task).collect()
}

/// Where something stands in the day.
pub fn due(section: Section) -> Due {
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

/// V-09.
pub fn next_try(shell: &Shell, at: Moment, now: Moment) -> NextTry {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(section: Due) -> TodayRow {
        TodayRow { heading: true, section, count: 9, ..TodayRow::default() }
    }

    fn row(section: Due, id: &str) -> TodayRow {
        let task = Task { id: id.into(), order: id.starts_with('o'), ..Task::default() };
        TodayRow { section, task, ..TodayRow::default() }
    }

    fn list() -> Vec<TodayRow> {
        let (late, now) = (Due::Overdue, Due::Today);
        vec![heading(late), row(late, "o1"), heading(now), row(now, "c1"), row(now, "o2")]
    }

    #[test]
    fn the_arrow_keys_step_over_headings_and_stop_at_the_ends() {
        for (selected, by, expected) in [
            ("", 1, "o1"),
            ("", -1, "o1"),
            ("o1", 1, "c1"),
            ("c1", 1, "o2"),
            ("o2", 1, "o2"),
            ("c1", -1, "o1"),
            ("o1", -1, "o1"),
            ("gone", 1, "o1"),
        ] {
            let rows = list();
            let to =
                stepped(&rows, selected, by).and_then(|at| rows.get(at)).map(|row| row.task.id.to_string());
            assert_eq!(to.as_deref(), Some(expected), "{selected:?} {by}");
        }
        assert_eq!(stepped(&[], "", 1), None);
    }

    #[test]
    fn a_kind_keeps_its_rows_and_the_headings_that_have_some() {
        let of = |kind| -> Vec<String> {
            let rows = of_kind(list(), kind);
            rows.iter()
                .map(|row| if row.heading { row.count.to_string() } else { row.task.id.to_string() })
                .collect()
        };
        let check = |kind, expected: &[&str]| assert_eq!(of(kind), expected);
        check(TodayKind::All, &["1", "o1", "2", "c1", "o2"]);
        check(TodayKind::Repairs, &["1", "o1", "1", "o2"]);
        check(TodayKind::Callbacks, &["1", "c1"]);
        check(TodayKind::Complaints, &[]);
    }
}
