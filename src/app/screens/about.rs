//! About: the version, this device, its office, and what it is built with.

use std::rc::Rc;

use doorstep_ui::About;
use slint::Global as _;

use crate::shell::Shell;

/// Shows what is known when the screen is opened.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| About::get(app).set_version(env!("CARGO_PKG_VERSION").into()));
}

/// Fills the screen.
pub async fn show(shell: Rc<Shell>) {
    let asked = shell.engine.ask(|device| (device.installation(), device.office()));
    let Ok((installation, Ok(Some(office)))) = asked.await else { return };
    shell.with_app(|app| {
        let about = About::get(app);
        about.set_device_id(slint::format!("{} · {}", office.device_number, installation));
        about.set_office(office.url.as_str().into());
        about.set_fingerprint(office.identity.fingerprint().into());
    });
}
