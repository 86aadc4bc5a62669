//! F-01: the queue as a file, to be carried to the office by hand: where it goes, how far it has come, what is in it,
//! and what to do with it. It goes on waiting here.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use doorstep_device::Engine;
use doorstep_device::export::{ExportError, ExportProgress, Exported};
use doorstep_ui::{Carry, CarryProblem, CarryStep};
use slint::Global as _;
use tokio::sync::watch;

use super::outbox;
use crate::shell::Shell;
use crate::show;

/// Ties the sheet.
pub fn connect(shell: &Rc<Shell>) {
    let stopped: Arc<AtomicBool> = Arc::default();
    shell.with_app(|app| {
        let sheet = Carry::get(app);
        sheet.set_possible(shell.carry_folder.is_some());
        let here = Rc::clone(shell);
        sheet.on_open(move || here.act(open(Rc::clone(&here))));
        let (here, stop) = (Rc::clone(shell), Arc::clone(&stopped));
        sheet.on_start(move || {
            stop.store(false, Ordering::Relaxed);
            here.act(start(Rc::clone(&here), Arc::clone(&stop)));
        });
        sheet.on_stop(move || stopped.store(true, Ordering::Relaxed));
    });
}

/// What waits, and where it would go.
async fn open(shell: Rc<Shell>) {
    let Some(path) = target(&shell).await else { return };
    let Ok(Ok(line)) = shell.engine.order(Engine::line).await else { return };
    shell.with_app(|app| {
        let sheet = Carry::get(app);
        sheet.set_path(path.display().to_string().into());
        sheet.set_facts(show::number(line.waiting.unsent));
        sheet.set_pictures(show::number(line.waiting.pictures));
        sheet.set_problem(CarryProblem::None);
        sheet.set_step(CarryStep::Ask);
    });
}

async fn target(shell: &Shell) -> Option<PathBuf> {
    let folder = shell.carry_folder.clone()?;
    let name = shell.engine.ask(|device| device.export_name()).await.ok()?.ok()?;
    Some(std::path::absolute(&folder).unwrap_or(folder).join(name))
}

async fn start(shell: Rc<Shell>, stopped: Arc<AtomicBool>) {
    let Some(path) = target(&shell).await else { return };
    let (tell, told) = watch::channel(0.0);
    shell.with_app(|app| {
        Carry::get(app).set_fraction(0.0);
        Carry::get(app).set_step(CarryStep::Writing);
    });
    shell.quietly(follow(Rc::clone(&shell), told));
    let goes_on = move |progress: &ExportProgress| {
        let _ = tell.send(fraction(progress));
        if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let writing = shell.engine.call(|engine| async move {
        tokio::task::spawn_blocking(move || write(&engine, &path, goes_on)).await
    });
    match writing.await {
        Ok(Ok(written)) => show_end(&shell, written),
        _ => show_problem(&shell, CarryProblem::Store),
    }
    outbox::refresh(&shell).await;
}

/// How far it has come, until it is over.
async fn follow(shell: Rc<Shell>, mut told: watch::Receiver<f32>) {
    while told.changed().await.is_ok() {
        let fraction = *told.borrow_and_update();
        shell.with_app(|app| Carry::get(app).set_fraction(fraction));
    }
}

fn write(
    engine: &Engine,
    path: &Path,
    told: impl FnMut(&ExportProgress) -> ControlFlow<()>,
) -> Result<Exported, ExportError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    engine.export(path, told)
}

fn fraction(progress: &ExportProgress) -> f32 {
    if progress.of_bytes > 0 { progress.bytes as f32 / progress.of_bytes as f32 } else { 0.0 }
}

fn show_end(shell: &Shell, written: Result<Exported, ExportError>) {
    match written {
        Ok(written) => show_written(shell, &written),
        Err(ExportError::Cancelled) => {
            shell.with_app(|app| Carry::get(app).set_step(CarryStep::Ask));
        }
        Err(error) => {
            tracing::warn!(%error, "no file was written");
            show_problem(shell, problem(&error));
        }
    }
}

fn show_written(shell: &Shell, written: &Exported) {
    shell.with_app(|app| {
        let sheet = Carry::get(app);
        sheet.set_path(written.path.display().to_string().into());
        sheet.set_facts(show::number(written.facts));
        sheet.set_pictures(show::number(written.pictures));
        sheet.set_bytes(show::number(written.bytes));
        sheet.set_lost(show::number(written.lost));
        sheet.set_step(CarryStep::Done);
    });
}

fn show_problem(shell: &Shell, problem: CarryProblem) {
    shell.with_app(|app| {
        Carry::get(app).set_problem(problem);
        Carry::get(app).set_step(CarryStep::Failed);
    });
}

fn problem(error: &ExportError) -> CarryProblem {
    match error {
        ExportError::NothingWaits => CarryProblem::Nothing,
        ExportError::Full => CarryProblem::Full,
        ExportError::TooLarge => CarryProblem::TooLarge,
        ExportError::Target(_) => CarryProblem::Place,
        ExportError::Picture(_) => CarryProblem::Picture,
        ExportError::NotEnrolled | ExportError::Store(_) | ExportError::Cancelled => CarryProblem::Store,
    }
}
