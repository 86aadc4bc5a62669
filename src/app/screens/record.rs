//! A callback that was made: what was recorded, how it was signed, whether the office holds it (V-07).

use std::rc::Rc;

use doorstep_device::queries::callback::{RecordRow, Standing};
use doorstep_device::queries::proof::Proof;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::callback::SignOff;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::UNITS_PER_PIXEL;
use doorstep_ui::{Record, RecordState, Screen};
use slint::Global as _;

use super::callback::{self, Loaded};
use super::history;
use crate::shell::Shell;
use crate::{ink, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Record::get(app).on_correct(move || {
            let callback = here.detail.borrow().as_ref().map(|loaded| loaded.detail.task.callback.clone());
            if let Some(callback) = callback {
                here.act(callback::correct(Rc::clone(&here), callback));
            }
        });
    });
}

/// Opens the record that stands.
pub async fn open(shell: Rc<Shell>, callback: SubjectId) {
    if let Some(loaded) = callback::load(&shell, callback).await {
        shell.detail.replace(Some(loaded));
        show(&shell).await;
    }
}

/// Shows the record that stands of the callback that is loaded.
pub async fn show(shell: &Rc<Shell>) {
    shell.form.take();
    let newest = shell.detail.borrow().as_ref().and_then(|l| l.detail.records.first().map(|r| r.fact));
    shell.record.replace(newest);
    history::render(shell);
    render(shell).await;
    shell.open(Screen::Record);
}

/// The office may have answered.
pub async fn refresh(shell: &Rc<Shell>) {
    let callback = shell.detail.borrow().as_ref().map(|loaded| loaded.detail.task.callback.clone());
    let Some(callback) = callback else { return };
    if let Some(loaded) = callback::load(shell, callback).await {
        shell.detail.replace(Some(loaded));
        render(shell).await;
    }
}

async fn render(shell: &Rc<Shell>) {
    let Some(fact) = *shell.record.borrow() else { return };
    let Ok(Ok(proof)) = shell.engine.ask(move |device| device.proof(fact)).await else { return };
    let loaded = shell.detail.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    let Some(row) = loaded.detail.records.iter().find(|row| row.fact == fact) else { return };
    shell.with_app(|app| {
        let screen = Record::get(app);
        render_task(shell, &screen, loaded);
        render_row(shell, &screen, row);
        render_proof(&screen, &proof);
        render_replaced(shell, &screen, loaded, row);
    });
}

fn render_task(shell: &Shell, screen: &Record<'_>, loaded: &Loaded) {
    let task = &loaded.detail.task;
    if let Some(place) = &task.place {
        screen.set_building(place.building.as_str().into());
        screen.set_section(place.section.as_str().into());
        screen.set_room(place.room.as_str().into());
    }
    screen.set_customer(shell.say(&task.customer));
    screen.set_matter(shell.say(&task.matter));
    screen.set_kind(show::callback_kind(task.after));
}

fn render_row(shell: &Shell, screen: &Record<'_>, row: &RecordRow) {
    let at = shell.local(row.at);
    let (month, day) = show::month_day(at.date_naive());
    screen.set_month(month);
    screen.set_day(day);
    screen.set_time(show::time(at));
    screen.set_by(shell.say(&row.by));
    screen.set_quality(i32::from(u8::from(row.ratings.quality)));
    screen.set_effect(i32::from(u8::from(row.ratings.effect)));
    screen.set_satisfaction(i32::from(u8::from(row.ratings.satisfaction)));
    screen.set_verdict(show::verdict(Some(row.verdict)));
    let (manner, reason) = show::manner(row.manner);
    screen.set_manner(manner);
    screen.set_phone_reason(reason);
    screen.set_state(state(row));
    render_sign_off(screen, row);
}

fn render_sign_off(screen: &Record<'_>, row: &RecordRow) {
    screen.set_sign_off(show::sign_off(row.sign_off));
    screen.set_signer(row.texts.signer.as_str().into());
    screen.set_relation(match row.sign_off {
        SignOff::OnBehalf { relation } => show::relation(Some(relation)),
        _ => show::relation(None),
    });
    screen.set_refusal(match row.sign_off {
        SignOff::Refused { reason } => show::refusal(Some(reason)),
        _ => show::refusal(None),
    });
}

/// What came from the office is there; what was made here is green only with its receipt.
fn state(row: &RecordRow) -> RecordState {
    match (&row.outbox, row.standing) {
        (_, Standing::Held) => RecordState::Held,
        (None | Some(RowState::Confirmed), _) => RecordState::Arrived,
        (Some(RowState::Held(_) | RowState::Refused(_)), _) => RecordState::Held,
        (Some(_), _) => RecordState::Waiting,
    }
}

fn render_proof(screen: &Record<'_>, proof: &Proof) {
    screen.set_shortcomings(proof.texts.shortcomings.as_str().into());
    screen.set_opinions(proof.texts.opinions.as_str().into());
    screen.set_note(proof.texts.note.as_str().into());
    let pixels = |units: i64| units as f32 / UNITS_PER_PIXEL as f32;
    let (path, width, height) = proof.strokes.as_ref().map_or_else(Default::default, |strokes| {
        (ink::path_of(&strokes.strokes), pixels(strokes.width), pixels(strokes.height))
    });
    screen.set_ink(path.into());
    screen.set_ink_width(width);
    screen.set_ink_height(height);
}

fn render_replaced(shell: &Shell, screen: &Record<'_>, loaded: &Loaded, row: &RecordRow) {
    let records = &loaded.detail.records;
    let earlier = records.iter().find(|other| other.standing == Standing::Superseded && other.at < row.at);
    let (month, day, time) = earlier.map_or_else(Default::default, |earlier| {
        let at = shell.local(earlier.at);
        let (month, day) = show::month_day(at.date_naive());
        (month, day, show::time(at))
    });
    screen.set_replaces_month(month);
    screen.set_replaces_day(day);
    screen.set_replaces_time(time);
    screen.set_replaced(row.standing == Standing::Superseded);
    screen.set_may_correct(row.standing == Standing::Stands);
}
