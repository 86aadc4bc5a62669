//! How the screens look: what was chosen for this handheld is shown from the start, before anybody signs in.

use std::rc::Rc;

use doorstep_device::look::{Colours, Look};
use doorstep_ui as ui;
use doorstep_ui::{Display, Theme};
use slint::Global as _;

use crate::shell::Shell;

/// Large text, of the ordinary one.
const LARGE: f32 = 1.3;

/// Ties the choice.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Display::get(app).on_choose(move |colours, large_text| {
            let look = Look { colours: of_screen(colours), large_text };
            show(&here, look);
            here.act(keep(Rc::clone(&here), look));
        });
    });
}

/// What was chosen before.
pub async fn restore(shell: &Shell) {
    match shell.engine.ask(|device| device.look()).await {
        Ok(Ok(look)) => show(shell, look),
        Ok(Err(error)) => tracing::error!(%error, "how the screens look is not known"),
        Err(error) => tracing::error!(%error, "how the screens look is not known"),
    }
}

async fn keep(shell: Rc<Shell>, look: Look) {
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.set_look(look)).await {
        tracing::error!(%error, "how the screens look was not kept");
    }
}

fn show(shell: &Shell, look: Look) {
    shell.with_app(|app| {
        let theme = Theme::get(app);
        theme.set_colours(on_screen(look.colours));
        theme.set_scale(if look.large_text { LARGE } else { 1.0 });
    });
}

fn on_screen(colours: Colours) -> ui::Colours {
    match colours {
        Colours::Light => ui::Colours::Light,
        Colours::Dark => ui::Colours::Dark,
        Colours::System => ui::Colours::System,
    }
}

fn of_screen(colours: ui::Colours) -> Colours {
    match colours {
        ui::Colours::Light => Colours::Light,
        ui::Colours::Dark => Colours::Dark,
        ui::Colours::System => Colours::System,
    }
}
