//! P-07 signs beside the technician under a declined order, or confirms a finished one, with all that
//! there is to see of it.

use std::rc::Rc;

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::queries::work_order::{DeclinedRow, OrderDetail, SignedRow};
use doorstep_domain::callback::SignOff;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::lang::Lang;
use doorstep_domain::stroke::UNITS_PER_PIXEL;
use doorstep_domain::work_order::Step;
use doorstep_ui::{Payment, RefusalReason, Relation, ReviewOrder, Screen};
use slint::Global as _;

use super::{quotes, work_order};
use crate::order::{self, Loaded};
use crate::shell::Shell;
use crate::{ink, pictures, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = ReviewOrder::get(app);
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| here.act(pictures::open_all(Rc::clone(&here), None, index)));
        let here = Rc::clone(shell);
        screen.on_open_order(move || {
            if let Some(order) = shown(&here) {
                here.act(work_order::open(Rc::clone(&here), order));
            }
        });
        let here = Rc::clone(shell);
        screen.on_sign(move || here.act(sign(Rc::clone(&here))));
    });
}

/// Opens an order that waits for P-07's name.
pub fn open(shell: &Rc<Shell>, loaded: Loaded) {
    let signed = loaded.detail.signed.as_ref().map(|signed| signed.fact);
    shell.order.replace(Some(loaded));
    shell.with_app(|app| ReviewOrder::get(app).set_ink("".into()));
    render(shell);
    shell.open(Screen::ReviewOrder);
    let here = Rc::clone(shell);
    shell.quietly(async move {
        let Some(fact) = signed else { return };
        let Ok(Ok(proof)) = here.engine.ask(move |device| device.proof(fact)).await else { return };
        here.with_app(|app| render_ink(&ReviewOrder::get(app), proof.strokes.as_ref()));
    });
}

/// Which order the screen is about.
fn shown(shell: &Shell) -> Option<SubjectId> {
    shell.with_app(|app| ReviewOrder::get(app).get_head().id.parse().ok()).flatten()
}

/// The order may have been looked at in full meanwhile, and news may have come.
pub async fn refresh(shell: &Shell) {
    let Some(order) = shown(shell) else { return };
    if let Some(loaded) = order::load(shell, order).await {
        shell.order.replace(Some(loaded));
        render(shell);
    }
}

/// Shows the order.
pub fn render(shell: &Shell) {
    let loaded = shell.order.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    let detail = &loaded.detail;
    shell.with_app(|app| {
        let screen = ReviewOrder::get(app);
        screen.set_head(order::head(shell, &detail.row, detail.found.as_ref(), loaded.now));
        screen.set_clocks(show::rows(order::clocks(shell, loaded)));
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        screen.set_declined(detail.row.step == Step::Declined);
        screen.set_price(work_order::total(detail).map(|total| total.yuan().into()).unwrap_or_default());
        if let Some(declined) = &detail.declined {
            render_declined(shell, &screen, declined);
        }
        render_done(shell, &screen, detail);
        render_charge(&screen, detail);
        render_signed(&screen, detail.signed.as_ref());
        screen.set_saving(false);
    });
}

fn render_declined(shell: &Shell, screen: &ReviewOrder<'_>, declined: &DeclinedRow) {
    screen.set_reason(order::decline_reason(declined.reason));
    screen.set_note(declined.note.as_str().into());
    screen.set_by(shell.say(&declined.by));
    screen.set_time(show::time(shell.local(declined.at)));
}

fn render_done(shell: &Shell, screen: &ReviewOrder<'_>, detail: &OrderDetail) {
    let done = detail.finished.as_ref().map(|finished| finished.done.as_str());
    screen.set_done(done.unwrap_or_default().into());
    let materials: Vec<&str> = detail.materials.iter().map(|row| row.material.as_str()).collect();
    let comma = if shell.lang.get() == Lang::Zh { "、" } else { ", " };
    screen.set_material(materials.join(comma).into());
}

/// the newest that counts.
fn render_charge(screen: &ReviewOrder<'_>, detail: &OrderDetail) {
    let charge = detail.charges.iter().rfind(|charge| !charge.held);
    screen.set_payment(charge.map_or(Payment::None, |charge| show::payment(Some(charge.payment))));
    screen.set_paid(charge.map(|charge| charge.fen.yuan().into()).unwrap_or_default());
    let receipt = charge.and_then(|charge| charge.receipt.as_ref());
    screen.set_receipt(receipt.map(|receipt| receipt.as_str().into()).unwrap_or_default());
}

/// V-07, V-08: the strokes come when they are read.
fn render_signed(screen: &ReviewOrder<'_>, signed: Option<&SignedRow>) {
    screen.set_sign_off(signed.map_or(doorstep_ui::SignOff::None, |row| show::sign_off(row.sign_off)));
    screen.set_signer(signed.map(|row| row.signer.as_str().into()).unwrap_or_default());
    let (relation, refusal) = match signed.map(|row| row.sign_off) {
        Some(SignOff::OnBehalf { relation }) => (show::relation(Some(relation)), RefusalReason::None),
        Some(SignOff::Refused { reason }) => (Relation::None, show::refusal(Some(reason))),
        _ => (Relation::None, RefusalReason::None),
    };
    screen.set_relation(relation);
    screen.set_refusal(refusal);
}

fn render_ink(screen: &ReviewOrder<'_>, strokes: Option<&doorstep_domain::stroke::Strokes>) {
    let Some(strokes) = strokes else { return };
    let pixels = |units: i64| units as f32 / UNITS_PER_PIXEL as f32;
    screen.set_ink_width(pixels(strokes.width));
    screen.set_ink_height(pixels(strokes.height));
    screen.set_ink(ink::path_of(&strokes.strokes).into());
}

async fn sign(shell: Rc<Shell>) {
    let Some(order) = shown(&shell) else { return };
    let declined = shell.with_app(|app| ReviewOrder::get(app).get_declined()).unwrap_or(false);
    let set_saving = |saving| shell.with_app(|app| ReviewOrder::get(app).set_saving(saving));
    set_saving(true);
    let form = OrderForm::new(order, Lang::default());
    quotes::decide(Rc::clone(&shell), form, move |device, form| {
        if declined { device.countersign_order(form) } else { device.confirm_order(form) }
    })
    .await;
    set_saving(false);
}
