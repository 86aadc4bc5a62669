//! The form of the order on the screens: every change is kept at once (F-01), and what is done about the order
//! goes to the device from here. A refused act leaves form and screen as they are.

use std::rc::Rc;

use doorstep_device::commands::save::Saved;
use doorstep_device::commands::work_order::{OrderError, OrderForm};
use doorstep_device::device::Device;
use doorstep_ui::{
    AgreeTime, Cancel, Cannot, Charge, Customer, Door, Finish, Material, NobodyHome, Price, QuoteWait,
    Refused, Screen, Verify, WorkOrder,
};
use slint::Global as _;

use crate::screens::{save_failed, status, work_order};
use crate::shell::Shell;

/// The form's word for each screen of an order: it reopens in place.
const PAGES: [(&str, Screen); 16] = [
    ("order", Screen::WorkOrder),
    ("door", Screen::Door),
    ("show-order", Screen::ShowOrder),
    ("nobody-home", Screen::NobodyHome),
    ("verify", Screen::Verify),
    ("price", Screen::Price),
    ("quote-wait", Screen::QuoteWait),
    ("cannot", Screen::Cannot),
    ("material", Screen::Material),
    ("finish", Screen::Finish),
    ("customer", Screen::Customer),
    ("on-behalf", Screen::OnBehalf),
    ("refused", Screen::Refused),
    ("charge", Screen::Charge),
    ("agree-time", Screen::AgreeTime),
    ("cancel", Screen::Cancel),
];

/// The screen that a form was left at.
pub fn screen_of(page: &str) -> Screen {
    PAGES.iter().find(|(word, _)| *word == page).map_or(Screen::WorkOrder, |(_, screen)| *screen)
}

/// the screen that checks the fault, while P-07 is to be asked instead of the price list.
pub const ASKING: &str = "ask";

/// Shows a screen of the order, and keeps that the person is there.
pub fn open(shell: &Shell, screen: Screen) {
    arrive_at(shell, screen);
    shell.open(screen);
}

/// Keeps that the person is at a screen.
pub fn arrive_at(shell: &Shell, screen: Screen) {
    let Some((word, _)) = PAGES.iter().find(|(_, of)| *of == screen) else { return };
    edit(shell, |form| {
        // Asking P-07 is the same screen.
        if !(screen == Screen::Verify && form.page == ASKING) {
            (*word).clone_into(&mut form.page);
        }
    });
}

/// What a form says.
pub fn read<T>(shell: &Shell, of: impl FnOnce(&OrderForm) -> T) -> Option<T> {
    shell.order_form.borrow().as_ref().map(of)
}

/// Changes the form and keeps it as a draft.
pub fn edit(shell: &Shell, change: impl FnOnce(&mut OrderForm)) {
    shell.touch();
    let Some(form) = shell.order_form.borrow_mut().as_mut().map(|form| {
        change(form);
        form.clone()
    }) else {
        return;
    };
    let kept = shell.engine.tell(move |device| {
        if let Err(error) = device.save_order_form(&form) {
            tracing::error!(%error, "the draft was not kept");
        }
    });
    if let Err(error) = kept {
        tracing::error!(%error, "the draft was not kept");
    }
}

/// Does something about the order. "Saved" is true only after the commit; then the order is read anew. What the
/// device refuses is said on a screen of its own.
pub async fn act(
    shell: &Rc<Shell>,
    act: impl FnOnce(&mut Device, &OrderForm) -> Result<Saved, OrderError> + Send + 'static,
) -> Option<Saved> {
    attempt(shell, act).await?.map_err(|error| save_failed::show_order(shell, &error)).ok()
}

/// As [`act`], for a screen that says some of the refusals itself. `None`: there is no form, or no engine.
pub async fn attempt(
    shell: &Rc<Shell>,
    act: impl FnOnce(&mut Device, &OrderForm) -> Result<Saved, OrderError> + Send + 'static,
) -> Option<Result<Saved, OrderError>> {
    let form = shell.order_form.borrow().clone()?;
    set_saving(shell, true);
    let done = shell.engine.ask(move |device| act(device, &form)).await;
    set_saving(shell, false);
    let answer = done.inspect_err(|error| tracing::error!(%error, "nothing was saved")).ok()?;
    if answer.is_ok() {
        status::refresh(shell).await;
        work_order::reload(shell).await;
    }
    Some(answer)
}

/// As [`act`], and back on the order's page.
pub async fn act_and_return(
    shell: Rc<Shell>,
    act: impl FnOnce(&mut Device, &OrderForm) -> Result<Saved, OrderError> + Send + 'static,
) {
    if self::act(&shell, act).await.is_some() {
        work_order::return_to(&shell);
    }
}

/// A button that saves is not tapped twice.
pub fn set_saving(shell: &Shell, saving: bool) {
    shell.with_app(|app| {
        WorkOrder::get(app).set_saving(saving);
        Door::get(app).set_saving(saving);
        Verify::get(app).set_saving(saving);
        Price::get(app).set_saving(saving);
        QuoteWait::get(app).set_saving(saving);
        Cannot::get(app).set_saving(saving);
        Material::get(app).set_saving(saving);
        Finish::get(app).set_saving(saving);
        Charge::get(app).set_saving(saving);
        Customer::get(app).set_saving(saving);
        Refused::get(app).set_saving(saving);
        NobodyHome::get(app).set_saving(saving);
        AgreeTime::get(app).set_saving(saving);
        Cancel::get(app).set_saving(saving);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_01_every_page_of_an_order_leads_back_to_its_screen() {
        for (word, screen) in PAGES {
            assert_eq!(screen_of(word), screen, "{word}");
        }
        assert_eq!(screen_of("of a newer version"), Screen::WorkOrder);
    }
}
