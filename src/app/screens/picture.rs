//! A picture of the history, full screen (V-05).

use std::rc::Rc;

use doorstep_ui::{Picture, Screen};
use slint::Global as _;

use crate::shell::Shell;
use crate::show;

/// The screen pages by itself; there is nothing to tie.
pub fn connect(_: &Rc<Shell>) {}

/// Shows the picture with this index.
pub fn show(shell: &Shell, index: i32) {
    shell.touch();
    let loaded = shell.detail.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    shell.with_app(|app| {
        let screen = Picture::get(app);
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        screen.set_index(index);
    });
    shell.open(Screen::Picture);
}
