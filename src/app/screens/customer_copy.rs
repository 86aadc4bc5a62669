//! R-14 The customer's copy: what they signed, as a picture to show or to hand on.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use doorstep_ui::{CustomerCopy, Screen};
use slint::{Global as _, Image, Rgba8Pixel, SharedPixelBuffer};

use super::work_order;
use crate::order;
use crate::paper;
use crate::shell::Shell;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = CustomerCopy::get(app);
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_close(move || work_order::return_to(&here));
    });
}

/// Shows what was signed.
pub async fn show(shell: Rc<Shell>) {
    let number = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.number.clone());
    let Some(number) = number else { return };
    shell.with_app(|app| {
        let screen = CustomerCopy::get(app);
        screen.set_number(order::short_number(&number).into());
        screen.set_ready(false);
        screen.set_failed(false);
        screen.set_path("".into());
    });
    shell.open(Screen::CustomerCopy);
    let picture = draw(&shell, ON_SCREEN).await;
    shell.with_app(|app| {
        let screen = CustomerCopy::get(app);
        screen.set_ready(picture.is_some());
        screen.set_picture(picture.unwrap_or_default());
    });
}

/// The screen scales it as it needs it.
const ON_SCREEN: f32 = 1.0;
/// A file is to be printed too.
const ON_PAPER: f32 = 2.0;

/// The sheet with its signature, so many pixels for each of its own.
async fn draw(shell: &Shell, scale: f32) -> Option<Image> {
    let fact = shell.order.borrow().as_ref()?.detail.signed.as_ref()?.fact;
    let proof = shell.engine.ask(move |device| device.proof(fact)).await.ok()?.ok()?;
    let svg = paper::svg(&proof.document?, proof.strokes.as_ref(), scale);
    Image::load_from_svg_data(svg.as_bytes()).ok()
}

/// Writes it where this device keeps a person's files. Its name says nothing of anybody (P-10).
async fn save(shell: Rc<Shell>) {
    let pixels = draw(&shell, ON_PAPER).await.and_then(|picture| picture.to_rgba8());
    let number = shell.with_app(|app| CustomerCopy::get(app).get_number().to_string());
    let (Some(pixels), Some(number)) = (pixels, number) else { return };
    let work = move || write(&pixels, &number);
    let written = shell.engine.call(move |_| async move { tokio::task::spawn_blocking(work).await }).await;
    let path = written.ok().and_then(Result::ok).and_then(Result::ok);
    shell.with_app(|app| {
        let screen = CustomerCopy::get(app);
        screen.set_failed(path.is_none());
        let path = path.map(|path| path.to_string_lossy().as_ref().into());
        screen.set_path(path.unwrap_or_default());
    });
}

fn write(pixels: &SharedPixelBuffer<Rgba8Pixel>, number: &str) -> anyhow::Result<PathBuf> {
    let home = std::env::home_dir().ok_or_else(|| anyhow::anyhow!("this device has no folder for files"))?;
    let folder = home.join("Doorstep");
    std::fs::create_dir_all(&folder)?;
    let path = folder
        .join(Path::new(&number.replace(|c: char| !c.is_ascii_alphanumeric(), "-")).with_extension("png"));
    image::save_buffer(&path, pixels.as_bytes(), pixels.width(), pixels.height(), image::ColorType::Rgba8)?;
    Ok(path)
}
