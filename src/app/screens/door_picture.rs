//! 13 Pictures of the door where nobody opened (V-09): taken, shown small, taken back. The screen answers
//! all the while: the camera and the scaling are waited for elsewhere.

use std::rc::Rc;

use doorstep_device::commands::save::SaveError;
use doorstep_device::media::{PictureError, Prepared};
use doorstep_device::store::personal::{DraftPicture, PictureId, PicturePlace};
use doorstep_domain::ids::SubjectId;
use doorstep_ui::{NobodyHome, PictureProblem, TakenPicture};
use slint::Global as _;

use super::callback::decode;
use crate::camera::Taken;
use crate::shell::Shell;
use crate::show;

/// Why there is no picture.
enum Failed {
    /// The camera's folder cannot be read.
    Camera,
    /// What it took is refused.
    Picture(PictureError),
    /// It cannot be kept.
    Save(SaveError),
}

/// Ties the part of the screen that takes pictures.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = NobodyHome::get(app);
        screen.set_has_camera(shell.camera.is_some());
        let here = Rc::clone(shell);
        screen.on_take_picture(move || {
            let shell = Rc::clone(&here);
            here.act(async move { take(&shell).await });
        });
        let here = Rc::clone(shell);
        screen.on_stop_taking(move || here.stop_taking());
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |id| here.act(remove(Rc::clone(&here), id.into())));
    });
}

/// Shows the pictures of the form that was opened; the camera is not waited for yet.
pub fn show(shell: &Rc<Shell>) {
    shell.stop_taking();
    shell.with_app(|app| NobodyHome::get(app).set_pictures(show::rows([])));
    say(shell, false, PictureProblem::None);
    let here = Rc::clone(shell);
    shell.quietly(async move { render(&here).await });
}

fn subject(shell: &Shell) -> Option<SubjectId> {
    shell.form.borrow().as_ref().map(|form| form.callback.clone())
}

/// Takes one picture for the form that is open now; for no other, should another one be open when it comes.
async fn take(shell: &Shell) {
    let (Some(camera), Some(subject)) = (shell.camera.clone(), subject(shell)) else { return };
    say(shell, true, PictureProblem::None);
    let limits = shell.engine.ask(|device| device.picture_limits()).await.unwrap_or_default();
    let call = shell.engine.call(move |_| async move {
        let taken = camera.take().await.map_err(|_| Failed::Camera)?;
        let work = move || (taken.prepare(limits), taken);
        tokio::task::spawn_blocking(work).await.map_err(|_| Failed::Camera)
    });
    shell.taking.replace(Some(call.abort_handle()));
    let came = call.await;
    shell.taking.take();
    let problem = match came {
        Ok(Ok((prepared, taken))) => keep(shell, subject, prepared, taken).await.err(),
        Ok(Err(failed)) => Some(failed),
        // Stopped by hand.
        Err(_) => None,
    };
    say(shell, false, problem.map_or(PictureProblem::None, |failed| of_failed(&failed)));
    render(shell).await;
}

async fn keep(
    shell: &Shell,
    to: SubjectId,
    prepared: Result<Prepared, PictureError>,
    taken: Taken,
) -> Result<(), Failed> {
    if subject(shell) != Some(to.clone()) {
        return Ok(());
    }
    let prepared = prepared.map_err(|error| {
        taken.refused();
        Failed::Picture(error)
    })?;
    let kept = shell.engine.ask(move |device| {
        device.keep_picture(&to, PicturePlace::door(), prepared)?;
        taken.kept();
        Ok(())
    });
    kept.await.unwrap_or(Ok(())).map_err(Failed::Save)
}

async fn remove(shell: Rc<Shell>, id: String) {
    let Ok(id) = id.parse::<PictureId>() else { return };
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.remove_picture(id)).await {
        say(&shell, false, of_failed(&Failed::Save(error)));
    }
    render(&shell).await;
}

/// Reads the pictures of the form that is open.
async fn render(shell: &Shell) {
    let Some(subject) = subject(shell) else { return };
    let shift = shell.shift();
    let asked = shell.engine.ask(move |device| device.draft_pictures(&subject)).await;
    let Ok(Ok(pictures)) = asked else { return };
    if shift == shell.shift() {
        let tiles = pictures.iter().filter(|picture| picture.place == PicturePlace::door()).map(tile);
        shell.with_app(|app| NobodyHome::get(app).set_pictures(show::rows(tiles)));
    }
}

fn tile(picture: &DraftPicture) -> TakenPicture {
    let thumbnail = decode(&picture.thumbnail).unwrap_or_default();
    TakenPicture { id: slint::format!("{}", picture.id), thumbnail }
}

/// What is going on, and what went wrong.
fn say(shell: &Shell, taking: bool, problem: PictureProblem) {
    shell.with_app(|app| {
        let screen = NobodyHome::get(app);
        screen.set_taking(taking);
        screen.set_picture_problem(problem);
    });
}

fn of_failed(failed: &Failed) -> PictureProblem {
    match failed {
        Failed::Camera | Failed::Picture(PictureError::Unreadable(_)) => PictureProblem::Camera,
        Failed::Picture(PictureError::NotAPicture) => PictureProblem::NotAPicture,
        Failed::Picture(PictureError::Damaged) => PictureProblem::Damaged,
        Failed::Picture(PictureError::TooManyPixels { .. } | PictureError::TooLarge { .. }) => {
            PictureProblem::TooLarge
        }
        Failed::Save(error) => {
            tracing::error!(%error, "a picture was not kept");
            PictureProblem::NotKept
        }
    }
}
