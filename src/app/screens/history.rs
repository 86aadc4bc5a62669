//! 03b History: what was reported and done, by whom, when, at what charge, with pictures (V-05, V-13).

use std::rc::Rc;

use chrono::NaiveDate;
use doorstep_device::queries::callback::{AttemptRow, RecordRow, RepeatRow, Standing};
use doorstep_domain::event::Step;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::{CaseKind, RepeatSignal as Signal};
use doorstep_ui::{DayPart, History, HistoryKind, HistoryStep, NextTry, RepeatCase, RepeatSignal};
use slint::Global as _;

use super::callback::Loaded;
use crate::shell::Shell;
use crate::show;

/// The newest cases are enough at a door.
const MOST_CASES: usize = 4;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        History::get(app).on_open_picture(move |index| super::picture::show(&here, index));
    });
}

/// Shows the history of the callback that is on the screens.
pub fn render(shell: &Shell) {
    let loaded = shell.detail.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    shell.with_app(|app| {
        let screen = History::get(app);
        screen.set_signals(show::rows(signals(shell, loaded)));
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        screen.set_steps(show::rows(steps(shell, loaded)));
        screen.set_may_rate(shell.form.borrow().is_some());
    });
}

fn signals(shell: &Shell, loaded: &Loaded) -> Vec<RepeatSignal> {
    let of = |signal: &Signal| {
        let (kind, count) = show::repeat(std::slice::from_ref(signal));
        let case_kind = match signal {
            Signal::Repairs(_) => CaseKind::Repair,
            Signal::Complaints(_) => CaseKind::Complaint,
            Signal::FailedCallbacks(_) => CaseKind::FailedCallback,
        };
        let cases = loaded.detail.repeats.iter().filter(|case| case.kind == case_kind);
        let newest: Vec<&RepeatRow> = cases.collect();
        let newest = newest.iter().rev().take(MOST_CASES).rev();
        RepeatSignal { kind, count, cases: show::rows(newest.map(|case| repeat_case(shell, case))) }
    };
    loaded.detail.task.signals.iter().rev().map(of).collect()
}

fn repeat_case(shell: &Shell, case: &RepeatRow) -> RepeatCase {
    let (month, day) = show::month_day(shell.local(case.at).date_naive());
    RepeatCase { month, day, text: shell.say(&case.done) }
}

/// Steps, attempts and records in one line of time; the date stands where it changes.
fn steps(shell: &Shell, loaded: &Loaded) -> Vec<HistoryStep> {
    let detail = &loaded.detail;
    let told = detail.event.iter().flat_map(|event| &event.steps).map(|step| (step.at, told(shell, step)));
    let attempts = detail.attempts.iter().map(|row| (row.at, attempt(shell, row, loaded.now)));
    let records = detail.records.iter().map(|row| (row.at, record(shell, row)));
    let mut all: Vec<(Moment, HistoryStep)> = told.chain(attempts).chain(records).collect();
    all.sort_by_key(|(at, _)| *at);
    let mut last = None;
    all.into_iter().map(|(at, step)| dated(shell, at, step, &mut last)).collect()
}

fn dated(shell: &Shell, at: Moment, step: HistoryStep, last: &mut Option<NaiveDate>) -> HistoryStep {
    let at = shell.local(at);
    let date = at.date_naive();
    let (month, day) = if last.replace(date) == Some(date) { (0, 0) } else { show::month_day(date) };
    HistoryStep { month, day, time: show::time(at), ..step }
}

fn told(shell: &Shell, step: &Step) -> HistoryStep {
    HistoryStep {
        kind: HistoryKind::Told,
        title: shell.say(&step.title),
        text: shell.say(&step.text),
        ..HistoryStep::default()
    }
}

fn attempt(shell: &Shell, row: &AttemptRow, now: Moment) -> HistoryStep {
    let again = shell.local(row.next_try);
    let (month, day) = show::month_day_unless_today(again.date_naive(), shell.local(now).date_naive());
    HistoryStep {
        kind: HistoryKind::Attempt,
        text: row.note.as_str().into(),
        who: shell.say(&row.by),
        next_try: NextTry { month, day, time: show::time(again), part: DayPart::None },
        ..HistoryStep::default()
    }
}

fn record(shell: &Shell, row: &RecordRow) -> HistoryStep {
    HistoryStep {
        kind: HistoryKind::Record,
        text: row.texts.opinions.as_str().into(),
        who: shell.say(&row.by),
        verdict: show::verdict(Some(row.verdict)),
        manner: show::manner(row.manner).0,
        sign_off: show::sign_off(row.sign_off),
        replaced: row.standing == Standing::Superseded,
        ..HistoryStep::default()
    }
}
