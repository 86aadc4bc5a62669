//! Pictures of a form: taken, shown small and large, taken back. The screen answers all the while: the camera and
//! the scaling are waited for elsewhere, and what came is durable before the camera's file goes (F-01).

use std::rc::Rc;

use doorstep_device::commands::save::SaveError;
use doorstep_device::media::{PictureError, Prepared};
use doorstep_device::store::personal::{DraftPicture, PictureId, PicturePlace};
use doorstep_domain::event::PictureOf;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_ui::{Camera, OrderPicture, PictureProblem, PictureTile};
use slint::Global as _;

use crate::camera::Taken;
use crate::pixels::{self, Pixels};
use crate::screens::{complaint_entry, finish, picture, reception, register, verify, work_order};
use crate::shell::Shell;
use crate::{order, task};

/// A picture that the form of the order on the screens has.
pub struct Kept {
    id: PictureId,
    place: PicturePlace,
    tile: PictureTile,
}

/// Where in a form.
pub type Place = fn() -> PicturePlace;

/// Why there is no picture.
enum Failed {
    /// The camera gives none.
    Camera,
    /// What it took is refused.
    Picture(PictureError),
    /// It cannot be kept.
    Save(SaveError),
}

/// Ties what the grids of pictures share.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Camera::get(app).on_stop(move || here.stop_taking());
    });
}

/// Takes a picture for the order's form and shows it.
pub async fn take(shell: Rc<Shell>, place: Place) {
    say(&shell, true, PictureProblem::None);
    let problem = take_one(&shell, place()).await;
    say(&shell, false, problem);
    show_again(&shell).await;
}

/// Takes one picture for the form that is open now; for no other, should another one be open when it comes.
pub async fn take_one(shell: &Shell, place: PicturePlace) -> PictureProblem {
    let (Some(camera), Some(subject)) = (shell.camera.clone(), task::subject(shell)) else {
        return PictureProblem::None;
    };
    let limits = shell.engine.ask(|device| device.picture_limits()).await.unwrap_or_default();
    let call = shell.engine.call(move |_| async move {
        let taken = camera.take().await.map_err(|_| Failed::Camera)?;
        let work = move || (taken.prepare(limits), taken);
        tokio::task::spawn_blocking(work).await.map_err(|_| Failed::Camera)
    });
    shell.taking.replace(Some(call.abort_handle()));
    let came = call.await;
    shell.taking.take();
    let failed = match came {
        Ok(Ok((prepared, taken))) => keep(shell, subject, place, prepared, taken).await.err(),
        Ok(Err(failed)) => Some(failed),
        // Stopped by hand.
        Err(_) => None,
    };
    failed.map_or(PictureProblem::None, |failed| problem(&failed))
}

async fn keep(
    shell: &Shell,
    to: SubjectId,
    place: PicturePlace,
    prepared: Result<Prepared, PictureError>,
    taken: Taken,
) -> Result<(), Failed> {
    if task::subject(shell) != Some(to.clone()) {
        return Ok(());
    }
    let prepared = prepared.map_err(|error| {
        taken.refused();
        Failed::Picture(error)
    })?;
    let kept = shell.engine.ask(move |device| {
        device.keep_picture(&to, place, prepared)?;
        taken.kept();
        Ok(())
    });
    kept.await.unwrap_or(Ok(())).map_err(Failed::Save)
}

/// Takes a picture out of a form.
pub async fn remove_one(shell: &Shell, id: PictureId) -> PictureProblem {
    match shell.engine.ask(move |device| device.remove_picture(id)).await {
        Ok(Err(error)) => problem(&Failed::Save(error)),
        _ => PictureProblem::None,
    }
}

/// Takes the how-manieth picture of a place out of the order's form.
pub async fn remove(shell: Rc<Shell>, place: Place, index: usize) {
    let Some(id) = ids(&shell, place).get(index).copied() else { return };
    let problem = remove_one(&shell, id).await;
    say(&shell, false, problem);
    show_again(&shell).await;
}

/// Reads the pictures of the order's form.
pub async fn read(shell: &Shell) {
    let Some(subject) = task::subject(shell) else { return };
    let shift = shell.shift();
    let asked = shell.engine.ask(move |device| (device.draft_pictures(&subject), device.now())).await;
    let Ok((Ok(drafts), now)) = asked else { return };
    if shift == shell.shift() {
        shell.drafts.replace(drafts.into_iter().map(|draft| kept(shell, draft, now)).collect());
    }
}

fn kept(shell: &Shell, draft: DraftPicture, now: Moment) -> Kept {
    let tile = order::tile(shell, pixels::thumbnail(&draft.thumbnail), shows(&draft.place), draft.added, now);
    Kept { id: draft.id, place: draft.place, tile }
}

fn shows(place: &PicturePlace) -> PictureOf {
    match place.as_str() {
        PicturePlace::BEFORE => PictureOf::Before,
        PicturePlace::AFTER => PictureOf::After,
        _ => PictureOf::Site,
    }
}

/// The pictures of a place of the order's form, small.
pub fn at(shell: &Shell, place: Place) -> Vec<OrderPicture> {
    let drafts = shell.drafts.borrow();
    let of_place = drafts.iter().filter(|kept| kept.place == place());
    order::numbered(of_place.map(|kept| kept.tile.clone()), true)
}

fn ids(shell: &Shell, place: Place) -> Vec<PictureId> {
    let drafts = shell.drafts.borrow();
    drafts.iter().filter(|kept| kept.place == place()).map(|kept| kept.id).collect()
}

/// Opens a picture of a place, full screen.
pub async fn open(shell: Rc<Shell>, place: Place, index: i32) {
    let tiles = large(&shell, place).await;
    picture::show_these(&shell, tiles, index);
}

/// Opens a picture of the order, full screen: those of its facts, then those of a place of the form.
pub async fn open_all(shell: Rc<Shell>, place: Option<Place>, index: i32) {
    let mut tiles: Vec<PictureTile> = {
        let loaded = shell.order.borrow();
        let pictures = loaded.iter().flat_map(|loaded| &loaded.pictures);
        pictures.map(|picture| picture.tile.clone()).collect()
    };
    if let Some(place) = place {
        tiles.extend(large(&shell, place).await);
    }
    picture::show_these(&shell, tiles, index);
}

/// As they are kept, not small.
async fn large(shell: &Shell, place: Place) -> Vec<PictureTile> {
    let ids = ids(shell, place);
    let read = move |device: &mut doorstep_device::Device| -> Vec<Option<Pixels>> {
        ids.into_iter().map(|id| pixels::decode(&device.picture_bytes(id).ok()?)).collect()
    };
    let decoded = shell.engine.ask(read).await.unwrap_or_default();
    let small = at(shell, place).into_iter().map(|picture| picture.tile);
    let enlarged = |(tile, pixels): (PictureTile, Option<Pixels>)| {
        let picture = pixels.map_or(tile.picture.clone(), slint::Image::from_rgb8);
        PictureTile { picture, ..tile }
    };
    small.zip(decoded).map(enlarged).collect()
}

/// On whatever screen of the order is shown by now.
async fn show_again(shell: &Rc<Shell>) {
    read(shell).await;
    register::render(shell);
    reception::render(shell);
    complaint_entry::render(shell);
    verify::render(shell);
    finish::render(shell);
    work_order::render(shell);
}

/// What is going on, and what went wrong.
fn say(shell: &Shell, taking: bool, problem: PictureProblem) {
    shell.with_app(|app| {
        let camera = Camera::get(app);
        camera.set_taking(taking);
        camera.set_problem(problem);
    });
}

/// Nothing is said of pictures of another form.
pub fn begin(shell: &Shell) {
    shell.stop_taking();
    say(shell, false, PictureProblem::None);
}

fn problem(failed: &Failed) -> PictureProblem {
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
