//! V-12: the sheet on which P-01 signs the opinion of an unqualified callback. It is a document of its own, made once;
//! this screen is a view of it, and the strokes name it (V-07).

use std::rc::Rc;

use doorstep_device::commands::sheet::Sheet;
use doorstep_ui::{Opinion, Problem, Review, Screen};
use slint::Global as _;

use super::{customer, review};
use crate::ink::Ink;
use crate::shell::Shell;
use crate::{problem, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Opinion::get(app);
        let here = Rc::clone(shell);
        screen.on_pen_down(move |x, y| draw(&here, |ink| ink.press(x, y)));
        let here = Rc::clone(shell);
        screen.on_pen_move(move |x, y| draw(&here, |ink| ink.drag(x, y)));
        let here = Rc::clone(shell);
        screen.on_pen_up(move || keep(&here, Ink::lift));
        let here = Rc::clone(shell);
        screen.on_undo(move || keep(&here, Ink::undo));
        let here = Rc::clone(shell);
        screen.on_clear(move || keep(&here, Ink::clear));
        let here = Rc::clone(shell);
        screen.on_pad_resized(move || show_ink(&here));
        let here = Rc::clone(shell);
        screen.on_confirm(move || here.act(confirm(Rc::clone(&here))));
    });
}

/// Shows the sheet: the one that was shown before, as long as the opinion says the same.
pub async fn show(shell: Rc<Shell>) {
    let Some(form) = shell.review.borrow().clone() else { return };
    match shell.engine.ask(move |device| device.show_opinion(form)).await {
        Ok(Ok((form, sheet))) => {
            shell.ink.replace(Ink::of(form.pad.as_ref()));
            shell.review.replace(Some(form));
            render(&shell, &sheet);
            show_ink(&shell);
            shell.open(Screen::Opinion);
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "no sheet");
            shell.with_app(|app| Review::get(app).set_problem(problem::of_save(&error)));
        }
        Err(error) => tracing::error!(%error, "no sheet"),
    }
}

fn render(shell: &Shell, sheet: &Sheet) {
    let document = &sheet.document;
    shell.with_app(|app| {
        let screen = Opinion::get(app);
        screen.set_heading(document.heading.as_str().into());
        screen.set_intro(document.intro.as_str().into());
        screen.set_rows(show::rows(document.rows.iter().map(customer::line)));
        screen.set_missing_glyphs(customer::missing(document).into());
        screen.set_problem(Problem::None);
        screen.set_saving(false);
    });
}

fn draw(shell: &Shell, stroke: impl FnOnce(&mut Ink)) {
    shell.touch();
    stroke(&mut shell.ink.borrow_mut());
    show_ink(shell);
}

/// Kept at each pen-up: a kill of the app costs nothing.
fn keep(shell: &Shell, stroke: impl FnOnce(&mut Ink)) {
    draw(shell, stroke);
    let size = shell.with_app(|app| {
        let screen = Opinion::get(app);
        (screen.get_pad_width(), screen.get_pad_height())
    });
    let Some((width, height)) = size else { return };
    let pad = shell.ink.borrow().to_pad(width, height);
    review::edit(shell, |form| form.pad = pad);
}

fn show_ink(shell: &Shell) {
    let ink = shell.ink.borrow();
    shell.with_app(|app| {
        let screen = Opinion::get(app);
        screen.set_ink(ink.path().into());
        screen.set_signable(ink.is_signature());
    });
}

/// "Signed" is said only after the commit.
async fn confirm(shell: Rc<Shell>) {
    let Some(form) = shell.review.borrow().clone() else { return };
    shell.with_app(|app| Opinion::get(app).set_saving(true));
    let saved = shell.engine.ask(move |device| device.dispose_callback(&form)).await;
    shell.with_app(|app| Opinion::get(app).set_saving(false));
    match saved {
        Ok(Ok(_)) => review::done(&shell).await,
        Ok(Err(error)) => {
            tracing::warn!(%error, "not signed");
            shell.with_app(|app| Opinion::get(app).set_problem(problem::of_save(&error)));
        }
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}
