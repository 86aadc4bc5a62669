//! R-01, C-02 The home to register or take a complaint for: by building and number, or by name.

use std::rc::Rc;

use doorstep_device::queries::home::HomeChoice;
use doorstep_domain::ids::HomeId;
use doorstep_ui::{PickHome, Screen};
use slint::{Global as _, Model as _};

use super::{find, reception, register, save_failed};
use crate::shell::Shell;
use crate::show;
use crate::task::{self, Task};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = PickHome::get(app);
        let here = Rc::clone(shell);
        screen.on_search(move |_| here.act(search(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_choose_building(move |index| {
            here.with_app(|app| PickHome::get(app).set_building(index));
            here.act(search(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_pick(move |id| {
            if let Ok(home) = id.parse() {
                here.act(pick(Rc::clone(&here), home));
            }
        });
    });
}

/// Shows every home of this person's.
pub async fn show(shell: Rc<Shell>) {
    shell.with_app(|app| {
        let screen = PickHome::get(app);
        screen.set_query("".into());
        screen.set_building(-1);
    });
    search(Rc::clone(&shell)).await;
    shell.open(Screen::PickHome);
}

/// What is asked for now: the words, and the building.
fn asked(shell: &Shell) -> Option<(String, Option<String>)> {
    shell.with_app(|app| {
        let screen = PickHome::get(app);
        let building = usize::try_from(screen.get_building()).ok();
        let building = building.and_then(|index| screen.get_buildings().row_data(index));
        (screen.get_query().into(), building.map(String::from))
    })
}

async fn search(shell: Rc<Shell>) {
    let Some(question) = asked(&shell) else { return };
    let (query, building) = question.clone();
    let found = shell.engine.ask(move |device| device.choose_among(&query, building.as_deref())).await;
    let Ok(Ok(HomeChoice { buildings, homes })) = found else { return };
    // An answer to what was asked before is of no use.
    if asked(&shell) == Some(question) {
        shell.with_app(|app| {
            let screen = PickHome::get(app);
            let buildings = buildings.iter().map(|name| name.as_str().into()).collect();
            screen.set_buildings(show::renewed(screen.get_buildings(), buildings));
            screen.set_homes(show::rows(homes.iter().map(|home| find::place(&shell, home))));
        });
    }
}

/// Name, address, telephone and language come with the home.
async fn pick(shell: Rc<Shell>, home: HomeId) {
    match task::what(&shell) {
        Task::Complaint => pick_for_complaint(shell, home).await,
        _ => pick_for_order(shell, home).await,
    }
}

async fn pick_for_complaint(shell: Rc<Shell>, home: HomeId) {
    let Some(form) = shell.complaint_form.borrow().clone() else { return };
    match shell.engine.ask(move |device| device.choose_complaint_home(form, &home)).await {
        Ok(Ok(form)) => {
            reception::show_home(&shell, form).await;
            shell.back();
        }
        Ok(Err(error)) => save_failed::show_complaint(&shell, &error),
        Err(error) => tracing::error!(%error, "no home was chosen"),
    }
}

async fn pick_for_order(shell: Rc<Shell>, home: HomeId) {
    let Some(form) = shell.order_form.borrow().clone() else { return };
    match shell.engine.ask(move |device| device.choose_home(form, &home)).await {
        Ok(Ok(form)) => {
            shell.order_form.replace(Some(form));
            register::read_offer(&shell).await;
            register::render(&shell);
            shell.back();
        }
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "no home was chosen"),
    }
}
