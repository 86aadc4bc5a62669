//! A complaint as a row of Today and of a search: where, who, how grave, and the clock that runs out next.

use doorstep_device::queries::complaint::ClockRow;
use doorstep_device::queries::complaints::ComplaintRow;
use doorstep_domain::moment::Moment;
use doorstep_ui::{CallbackKind, Task};

use super::today;
use crate::shell::Shell;
use crate::{complaint, order, show};

/// A complaint beside the callbacks.
pub fn task(shell: &Shell, row: &ComplaintRow, now: Moment) -> Task {
    let (repeat, repeat_count) = show::repeat(&row.signals);
    let [building, section, room] = complaint::place(row.place.as_ref());
    let clock = row.clock.as_ref().map(|clock| ClockRow::of(clock, now));
    Task {
        id: row.complaint.as_str().into(),
        kind: CallbackKind::Complaint,
        building,
        section,
        room,
        customer: shell.say(&row.customer),
        // SCREENS 02: name · matter, in the language of whoever reads the list (F-05).
        matter: shell.say(&row.matter),
        due: today::due(row.section),
        repeat,
        repeat_count,
        language_tag: today::language_tag(row.language),
        front_desk_follow_up: row.follow_up,
        pending: row.pending > 0,
        number: order::short_number(&row.number).into(),
        complaint: true,
        grade: complaint::grade(row.grade),
        complaint_step: complaint::step(row.step),
        complaint_clock: clock.and_then(|clock| complaint::clock(shell, &clock, now)).unwrap_or_default(),
        ..Task::default()
    }
}
