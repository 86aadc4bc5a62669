//! 04 Customer: the sheet in the customer's language, and the pad to sign it (V-07, F-05).
//!
//! The sheet is a document of its own, made once; this screen is a view of it.

use std::rc::Rc;

use doorstep_device::commands::form::{CallbackForm, Signing};
use doorstep_device::commands::sheet::Sheet;
use doorstep_domain::document::{Document, Mark, Row};
use doorstep_ui::{Customer, RowMark, Screen, SheetLine};
use slint::Global as _;

use super::callback::{self, edit, page};
use super::save_failed;
use crate::ink::Ink;
use crate::shell::{self, Shell};
use crate::show;

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
            edit(&here, |form| form.language = lang);
            here.act(show(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_in_person(move || {
            edit(&here, |form| form.signing = Signing::Customer);
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
    let Some(mut form) = shell.form.borrow().clone() else { return };
    page::CUSTOMER.clone_into(&mut form.page);
    if form.signing == Signing::Refused {
        form.signing = Signing::Customer;
    }
    match shell.engine.ask(move |device| device.show_sheet(form)).await {
        Ok(Ok((form, sheet))) => open(&shell, form, &sheet),
        Ok(Err(error)) => save_failed::show(&shell, &error),
        Err(error) => tracing::error!(%error, "no sheet"),
    }
}

fn open(shell: &Shell, form: CallbackForm, sheet: &Sheet) {
    shell.ink.replace(Ink::of(form.pad.as_ref()));
    // F-05: whoever looks at the glass now reads the customer's language.
    shell::select(form.language);
    render(shell, &form, &sheet.document);
    shell.form.replace(Some(form));
    show_ink(shell);
    shell.open(Screen::Customer);
}

fn hand_back(shell: &Shell) {
    shell::select(shell.lang.get());
    edit(shell, |form| form.page = page::RATE.to_owned());
    shell.back();
}

/// "Saved" is said only after the commit.
fn confirm(shell: &Rc<Shell>) {
    shell.with_app(|app| Customer::get(app).set_saving(true));
    shell.act(callback::save(Rc::clone(shell)));
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
    edit(shell, |form| form.pad = pad);
}

fn show_ink(shell: &Shell) {
    let ink = shell.ink.borrow();
    shell.with_app(|app| {
        let screen = Customer::get(app);
        screen.set_ink(ink.path().into());
        screen.set_signable(ink.is_signature());
    });
}

fn render(shell: &Shell, form: &CallbackForm, document: &Document) {
    shell.with_app(|app| {
        let screen = Customer::get(app);
        screen.set_language(shell::code(document.language).into());
        screen.set_heading(document.heading.as_str().into());
        screen.set_heading_serif(document.heading.chars().all(doorstep_ui::is_in_serif));
        screen.set_intro(document.intro.as_str().into());
        screen.set_rows(show::rows(document.rows.iter().map(line)));
        screen.set_missing_glyphs(missing(document).into());
        screen.set_saving(false);
        let behalf = form.signing == Signing::OnBehalf;
        screen.set_behalf_name(if behalf { form.texts.signer.as_str().into() } else { "".into() });
        screen.set_behalf_relation(show::relation(form.relation.filter(|_| behalf)));
    });
}

fn line(row: &Row) -> SheetLine {
    let (mark, rating) = match row.mark {
        None => (RowMark::None, 0),
        Some(Mark::Rating(rating)) => (RowMark::Rating, i32::from(rating)),
        Some(Mark::Qualified) => (RowMark::Qualified, 0),
        Some(Mark::Unqualified) => (RowMark::Unqualified, 0),
    };
    SheetLine { label: row.label.as_str().into(), text: row.text.as_str().into(), mark, rating }
}

/// V-07: a character that cannot be shown is reported before anybody signs.
fn missing(document: &Document) -> String {
    let mut missing: Vec<char> = document.characters().filter(|c| !doorstep_ui::is_in_sans(*c)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing.into_iter().collect()
}
