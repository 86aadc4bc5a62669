//! A home's page: who lives there, what happened, and from where a signed callback is corrected (V-05, V-07).

use std::rc::Rc;

use chrono::Datelike as _;
use doorstep_device::queries::callback::{CallbackDetail, Standing};
use doorstep_device::queries::complaints::ComplaintRow;
use doorstep_device::queries::home::{EventRow, HomePage};
use doorstep_device::queries::task::TaskRow;
use doorstep_domain::callback::SignOff;
use doorstep_domain::ids::{HomeId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_ui::{CallbackKind, Home, HomeEntry, HomeEntryState, RepeatKind, Resident, Screen};
use slint::Global as _;

use super::{callback, complaint, reception, register, today};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Home::get(app);
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            let Ok(subject) = id.parse::<SubjectId>() else { return };
            match subject.kind() {
                Some(SubjectKind::Callback) => here.act(callback::open(Rc::clone(&here), subject)),
                Some(SubjectKind::Complaint) => here.act(complaint::open(Rc::clone(&here), subject)),
                _ => {}
            }
        });
        let here = Rc::clone(shell);
        screen.on_correct(move |id| {
            if let Ok(callback) = id.parse() {
                here.act(callback::correct(Rc::clone(&here), callback));
            }
        });
        let here = Rc::clone(shell);
        screen.on_register(move || {
            let home = here.home.borrow().clone();
            here.act(register::begin(Rc::clone(&here), home));
        });
        let here = Rc::clone(shell);
        screen.on_receive(move || {
            let home = here.home.borrow().clone();
            here.act(reception::begin(Rc::clone(&here), home));
        });
    });
}

/// Opens a home's page.
pub async fn open(shell: Rc<Shell>, home: HomeId) {
    shell.home.replace(Some(home));
    refresh(&shell).await;
    shell.open(Screen::Home);
}

/// A callback of the page: its row, and its records.
type Told = (TaskRow, Option<CallbackDetail>);

/// Reads the page anew.
pub async fn refresh(shell: &Shell) {
    let Some(home) = shell.home.borrow().clone() else { return };
    let asked = shell.engine.ask(move |device| {
        let page = device.home(&home)?;
        let told = |task: &TaskRow| (task.clone(), device.callback(&task.callback).ok());
        let callbacks: Vec<Told> = page.callbacks.iter().map(told).collect();
        Ok::<_, doorstep_device::queries::QueryError>((page, callbacks, device.now(), device.me()?.role))
    });
    if let Ok(Ok((page, callbacks, now, role))) = asked.await {
        render(shell, &page, &callbacks, now);
        shell.with_app(|app| {
            let screen = Home::get(app);
            screen.set_may_register(role.is_some_and(today::may_register));
            screen.set_may_receive(role.is_some_and(today::may_receive));
        });
    }
}

fn render(shell: &Shell, page: &HomePage, callbacks: &[Told], now: Moment) {
    shell.with_app(|app| {
        let screen = Home::get(app);
        let (place, contact) = (&page.home.place, &page.home.contact);
        screen.set_building(place.building.as_str().into());
        screen.set_section(place.section.as_str().into());
        screen.set_room(place.room.as_str().into());
        screen.set_residents(show::rows([Resident {
            name: shell.say(&contact.name),
            phone: contact.phone.as_str().into(),
            language_tag: today::language_tag(page.home.language),
        }]));
        render_repeat(shell, &screen, callbacks);
        let assumed = callbacks.iter().find(|(task, _)| task.is_open && task.calendar_assumed);
        screen.set_year_without_calendar(assumed.map_or(0, |(task, _)| task.due_date.year()));
        screen.set_entries(show::renewed(screen.get_entries(), entries(shell, page, callbacks, now)));
    });
}

fn render_repeat(shell: &Shell, screen: &Home<'_>, callbacks: &[Told]) {
    let gravest =
        callbacks.iter().map(|(task, _)| task).max_by_key(|task| task.signals.iter().max().copied());
    let (kind, count) = gravest.map_or((RepeatKind::None, 0), |task| show::repeat(&task.signals));
    screen.set_repeat(kind);
    screen.set_repeat_count(count);
    screen.set_repeat_matter(gravest.map(|task| shell.say(&task.matter)).unwrap_or_default());
}

/// Open callbacks and complaints first, then everything else, newest first.
fn entries(shell: &Shell, page: &HomePage, callbacks: &[Told], now: Moment) -> Vec<HomeEntry> {
    let mut dated: Vec<(bool, Moment, HomeEntry)> = callbacks
        .iter()
        .flat_map(|(task, detail)| callback_entries(shell, task, detail.as_ref(), now))
        .collect();
    dated.extend(page.events.iter().map(|event| (false, event.finished, event_entry(shell, event, now))));
    let complaint = |row: &ComplaintRow| (row.is_open, row.due_by, complaint_entry(shell, row, now));
    dated.extend(page.complaints.iter().map(complaint));
    dated.sort_by_key(|(open, at, _)| (!open, std::cmp::Reverse(*at)));
    dated.into_iter().map(|(_, _, entry)| entry).collect()
}

fn entry(shell: &Shell, at: Moment, now: Moment) -> HomeEntry {
    let (at, today) = (shell.local(at).date_naive(), shell.local(now).date_naive());
    let (month, day) = show::month_day(at);
    let year = if at.year() == today.year() { 0 } else { at.year() };
    HomeEntry { year, month, day, ..HomeEntry::default() }
}

fn callback_entries(
    shell: &Shell,
    task: &TaskRow,
    detail: Option<&CallbackDetail>,
    now: Moment,
) -> Vec<(bool, Moment, HomeEntry)> {
    let base = |at| HomeEntry {
        id: task.callback.as_str().into(),
        kind: show::callback_kind(task.after),
        matter: shell.say(&task.matter),
        pending: task.pending > 0,
        ..entry(shell, at, now)
    };
    let mut entries = Vec::new();
    if task.is_open {
        let open = HomeEntry { state: HomeEntryState::Open, ..base(task.due_by.shifted(-1)) };
        entries.push((true, task.due_by, open));
    }
    for record in detail.iter().flat_map(|detail| &detail.records).filter(|r| r.standing != Standing::Held) {
        let stands = record.standing == Standing::Stands;
        let made = HomeEntry {
            state: if stands { state(record.sign_off) } else { HomeEntryState::Superseded },
            by: shell.say(&record.by),
            verdict: show::verdict(Some(record.verdict)),
            can_correct: stands,
            ..base(record.at)
        };
        entries.push((false, record.at, made));
    }
    for attempt in detail.iter().flat_map(|detail| &detail.attempts) {
        let tried = HomeEntry {
            state: HomeEntryState::Attempt,
            by: shell.say(&attempt.by),
            pending: attempt.pending,
            ..base(attempt.at)
        };
        entries.push((false, attempt.at, tried));
    }
    entries
}

fn state(sign_off: SignOff) -> HomeEntryState {
    match sign_off {
        SignOff::Signed => HomeEntryState::Signed,
        SignOff::OnBehalf { .. } => HomeEntryState::OnBehalf,
        SignOff::Refused { .. } => HomeEntryState::Refused,
        SignOff::NotPossible => HomeEntryState::ByPhone,
    }
}

fn event_entry(shell: &Shell, event: &EventRow, now: Moment) -> HomeEntry {
    HomeEntry {
        id: event.event.as_str().into(),
        state: HomeEntryState::Finished,
        kind: show::callback_kind(event.kind),
        matter: shell.say(&event.matter),
        ..entry(shell, event.finished, now)
    }
}

fn complaint_entry(shell: &Shell, row: &ComplaintRow, now: Moment) -> HomeEntry {
    HomeEntry {
        id: row.complaint.as_str().into(),
        state: HomeEntryState::Complaint,
        kind: CallbackKind::Complaint,
        matter: shell.say(&row.matter),
        grade: crate::complaint::grade(row.grade),
        by: row.owner.as_ref().map(|owner| shell.say(owner)).unwrap_or_default(),
        pending: row.pending > 0,
        ..entry(shell, row.received, now)
    }
}
