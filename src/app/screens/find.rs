//! Search: a home by number or by name, a complaint by its number or by what happened.

use std::rc::Rc;

use doorstep_device::queries::QueryError;
use doorstep_device::queries::home::FoundHome;
use doorstep_ui::{Find, HomeRow, Screen};
use slint::Global as _;

use super::{complaint, complaint_row, home};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Find::get(app);
        let here = Rc::clone(shell);
        screen.on_search(move |query| here.act(search(Rc::clone(&here), query.into())));
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            if let Ok(id) = id.parse() {
                here.act(home::open(Rc::clone(&here), id));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_complaint(move |id| {
            if let Ok(id) = id.parse() {
                here.act(complaint::open(Rc::clone(&here), id));
            }
        });
    });
}

/// Shows an empty search.
pub fn show(shell: &Shell) {
    shell.with_app(|app| {
        let screen = Find::get(app);
        screen.set_query("".into());
        screen.set_homes(show::rows([]));
        screen.set_complaints(show::rows([]));
    });
    shell.open(Screen::Find);
}

async fn search(shell: Rc<Shell>, query: String) {
    let asked = query.clone();
    let found = shell
        .engine
        .ask(move |device| Ok::<_, QueryError>((device.search(&asked)?, device.find_complaints(&asked)?)));
    let Ok(Ok((found, complaints))) = found.await else { return };
    shell.with_app(|app| {
        let screen = Find::get(app);
        // An answer to what was typed before is of no use.
        if screen.get_query() == query {
            screen.set_homes(show::rows(found.iter().map(|found| row(&shell, found))));
            let complaint = |row| complaint_row::task(&shell, row, complaints.now);
            screen.set_complaints(show::rows(complaints.rows.iter().map(complaint)));
        }
    });
}

fn row(shell: &Shell, found: &FoundHome) -> HomeRow {
    let round = shell.round.borrow();
    let here = |task: &&doorstep_device::queries::task::TaskRow| {
        task.place.as_ref().is_some_and(|place| place.home == found.place.home)
    };
    let overdue = |task: &doorstep_device::queries::task::TaskRow| task.days_overdue > 0;
    HomeRow {
        open: show::count(round.iter().filter(here).count()),
        overdue: round.iter().filter(here).any(overdue),
        ..place(shell, found)
    }
}

/// Where it is, and who lives there.
pub fn place(shell: &Shell, found: &FoundHome) -> HomeRow {
    HomeRow {
        id: found.place.home.as_str().into(),
        building: found.place.building.as_str().into(),
        section: found.place.section.as_str().into(),
        room: found.place.room.as_str().into(),
        residents: shell.say(&found.contact.name),
        ..HomeRow::default()
    }
}
