//! R-10 The customer's own material: checked before use; a warning and the customer's choice unless it is qualified.

use std::rc::Rc;

use doorstep_device::commands::work_order::form::MaterialForm;
use doorstep_domain::directory::Label;
use doorstep_domain::lang::Lang;
use doorstep_ui::{Material, MaterialQuality, Screen};
use slint::Global as _;

use crate::order_form;
use crate::phrases::{self, set_if_other};
use crate::shell::Shell;
use crate::{order, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Material::get(app);
        let here = Rc::clone(shell);
        screen.on_edit_name(move |name| edit(&here, |form| form.material = name.into()));
        let here = Rc::clone(shell);
        screen.on_choose_quality(move |quality| edit(&here, |form| form.quality = show::to_quality(quality)));
        let here = Rc::clone(shell);
        screen.on_toggle_warning(move |index| toggle(&here, index));
        let here = Rc::clone(shell);
        screen.on_edit_warning(move |text| {
            let warnings = warnings(&here);
            edit(&here, |form| form.warning = phrases::with_own(&form.warning, &warnings, &text));
        });
        let here = Rc::clone(shell);
        screen.on_choose(move |choice| edit(&here, |form| form.choice = show::to_choice(choice)));
        let here = Rc::clone(shell);
        screen.on_save(move || {
            let shell = Rc::clone(&here);
            here.act(order_form::act_and_return(shell, |device, form| device.check_material(form)));
        });
    });
}

/// Shows the screen; `quality` as it was tapped on the order's page. What was checked before is checked again.
pub async fn show(shell: Rc<Shell>, quality: MaterialQuality) {
    let before = shell.order.borrow().as_ref().and_then(|loaded| loaded.detail.materials.last().cloned());
    order_form::edit(&shell, |form| {
        let form = &mut form.material;
        if form.material.is_empty() {
            form.material = before.map(|before| before.material).unwrap_or_default();
        }
        form.quality = show::to_quality(quality).or(form.quality);
    });
    render(&shell);
    order_form::open(&shell, Screen::Material);
}

fn edit(shell: &Shell, change: impl FnOnce(&mut MaterialForm)) {
    order_form::edit(shell, |form| change(&mut form.material));
    render(shell);
}

fn warnings(shell: &Shell) -> Vec<Label> {
    shell.site.borrow().catalogue.warnings.clone()
}

/// F-05: what the customer is warned of is written in their language.
fn toggle(shell: &Shell, index: i32) {
    let lang = order_form::read(shell, |form| form.language).unwrap_or_default();
    let warnings = warnings(shell);
    let Some(label) = usize::try_from(index).ok().and_then(|index| warnings.get(index)) else { return };
    edit(shell, |form| form.warning = phrases::toggled(&form.warning, label.in_lang(lang)));
}

fn render(shell: &Shell) {
    let Some(head) = order::shown_head(shell) else { return };
    let Some((form, lang)) = order_form::read(shell, |form| (form.material.clone(), form.language)) else {
        return;
    };
    let warnings = warnings(shell);
    shell.with_app(|app| {
        let screen = Material::get(app);
        screen.set_head(head);
        set_if_other(form.material.as_str().into(), screen.get_name(), |text| screen.set_name(text));
        screen.set_quality(show::quality(form.quality));
        screen.set_choice(show::choice(form.choice));
        render_warning(&screen, &form, &warnings, lang);
    });
}

fn render_warning(screen: &Material<'_>, form: &MaterialForm, warnings: &[Label], lang: Lang) {
    screen.set_has_warning(!form.warning.trim().is_empty());
    screen.set_warnings(phrases::rows(&form.warning, warnings, lang));
    set_if_other(phrases::own(&form.warning, warnings), screen.get_warning(), |text| {
        screen.set_warning(text)
    });
}
