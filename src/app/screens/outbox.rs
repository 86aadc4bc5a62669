//! 07 Outbox: what needs a look, what waits, what has arrived with its receipt (F-01, F-04).

use std::rc::Rc;

use chrono::NaiveDate;
use doorstep_device::queries::outbox::{OutboxItem, PictureItem, What};
use doorstep_device::queries::task::Place;
use doorstep_device::store::outbox::{RowState, UploadState};
use doorstep_domain::callback::SignOff;
use doorstep_domain::fact::Reason;
use doorstep_ui::{
    ComplaintAct, HeldReason, OrderAct, Outbox, OutboxKind, OutboxRow, OutboxSection, OutboxState, Screen,
};
use slint::Global as _;
use tokio::task::AbortHandle;

use super::status;
use crate::shell::Shell;
use crate::{complaint, order, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    let trying: Rc<std::cell::RefCell<Option<AbortHandle>>> = Rc::default();
    shell.with_app(|app| {
        let screen = Outbox::get(app);
        let here = Rc::clone(shell);
        screen.on_filter_picked(move |filter| {
            here.with_app(|app| Outbox::get(app).set_filter(filter));
            let shell = Rc::clone(&here);
            here.act(async move { refresh(&shell).await });
        });
        let here = Rc::clone(shell);
        screen.on_open(move |id| here.act(open_row(Rc::clone(&here), id.into())));
        let here = Rc::clone(shell);
        screen.on_acknowledge(move |id| here.act(acknowledge(Rc::clone(&here), id.into())));
        let (here, running) = (Rc::clone(shell), Rc::clone(&trying));
        screen.on_try_now(move || {
            let (shell, running) = (Rc::clone(&here), Rc::clone(&running));
            here.act(async move { try_now(&shell, &running).await });
        });
        screen.on_stop(move || trying.take().iter().for_each(AbortHandle::abort));
    });
}

/// Shows the outbox.
pub async fn show(shell: Rc<Shell>) {
    shell.with_app(|app| Outbox::get(app).set_filter(0));
    refresh(&shell).await;
    shell.open(Screen::Outbox);
}

/// Sends at once, whatever pauses stand; stopping it loses nothing.
async fn try_now(shell: &Rc<Shell>, running: &std::cell::RefCell<Option<AbortHandle>>) {
    shell.with_app(|app| Outbox::get(app).set_trying(true));
    let call = shell.engine.call(|engine| async move { engine.send_now().await });
    *running.borrow_mut() = Some(call.abort_handle());
    let _ = call.await;
    running.take();
    shell.with_app(|app| Outbox::get(app).set_trying(false));
    status::refresh(shell).await;
    refresh(shell).await;
}

async fn acknowledge(shell: Rc<Shell>, id: String) {
    let Ok(sequence) = id.parse::<i64>() else { return };
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.notice(sequence)).await {
        tracing::error!(%error, "not noted");
    }
    status::refresh(&shell).await;
    refresh(&shell).await;
}

async fn open_row(shell: Rc<Shell>, id: String) {
    let Ok(sequence) = id.parse::<i64>() else { return };
    let Ok(Ok(items)) = shell.engine.ask(|device| device.outbox()).await else { return };
    let item = items.into_iter().find(|item| item.sequence == sequence);
    match item.map(|item| item.what) {
        Some(What::Record { callback, .. } | What::Attempt { callback, .. }) => {
            super::callback::open(shell, callback).await;
        }
        Some(What::Complaint { complaint, .. }) => super::complaint::open(shell, complaint).await,
        Some(What::Order { order, .. }) => super::work_order::open(shell, order).await,
        _ => {}
    }
}

/// Reads the outbox anew.
pub async fn refresh(shell: &Rc<Shell>) {
    let asked = shell.engine.ask(|device| (device.outbox(), device.now()));
    let Ok((Ok(items), now)) = asked.await else { return };
    let today = shell.local(now).date_naive();
    shell.with_app(|app| {
        let screen = Outbox::get(app);
        let count = |section| show::count(items.iter().filter(|item| section_of(item) == section).count());
        screen.set_waiting(count(OutboxSection::Waiting));
        screen.set_arrived(count(OutboxSection::Arrived));
        screen.set_held(count(OutboxSection::Look));
        let rows = rows(shell, &items, screen.get_filter(), today);
        screen.set_rows(show::renewed(screen.get_rows(), rows));
    });
}

/// F-04: what is held stays in its section when it was noticed; it just does not call any more.
fn section_of(item: &OutboxItem) -> OutboxSection {
    match item.state {
        _ if has_refused_picture(item) => OutboxSection::Look,
        RowState::Held(_) | RowState::Refused(_) => OutboxSection::Look,
        RowState::Confirmed => OutboxSection::Arrived,
        RowState::Waiting | RowState::Again(_) | RowState::PicturesMissing => OutboxSection::Waiting,
    }
}

fn has_refused_picture(item: &OutboxItem) -> bool {
    item.pictures.iter().any(|picture| matches!(picture.state, UploadState::Refused(_)))
}

const SECTIONS: [OutboxSection; 3] = [OutboxSection::Look, OutboxSection::Waiting, OutboxSection::Arrived];

/// The filter's numbers: 0 all, 1 waiting, 2 arrived, 3 not adopted.
fn passes(filter: i32, section: OutboxSection) -> bool {
    match filter {
        1 => section == OutboxSection::Waiting,
        2 => section == OutboxSection::Arrived,
        3 => section == OutboxSection::Look,
        _ => true,
    }
}

fn rows(shell: &Shell, items: &[OutboxItem], filter: i32, today: NaiveDate) -> Vec<OutboxRow> {
    let mut rows = Vec::new();
    for section in SECTIONS.into_iter().filter(|section| passes(filter, *section)) {
        let of_section: Vec<&OutboxItem> = items.iter().filter(|item| section_of(item) == section).collect();
        let count = of_section.len();
        if count > 0 {
            rows.push(OutboxRow {
                heading: true,
                section,
                count: show::count(count),
                ..OutboxRow::default()
            });
        }
        let cells: Vec<OutboxRow> =
            of_section.into_iter().flat_map(|item| with_pictures(shell, item, today)).collect();
        let last = cells.len().saturating_sub(1);
        let cells = cells.into_iter().enumerate();
        rows.extend(cells.map(|(i, cell)| OutboxRow { section, first: i == 0, last: i == last, ..cell }));
    }
    rows
}

/// A row, and below it each picture of it that is still to go up.
fn with_pictures(shell: &Shell, item: &OutboxItem, today: NaiveDate) -> Vec<OutboxRow> {
    let row = row(shell, item, today);
    let waiting = item.pictures.iter().filter_map(|picture| Some((picture, picture_state(picture)?)));
    let pictures = waiting.map(|(picture, state)| OutboxRow {
        kind: OutboxKind::Pictures,
        pictures: 1,
        bytes: show::number(picture.bytes),
        sent: show::number(picture.sent),
        state,
        receipt: Default::default(),
        ..row.clone()
    });
    let pictures: Vec<OutboxRow> = pictures.collect();
    std::iter::once(row).chain(pictures).collect()
}

/// One that has arrived is shown with its record, one that cannot be sent by the record's reason.
fn picture_state(picture: &PictureItem) -> Option<OutboxState> {
    match picture.state {
        UploadState::Waiting if picture.sent > 0 => Some(OutboxState::Sending),
        UploadState::Waiting => Some(OutboxState::Waiting),
        UploadState::Again => Some(OutboxState::Again),
        UploadState::Sent | UploadState::Refused(_) => None,
    }
}

fn row(shell: &Shell, item: &OutboxItem, today: NaiveDate) -> OutboxRow {
    let (kind, place) = what(&item.what);
    let at = shell.local(item.receipt.map_or(item.saved, |(_, taken)| taken));
    let (month, day) = show::month_day_unless_today(at.date_naive(), today);
    let (other_name, other_at) = item.first_by.clone().unzip();
    OutboxRow {
        id: slint::format!("{}", item.sequence),
        kind,
        act: act(&item.what),
        complaint_act: complaint_act(&item.what),
        building: place.map(|place| place.building.as_str().into()).unwrap_or_default(),
        room: place.map(|place| place.room.as_str().into()).unwrap_or_default(),
        subject: if place.is_none() { shell.say(&item.author) } else { "".into() },
        bytes: show::number(item.bytes),
        month,
        day,
        time: show::time(at),
        state: state(&item.state),
        receipt: item.receipt.map(|(number, _)| slint::format!("{number}")).unwrap_or_default(),
        reason: if has_refused_picture(item) { HeldReason::Picture } else { reason(&item.state) },
        other_name: other_name.map(|name| shell.say(&name)).unwrap_or_default(),
        other_time: other_at.map(|at| show::time(shell.local(at))).unwrap_or_default(),
        ..OutboxRow::default()
    }
}

/// What was done about an order.
fn act(what: &What) -> OrderAct {
    match what {
        What::Order { action, .. } => order::act(*action),
        _ => OrderAct::None,
    }
}

/// What was done about a complaint.
fn complaint_act(what: &What) -> ComplaintAct {
    match what {
        What::Complaint { action, .. } => complaint::act(*action),
        _ => ComplaintAct::None,
    }
}

fn what(what: &What) -> (OutboxKind, Option<&Place>) {
    match what {
        What::Record { supersedes: true, place, .. } => (OutboxKind::Correction, place.as_ref()),
        What::Record { sign_off, place, .. } => (kind(*sign_off), place.as_ref()),
        What::Attempt { place, .. } => (OutboxKind::Attempt, place.as_ref()),
        What::Order { place, .. } => (OutboxKind::Order, place.as_ref()),
        What::Complaint { place, .. } => (OutboxKind::Complaint, place.as_ref()),
        What::HandIn { .. } => (OutboxKind::HandIn, None),
        What::Unknown => (OutboxKind::Other, None),
    }
}

fn kind(sign_off: SignOff) -> OutboxKind {
    match sign_off {
        SignOff::Signed => OutboxKind::CallbackSigned,
        SignOff::OnBehalf { .. } => OutboxKind::CallbackOnBehalf,
        SignOff::Refused { .. } => OutboxKind::CallbackRefused,
        SignOff::NotPossible => OutboxKind::CallbackByPhone,
    }
}

fn state(state: &RowState) -> OutboxState {
    match state {
        RowState::Waiting | RowState::PicturesMissing => OutboxState::Waiting,
        RowState::Again(_) => OutboxState::Again,
        RowState::Confirmed => OutboxState::Arrived,
        RowState::Held(_) => OutboxState::Held,
        RowState::Refused(_) => OutboxState::Refused,
    }
}

/// F-04: why it is held.
pub fn reason(state: &RowState) -> HeldReason {
    let (RowState::Held(reason) | RowState::Refused(reason)) = state else { return HeldReason::None };
    match reason {
        Reason::Role => HeldReason::Role,
        Reason::NotYours => HeldReason::NotYours,
        Reason::AlreadyRecorded { .. } => HeldReason::AlreadyRecorded,
        Reason::NotTheRecord => HeldReason::NotTheRecord,
        Reason::UnknownSubject => HeldReason::UnknownSubject,
        Reason::Exists => HeldReason::Exists,
        Reason::Incomplete => HeldReason::Incomplete,
        Reason::Uncertified => HeldReason::Uncertified,
        Reason::Revoked => HeldReason::Revoked,
        Reason::SameId => HeldReason::SameId,
        Reason::Broken => HeldReason::Broken,
        Reason::NotNow { .. } => HeldReason::NotNow,
        Reason::TooLate { .. } => HeldReason::TooLate,
        Reason::AmountDiffers => HeldReason::AmountDiffers,
        Reason::DeskCollects => HeldReason::DeskCollects,
        Reason::NotHigher => HeldReason::NotHigher,
        Reason::TimePassed => HeldReason::TimePassed,
        Reason::NotForGrade => HeldReason::NotForGrade,
        Reason::ClockRanOut => HeldReason::ClockRanOut,
        Reason::Unknown => HeldReason::None,
    }
}
