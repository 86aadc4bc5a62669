//! R-11 The work is done: the place clean, parts and tools seen to, in one tap.

use std::rc::Rc;

use doorstep_device::commands::work_order::form::FinishForm;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::directory::Label;
use doorstep_domain::work_order::Parts;
use doorstep_ui::{Finish, Screen};
use slint::Global as _;

use crate::order_form;
use crate::phrases::{self, set_if_other};
use crate::shell::Shell;
use crate::{order, pictures, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Finish::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_parts(move |parts| edit(&here, |form| form.parts = Some(show::to_parts(parts))));
        let here = Rc::clone(shell);
        screen.on_toggle_phrase(move |index| toggle(&here, index));
        let here = Rc::clone(shell);
        screen.on_edit_done(move |text| {
            let done = work_done(&here);
            edit(&here, |form| form.done = phrases::with_own(&form.done, &done, &text));
        });
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
    connect_pictures(shell);
}

fn connect_pictures(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Finish::get(app);
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            here.act(pictures::open(Rc::clone(&here), PicturePlace::after, index));
        });
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            if let Ok(index) = usize::try_from(index) {
                here.act(pictures::remove(Rc::clone(&here), PicturePlace::after, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_take_picture(move || here.act(pictures::take(Rc::clone(&here), PicturePlace::after)));
    });
}

/// Shows the screen.
pub async fn show(shell: Rc<Shell>) {
    render(&shell);
    order_form::open(&shell, Screen::Finish);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut FinishForm)) {
    order_form::edit(shell, |form| change(&mut form.finish));
    render(shell);
}

fn work_done(shell: &Shell) -> Vec<Label> {
    shell.site.borrow().catalogue.work_done.clone()
}

/// F-05: what was done stands on the customer's sheet, so it is written in their language.
fn toggle(shell: &Shell, index: i32) {
    let lang = order_form::read(shell, |form| form.language).unwrap_or_default();
    let done = work_done(shell);
    let Some(label) = usize::try_from(index).ok().and_then(|index| done.get(index)) else { return };
    edit(shell, |form| form.done = phrases::toggled(&form.done, label.in_lang(lang)));
}

/// one tap says that all of it is done; the parts stay with the customer unless somebody says otherwise.
async fn save(shell: Rc<Shell>) {
    order_form::edit(&shell, |form| {
        form.finish.tidy = true;
        form.finish.parts.get_or_insert(Parts::Left);
    });
    order_form::act_and_return(shell, |device, form| device.finish_order(form)).await;
}

/// Shows the form.
pub fn render(shell: &Shell) {
    let Some(head) = order::shown_head(shell) else { return };
    let Some((form, lang)) = order_form::read(shell, |form| (form.finish.clone(), form.language)) else {
        return;
    };
    let done = work_done(shell);
    shell.with_app(|app| {
        let screen = Finish::get(app);
        screen.set_head(head);
        screen.set_parts(show::parts(form.parts.unwrap_or(Parts::Left)));
        screen.set_has_done(!form.done.trim().is_empty());
        screen.set_phrases(phrases::rows(&form.done, &done, lang));
        set_if_other(phrases::own(&form.done, &done), screen.get_done(), |text| screen.set_done(text));
        screen.set_pictures(show::rows(pictures::at(shell, PicturePlace::after)));
        screen.set_may_photograph(shell.camera.is_some());
    });
}
