//! 13 Pictures of the door where nobody opened (V-09).

use std::rc::Rc;

use doorstep_device::store::personal::{DraftPicture, PictureId, PicturePlace};
use doorstep_ui::{NobodyHome, PictureProblem, TakenPicture};
use slint::Global as _;

use crate::shell::Shell;
use crate::{pictures, pixels, show, task};

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

async fn take(shell: &Shell) {
    say(shell, true, PictureProblem::None);
    let problem = pictures::take_one(shell, PicturePlace::door()).await;
    say(shell, false, problem);
    render(shell).await;
}

async fn remove(shell: Rc<Shell>, id: String) {
    let Ok(id) = id.parse::<PictureId>() else { return };
    let problem = pictures::remove_one(&shell, id).await;
    say(&shell, false, problem);
    render(&shell).await;
}

/// Reads the pictures of the form that is open.
async fn render(shell: &Shell) {
    let Some(subject) = task::subject(shell) else { return };
    let shift = shell.shift();
    let asked = shell.engine.ask(move |device| device.draft_pictures(&subject)).await;
    let Ok(Ok(pictures)) = asked else { return };
    if shift == shell.shift() {
        let tiles = pictures.iter().filter(|picture| picture.place == PicturePlace::door()).map(tile);
        shell.with_app(|app| NobodyHome::get(app).set_pictures(show::rows(tiles)));
    }
}

fn tile(picture: &DraftPicture) -> TakenPicture {
    let thumbnail = pixels::thumbnail(&picture.thumbnail).unwrap_or_default();
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
