//! R-06 The order as the customer reads it at the door, in their language (F-05).

use std::rc::Rc;

use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_ui::{Screen, ShowOrder};
use slint::Global as _;

use crate::order_form::{self, edit};
use crate::shell::{self, Shell};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = ShowOrder::get(app);
        let here = Rc::clone(shell);
        screen.on_switch_language(move |code| {
            let lang = shell::lang(&code);
            edit(&here, |form| form.language = lang);
            render(&here);
        });
        let here = Rc::clone(shell);
        screen.on_hand_back(move || {
            shell::select(here.lang.get());
            here.back();
            order_form::arrive_at(&here, Screen::Door);
        });
    });
}

/// Shows the screen, in the customer's language.
pub fn show(shell: &Shell) {
    render(shell);
    order_form::open(shell, Screen::ShowOrder);
}

fn render(shell: &Shell) {
    let Some(lang) = order_form::read(shell, |form| form.language) else { return };
    shell::select(lang);
    let loaded = shell.order.borrow();
    let Some(row) = loaded.as_ref().map(|loaded| &loaded.detail.row) else { return };
    let words = row.reported.in_lang(lang);
    shell.with_app(|app| {
        let screen = ShowOrder::get(app);
        screen.set_language(shell::code(lang).into());
        screen.set_number(row.number.as_str().into());
        if let Some(place) = &row.place {
            screen.set_building(place.building.as_str().into());
            screen.set_section(place.section.as_str().into());
            screen.set_room(place.room.as_str().into());
        }
        screen.set_reported(if words.is_empty() { row.matter.in_lang(lang) } else { words }.into());
        let technician = row.assignee.as_ref().map(|name| name.in_lang(lang));
        screen.set_technician(technician.unwrap_or_default().into());
        screen.set_wanted(wanted(shell, row.appointment, lang).into());
    });
}

///
fn wanted(shell: &Shell, appointment: Option<Moment>, lang: Lang) -> String {
    match (appointment.map(|at| shell.local(at)), lang) {
        (None, Lang::Zh) => "尽快".to_owned(),
        (None, Lang::En) => "As soon as possible".to_owned(),
        (Some(at), Lang::Zh) => at.format("%-m月%-d日 %H:%M").to_string(),
        (Some(at), Lang::En) => at.format("%-d %B, %H:%M").to_string(),
    }
}
