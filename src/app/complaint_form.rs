//! The form of the complaint on the screens: every change is kept at once (F-01), and what is done about the
//! complaint goes to the device from here. A refused act leaves form and screen as they are.

use std::rc::Rc;

use doorstep_device::commands::complaint::{ComplaintError, ComplaintForm};
use doorstep_device::commands::save::Saved;
use doorstep_device::device::Device;
use doorstep_ui::{Complaint, ComplaintEntry, ComplaintFacts, Customer, Reception, Refused, Screen};
use slint::Global as _;

use crate::screens::{complaint, save_failed, status, urgent};
use crate::shell::Shell;

/// The form's word for each screen of a complaint: it reopens in place.
const PAGES: [(&str, Screen); 6] = [
    ("complaint", Screen::Complaint),
    ("facts", Screen::ComplaintFacts),
    ("reception", Screen::Reception),
    ("customer", Screen::Customer),
    ("on-behalf", Screen::OnBehalf),
    ("refused", Screen::Refused),
];

/// The screen that a form was left at; an act's page says which act instead.
pub fn screen_of(page: &str) -> Screen {
    PAGES.iter().find(|(word, _)| *word == page).map_or(Screen::Complaint, |(_, screen)| *screen)
}

/// Shows a screen of the complaint, and keeps that the person is there.
pub fn open(shell: &Shell, screen: Screen) {
    arrive_at(shell, screen);
    shell.open(screen);
}

/// Keeps that the person is at a screen.
pub fn arrive_at(shell: &Shell, screen: Screen) {
    if let Some((word, _)) = PAGES.iter().find(|(_, of)| *of == screen) {
        edit(shell, |form| (*word).clone_into(&mut form.page));
    }
}

/// What a form says.
pub fn read<T>(shell: &Shell, of: impl FnOnce(&ComplaintForm) -> T) -> Option<T> {
    shell.complaint_form.borrow().as_ref().map(of)
}

/// Changes the form and keeps it as a draft.
pub fn edit(shell: &Shell, change: impl FnOnce(&mut ComplaintForm)) {
    shell.touch();
    let Some(form) = shell.complaint_form.borrow_mut().as_mut().map(|form| {
        change(form);
        form.clone()
    }) else {
        return;
    };
    let kept = shell.engine.tell(move |device| {
        if let Err(error) = device.save_complaint_form(&form) {
            tracing::error!(%error, "the draft was not kept");
        }
    });
    if let Err(error) = kept {
        tracing::error!(%error, "the draft was not kept");
    }
}

/// Does something about the complaint. "Saved" is true only after the commit; then the complaint is read anew. What
/// the device refuses is said on a screen of its own.
pub async fn act(
    shell: &Rc<Shell>,
    act: impl FnOnce(&mut Device, &ComplaintForm) -> Result<Saved, ComplaintError> + Send + 'static,
) -> Option<Saved> {
    let form = shell.complaint_form.borrow().clone()?;
    set_saving(shell, true);
    let done = shell.engine.ask(move |device| act(device, &form)).await;
    let saved = match done {
        Ok(answer) => answer.map_err(|error| save_failed::show_complaint(shell, &error)).ok(),
        Err(error) => {
            tracing::error!(%error, "nothing was saved");
            None
        }
    };
    if saved.is_some() {
        status::refresh(shell).await;
        // Until the form is read anew nobody begins the next act: what they typed would go with the old one.
        complaint::reload(shell).await;
    }
    set_saving(shell, false);
    urgent::refresh(shell).await;
    saved
}

/// As [`act`], and back on the complaint's page.
pub async fn act_and_return(
    shell: Rc<Shell>,
    act: impl FnOnce(&mut Device, &ComplaintForm) -> Result<Saved, ComplaintError> + Send + 'static,
) {
    if self::act(&shell, act).await.is_some() {
        complaint::return_to(&shell);
    }
}

/// A button that saves is not tapped twice.
pub fn set_saving(shell: &Shell, saving: bool) {
    shell.with_app(|app| {
        Reception::get(app).set_saving(saving);
        Complaint::get(app).set_saving(saving);
        ComplaintEntry::get(app).set_saving(saving);
        ComplaintFacts::get(app).set_saving(saving);
        Customer::get(app).set_saving(saving);
        Refused::get(app).set_saving(saving);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_01_every_page_of_a_complaint_leads_back_to_its_screen() {
        for (word, screen) in PAGES {
            assert_eq!(screen_of(word), screen, "{word}");
        }
        assert_eq!(screen_of("of a newer version"), Screen::Complaint);
    }
}
