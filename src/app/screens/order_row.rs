//! A work order as a row of Today: where, who, what, where it stands, and the clock that runs out next.

use doorstep_device::queries::orders::OrderRow;
use doorstep_device::queries::work_order::ClockRow;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::Action;
use doorstep_ui::{CallbackKind, ClockKind, ClockState, OrderClock, Task};

use super::today;
use crate::shell::Shell;
use crate::{order, show};

/// An order beside the callbacks.
pub fn task(shell: &Shell, row: &OrderRow, now: Moment) -> Task {
    let (repeat, repeat_count) = show::repeat(&row.signals);
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    let due = Task {
        id: row.order.as_str().into(),
        kind: CallbackKind::Repair,
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        customer: shell.say(&row.customer),
        // SCREENS 02: name · matter, in the language of whoever reads the list (F-05).
        matter: shell.say(&row.matter),
        due: today::due(row.section),
        attempts: show::count(row.attempts),
        next_try: row.next_try.map(|at| today::next_try(shell, at, now)).unwrap_or_default(),
        repeat,
        repeat_count,
        language_tag: today::language_tag(row.language),
        front_desk_follow_up: row.follow_up,
        pending: row.pending > 0,
        order: true,
        number: order::short_number(&row.number).into(),
        step: order::step(row.step),
        clock: clock(shell, row, now).unwrap_or_default(),
        ..Task::default()
    };
    with_appointment(shell, row, due)
}

/// where no clock runs, the appointment says when; without one nothing is due at a time.
fn with_appointment(shell: &Shell, row: &OrderRow, task: Task) -> Task {
    let Some(at) = row.appointment.map(|at| shell.local(at)) else { return task };
    let (due_month, due_day) = show::month_day(at.date_naive());
    Task { due_month, due_day, due_time: show::time(at), ..task }
}

fn clock(shell: &Shell, row: &OrderRow, now: Moment) -> Option<OrderClock> {
    let running = row.clock.as_ref().map(|clock| ClockRow::of(clock, now));
    let shown = running.and_then(|clock| order::clock(shell, &clock, row.appointment.is_some(), now));
    shown.or_else(|| (row.next == NextAction::Do(Action::Accept)).then(acceptance))
}

/// the technician confirms having it; no figure says by when.
fn acceptance() -> OrderClock {
    OrderClock { kind: ClockKind::Acceptance, state: ClockState::Running, ..OrderClock::default() }
}
