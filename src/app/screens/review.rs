//! A callback that was made: P-03 comments on it, P-01 writes the opinion that the next page signs (V-12).

use std::rc::Rc;

use doorstep_device::commands::review::ReviewForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::proof::Proof;
use doorstep_device::queries::reviews::{Duty, ReviewDetail, SaidRow};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::{Strokes, UNITS_PER_PIXEL};
use doorstep_ui::{Problem, Review, ReviewDuty, Said, Screen};
use slint::{Global as _, SharedString};

use super::{complaint, customer, opinion, reviews, status, today, watch};
use crate::shell::Shell;
use crate::{ink, problem, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Review::get(app);
        let here = Rc::clone(shell);
        screen.on_edited(move |text| edit(&here, |form| form.text = text.into()));
        let here = Rc::clone(shell);
        screen.on_open_complaint(move || {
            let linked = here.with_app(|app| Review::get(app).get_item().complaint_id);
            if let Some(Ok(id)) = linked.map(|id| id.parse()) {
                here.act(complaint::open(Rc::clone(&here), id));
            }
        });
        let here = Rc::clone(shell);
        screen.on_proceed(move || here.act(proceed(Rc::clone(&here))));
    });
}

/// Opens a callback that was made, with what is written of the comment or opinion.
pub async fn open(shell: Rc<Shell>, callback: SubjectId) {
    let shift = shell.shift();
    let asked = shell.engine.ask(move |device| {
        let detail = device.review(&callback)?;
        let signed = detail.row.opinion.as_ref().map(|said| device.proof(said.fact)).transpose()?;
        Ok::<_, QueryError>((detail, signed))
    });
    let Ok(Ok((mut detail, signed))) = asked.await else { return };
    if shift != shell.shift() {
        return;
    }
    if detail.form.shown.is_none() {
        detail.form.language = shell.lang.get();
    }
    render(&shell, &detail, signed.as_ref());
    shell.review.replace(Some(detail.form));
    shell.open(Screen::Review);
}

/// What was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: ReviewForm) {
    watch::show(Rc::clone(&shell), doorstep_ui::WatchView::Reviews).await;
    open(shell, form.callback).await;
}

fn render(shell: &Shell, detail: &ReviewDetail, signed: Option<&Proof>) {
    let row = &detail.row;
    shell.with_app(|app| {
        let screen = Review::get(app);
        screen.set_item(reviews::item(shell, row));
        screen.set_duty(duty(row.duty));
        let shown = detail.proof.document.iter().flat_map(|document| &document.rows);
        screen.set_rows(show::rows(shown.map(customer::line)));
        let (path, width, height) = strokes(detail.proof.strokes.as_ref());
        screen.set_ink(path);
        screen.set_ink_width(width);
        screen.set_ink_height(height);
        screen.set_comment(row.comment.as_ref().map(|row| said(shell, row)).unwrap_or_default());
        screen.set_opinion(row.opinion.as_ref().map(|row| said(shell, row)).unwrap_or_default());
        screen.set_waits_for_opinion(row.waits_for_opinion);
        let (path, width, height) = strokes(signed.and_then(|proof| proof.strokes.as_ref()));
        screen.set_opinion_ink(path);
        screen.set_opinion_width(width);
        screen.set_opinion_height(height);
        screen.set_text(detail.form.text.as_str().into());
        screen.set_may_open_complaint(row.complaint.is_some());
        screen.set_problem(Problem::None);
        screen.set_saving(false);
    });
}

/// As a path, with the pad's own size.
fn strokes(strokes: Option<&Strokes>) -> (SharedString, f32, f32) {
    let pixels = |units: i64| units as f32 / UNITS_PER_PIXEL as f32;
    strokes.map_or_else(Default::default, |strokes| {
        (ink::path_of(&strokes.strokes).into(), pixels(strokes.width), pixels(strokes.height))
    })
}

fn duty(duty: Duty) -> ReviewDuty {
    match duty {
        Duty::Comment => ReviewDuty::Comment,
        Duty::Opinion => ReviewDuty::Opinion,
        Duty::Watch => ReviewDuty::Watch,
    }
}

fn said(shell: &Shell, row: &SaidRow) -> Said {
    let at = shell.local(row.at);
    let (month, day) = show::month_day(at.date_naive());
    Said {
        by: shell.say(&row.by),
        month,
        day,
        time: show::time(at),
        text: row.text.as_str().into(),
        pending: row.pending,
    }
}

/// Changes what is written, and keeps it: a kill of the app costs nothing.
pub fn edit(shell: &Shell, change: impl FnOnce(&mut ReviewForm)) {
    shell.touch();
    let Some(form) = shell.review.borrow_mut().as_mut().map(|form| {
        change(form);
        form.clone()
    }) else {
        return;
    };
    let kept = shell.engine.tell(move |device| {
        if let Err(error) = device.save_review_form(&form) {
            tracing::error!(%error, "the draft was not kept");
        }
    });
    if let Err(error) = kept {
        tracing::error!(%error, "the draft was not kept");
    }
}

async fn proceed(shell: Rc<Shell>) {
    match shell.with_app(|app| Review::get(app).get_duty()) {
        Some(ReviewDuty::Comment) => comment(shell).await,
        Some(ReviewDuty::Opinion) => opinion::show(shell).await,
        _ => {}
    }
}

/// "Saved" is true only after the commit; then back to the list.
async fn comment(shell: Rc<Shell>) {
    let Some(form) = shell.review.borrow().clone() else { return };
    shell.with_app(|app| Review::get(app).set_saving(true));
    let saved = shell.engine.ask(move |device| device.review_callback(&form)).await;
    shell.with_app(|app| Review::get(app).set_saving(false));
    match saved {
        Ok(Ok(_)) => done(&shell).await,
        Ok(Err(error)) => {
            tracing::warn!(%error, "not saved");
            shell.with_app(|app| Review::get(app).set_problem(problem::of_save(&error)));
        }
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// Said: back to the list, over whatever was looked at on the way.
pub async fn done(shell: &Shell) {
    shell.review.take();
    shell.ink.take();
    while !matches!(shell.screen(), Screen::Reviews | Screen::Today) && shell.back().is_some() {}
    status::refresh(shell).await;
    today::refresh(shell).await;
    watch::refresh_shown(shell).await;
}

/// Leaves it: what was written stays, but does not reopen by itself.
pub async fn leave(shell: Rc<Shell>) {
    let Some(form) = shell.review.take() else { return };
    shell.ink.take();
    let _ = shell.engine.ask(move |device| device.close_draft(&form.callback)).await;
}
