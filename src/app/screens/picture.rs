//! Pictures full screen (V-05).

use std::rc::Rc;

use doorstep_ui::{Picture, PictureTile, Screen};
use slint::Global as _;

use crate::shell::Shell;
use crate::show;

/// The screen pages by itself; there is nothing to tie.
pub fn connect(_: &Rc<Shell>) {}

/// Shows a picture of the callback's history.
pub fn show(shell: &Shell, index: i32) {
    let loaded = shell.detail.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    show_these(shell, loaded.pictures.clone(), index);
}

/// Shows one of these.
pub fn show_these(shell: &Shell, tiles: Vec<PictureTile>, index: i32) {
    shell.touch();
    shell.with_app(|app| {
        let screen = Picture::get(app);
        screen.set_pictures(show::rows(tiles));
        screen.set_index(index);
    });
    shell.open(Screen::Picture);
}
