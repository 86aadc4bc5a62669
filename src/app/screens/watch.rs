//! What those who answer for others watch over (P-01 to P-04): how much of it waits, and the way from one view to the
//! next. The views stand side by side: the way back leads to what was before them.

use std::rc::Rc;

use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_domain::role::Role;
use doorstep_ui::{Screen, Today, Watch, WatchView};
use slint::Global as _;

use super::{handhelds, month, plan, reviews};
use crate::shell::Shell;
use crate::show;

/// How much waits, and for whom.
pub struct Counts {
    role: Role,
    handhelds: usize,
    reviews: usize,
}

/// Ties the way.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Watch::get(app).on_show(move |view| here.act(show(Rc::clone(&here), view)));
    });
}

/// Whoever signs in is told at once what the handhelds have not sent, where the office can be reached.
pub fn ask(shell: &Rc<Shell>) {
    if shell.with_app(|app| Today::get(app).get_may_watch()) == Some(true) {
        shell.quietly(handhelds::ask(Rc::clone(shell)));
    }
}

/// From Today: to what waits, the reviews before the handhelds.
pub async fn enter(shell: Rc<Shell>) {
    refresh(&shell).await;
    let reviews_first = shell.with_app(|app| {
        let watch = Watch::get(app);
        watch.get_judges() && watch.get_reviews() > 0 && watch.get_handhelds() == 0
    });
    let view = if reviews_first == Some(true) { WatchView::Reviews } else { WatchView::Handhelds };
    show(shell, view).await;
}

/// Shows a view.
pub async fn show(shell: Rc<Shell>, view: WatchView) {
    let screen = match view {
        WatchView::Handhelds => Screen::Handhelds,
        WatchView::Reviews => Screen::Reviews,
        WatchView::Plan => Screen::Plan,
        WatchView::Month => Screen::Month,
    };
    read(&shell, screen).await;
    shell.with_app(|app| Watch::get(app).set_view(view));
    match shell.screen() {
        Screen::Handhelds | Screen::Reviews | Screen::Plan | Screen::Month => shell.turn_to(screen),
        _ => shell.open(screen),
    }
    if screen == Screen::Handhelds {
        handhelds::ask(shell).await;
    }
}

/// Reads the view that is shown anew: something was done, or news came.
pub async fn refresh_shown(shell: &Shell) {
    refresh(shell).await;
    read(shell, shell.screen()).await;
}

async fn read(shell: &Shell, screen: Screen) {
    match screen {
        Screen::Handhelds => handhelds::refresh(shell).await,
        Screen::Reviews => reviews::refresh(shell).await,
        Screen::Plan => plan::refresh(shell).await,
        Screen::Month => month::refresh(shell).await,
        _ => {}
    }
}

/// Counts anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    if let Ok(Ok(Some(counts))) = shell.engine.ask(|device| count(device)).await
        && shift == shell.shift()
    {
        render(shell, &counts);
    }
}

/// How much waits; `None` for who watches nothing (P-09).
pub fn count(device: &Device) -> Result<Option<Counts>, QueryError> {
    let Some(role) = device.me()?.role.filter(|role| role.watches()) else { return Ok(None) };
    let handhelds = device.handhelds()?.map_or(0, |known| known.worrying());
    Ok(Some(Counts { role, handhelds, reviews: device.reviews_due()? }))
}

/// Shows how much waits.
pub fn render(shell: &Shell, counts: &Counts) {
    shell.with_app(|app| {
        let watch = Watch::get(app);
        watch.set_role(show::role(counts.role));
        watch.set_judges(counts.role != Role::FrontDesk);
        watch.set_handhelds(show::count(counts.handhelds));
        watch.set_reviews(show::count(counts.reviews));
    });
}
