//! 04 Customer: the sheet in the customer's language, and the pad to sign it (V-07, F-05).
//!
//! The sheet is a document of its own, made once; this screen is a view of it.

use std::rc::Rc;

use doorstep_device::commands::form::Signing;
use doorstep_device::commands::sheet::Sheet;
use doorstep_domain::document::{Document, Mark, Row, RowPart};
use doorstep_ui::{Customer, OrderPicture, PictureTile, RowMark, Screen, SheetLine};
use slint::Global as _;

use super::callback::{self, page};
use super::{complaint, save_failed, work_order};
use crate::ink::Ink;
use crate::shell::{self, Shell};
use crate::task::{self, Task, edit_signature};
use crate::{complaint_form, order_form, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    connect_pad(shell);
    shell.with_app(|app| {
        let screen = Customer::get(app);
        let here = Rc::clone(shell);
        screen.on_confirm(move || confirm(&here));
        let here = Rc::clone(shell);
        screen.on_switch_language(move |code| {
            let lang = shell::lang(&code);
            edit_signature(&here, |by| *by.language = lang);
            here.act(show(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_in_person(move || {
            edit_signature(&here, |by| *by.signing = Signing::Customer);
            here.act(show(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_hand_back(move || hand_back(&here));
        let here = Rc::clone(shell);
        screen.on_glyphs_noted(move || {
            here.with_app(|app| Customer::get(app).set_missing_glyphs("".into()));
        });
    });
}

fn connect_pad(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Customer::get(app);
        let here = Rc::clone(shell);
        screen.on_pen_down(move |x, y| draw(&here, |ink| ink.press(x, y)));
        let here = Rc::clone(shell);
        screen.on_pen_move(move |x, y| draw(&here, |ink| ink.drag(x, y)));
        let here = Rc::clone(shell);
        screen.on_pen_up(move || {
            draw(&here, Ink::lift);
            keep(&here);
        });
        let here = Rc::clone(shell);
        screen.on_undo(move || {
            draw(&here, Ink::undo);
            keep(&here);
        });
        let here = Rc::clone(shell);
        screen.on_clear(move || {
            draw(&here, Ink::clear);
            keep(&here);
        });
        let here = Rc::clone(shell);
        screen.on_pad_resized(move || show_ink(&here));
    });
}

/// Shows the sheet: the one that was shown before, as long as the form says the same.
pub async fn show(shell: Rc<Shell>) {
    match task::what(&shell) {
        Task::Callback => show_callbacks(&shell).await,
        Task::Order => show_orders(&shell).await,
        Task::Complaint => show_complaints(&shell).await,
    }
}

async fn show_callbacks(shell: &Rc<Shell>) {
    let Some(mut form) = shell.form.borrow().clone() else { return };
    page::CUSTOMER.clone_into(&mut form.page);
    form.signing = in_hand(form.signing);
    match shell.engine.ask(move |device| device.show_sheet(form)).await {
        Ok(Ok((form, sheet))) => {
            shell.form.replace(Some(form));
            open(shell, &sheet);
        }
        Ok(Err(error)) => save_failed::show(shell, &error),
        Err(error) => tracing::error!(%error, "no sheet"),
    }
}

async fn show_orders(shell: &Rc<Shell>) {
    let Some(mut form) = shell.order_form.borrow().clone() else { return };
    page::CUSTOMER.clone_into(&mut form.page);
    form.signing.signing = in_hand(form.signing.signing);
    match shell.engine.ask(move |device| device.show_order_sheet(form)).await {
        Ok(Ok((form, sheet))) => {
            shell.order_form.replace(Some(form));
            open(shell, &sheet);
        }
        Ok(Err(error)) => save_failed::show_order(shell, &error),
        Err(error) => tracing::error!(%error, "no sheet"),
    }
}

/// C-08: matter, process and result, with the customer's opinion.
async fn show_complaints(shell: &Rc<Shell>) {
    let Some(mut form) = shell.complaint_form.borrow().clone() else { return };
    page::CUSTOMER.clone_into(&mut form.page);
    form.signing.signing = in_hand(form.signing.signing);
    match shell.engine.ask(move |device| device.show_opinion_sheet(form)).await {
        Ok(Ok((form, sheet))) => {
            shell.complaint_form.replace(Some(form));
            open(shell, &sheet);
        }
        Ok(Err(error)) => save_failed::show_complaint(shell, &error),
        Err(error) => tracing::error!(%error, "no sheet"),
    }
}

/// Whoever refused and takes the pen after all signs.
fn in_hand(signing: Signing) -> Signing {
    if signing == Signing::Refused { Signing::Customer } else { signing }
}

fn open(shell: &Shell, sheet: &Sheet) {
    let Some((pad, language)) = task::signature(shell, |by| (by.pad.clone(), *by.language)) else { return };
    shell.ink.replace(Ink::of(pad.as_ref()));
    // F-05: whoever looks at the glass now reads the customer's language.
    shell::select(language);
    render(shell, &sheet.document);
    show_ink(shell);
    shell.open(Screen::Customer);
}

fn hand_back(shell: &Rc<Shell>) {
    shell::select(shell.lang.get());
    shell.back();
    task::arrive_at(shell, shell.screen(), page::RATE);
}

/// Records who signed, or why nobody did.
pub async fn save(shell: Rc<Shell>) {
    match task::what(&shell) {
        Task::Callback => callback::save(shell).await,
        Task::Order => sign(shell).await,
        Task::Complaint => sign_opinion(shell).await,
    }
}

/// C-08: and back on the complaint's page.
async fn sign_opinion(shell: Rc<Shell>) {
    let signed = complaint_form::act(&shell, |device, form| {
        // Who refuses was shown the sheet before; it says the same of another who signs.
        let (form, _) = device.show_opinion_sheet(form.clone())?;
        device.sign_opinion(&form)
    });
    if signed.await.is_some() {
        shell.ink.take();
        complaint::return_to(&shell);
    }
}

/// and on to the charge.
async fn sign(shell: Rc<Shell>) {
    let signed = order_form::act(&shell, |device, form| {
        // Who refuses was shown the sheet before; it says the same of another who signs.
        let (form, _) = device.show_order_sheet(form.clone())?;
        device.sign_order(&form)
    });
    if signed.await.is_some() {
        shell.ink.take();
        work_order::return_to(&shell);
    }
}

/// "Saved" is said only after the commit.
fn confirm(shell: &Rc<Shell>) {
    shell.with_app(|app| Customer::get(app).set_saving(true));
    shell.act(save(Rc::clone(shell)));
}

fn draw(shell: &Shell, stroke: impl FnOnce(&mut Ink)) {
    shell.touch();
    stroke(&mut shell.ink.borrow_mut());
    show_ink(shell);
}

/// Kept at each pen-up: a kill of the app costs nothing.
fn keep(shell: &Shell) {
    let Some((width, height)) = shell.with_app(|app| {
        let screen = Customer::get(app);
        (screen.get_pad_width(), screen.get_pad_height())
    }) else {
        return;
    };
    let pad = shell.ink.borrow().to_pad(width, height);
    edit_signature(shell, |by| *by.pad = pad);
}

fn show_ink(shell: &Shell) {
    let ink = shell.ink.borrow();
    shell.with_app(|app| {
        let screen = Customer::get(app);
        screen.set_ink(ink.path().into());
        screen.set_signable(ink.is_signature());
    });
}

fn render(shell: &Shell, document: &Document) {
    let by = task::signature(shell, |by| (*by.signing, by.signer.clone(), *by.relation));
    let Some((signing, signer, relation)) = by else { return };
    shell.with_app(|app| {
        let screen = Customer::get(app);
        screen.set_language(shell::code(document.language).into());
        screen.set_heading(document.heading.as_str().into());
        screen.set_heading_serif(document.heading.chars().all(doorstep_ui::is_in_serif));
        screen.set_intro(document.intro.as_str().into());
        screen.set_rows(show::rows(document.rows.iter().map(line)));
        screen.set_pictures(show::rows(pictures(shell, document)));
        screen.set_missing_glyphs(missing(document).into());
        screen.set_saving(false);
        let behalf = signing == Signing::OnBehalf;
        screen.set_behalf_name(if behalf { signer.into() } else { "".into() });
        screen.set_behalf_relation(show::relation(relation.filter(|_| behalf)));
    });
}

/// the pictures before and after are part of what is signed.
fn pictures(shell: &Shell, document: &Document) -> Vec<PictureTile> {
    let (order, complaint) = (shell.order.borrow(), shell.complaint.borrow());
    let pictures: &[OrderPicture] = match task::what(shell) {
        _ if document.pictures.is_empty() => &[],
        Task::Callback => &[],
        Task::Order => order.as_ref().map_or(&[], |loaded| &loaded.pictures),
        Task::Complaint => complaint.as_ref().map_or(&[], |loaded| &loaded.pictures),
    };
    pictures.iter().map(|picture| picture.tile.clone()).filter(|tile| tile.here).collect()
}

/// A line of a sheet.
pub fn line(row: &Row) -> SheetLine {
    let (mark, rating) = match row.mark {
        None if row.part == Some(RowPart::Warning) => (RowMark::Warning, 0),
        None if matches!(row.part, Some(RowPart::Line | RowPart::Total)) => (RowMark::Amount, 0),
        None => (RowMark::None, 0),
        Some(Mark::Rating(rating)) => (RowMark::Rating, i32::from(rating)),
        Some(Mark::Qualified) => (RowMark::Qualified, 0),
        Some(Mark::Unqualified) => (RowMark::Unqualified, 0),
    };
    SheetLine { label: row.label.as_str().into(), text: row.text.as_str().into(), mark, rating }
}

/// V-07: a character that cannot be shown is reported before anybody signs.
pub fn missing(document: &Document) -> String {
    let mut missing: Vec<char> = document.characters().filter(|c| !doorstep_ui::is_in_sans(*c)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing.into_iter().collect()
}
