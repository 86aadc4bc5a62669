//! C-05: every complaint of the site, for those who supervise (P-01 to P-04): open, overdue, archived.

use std::rc::Rc;

use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::complaints::{ComplaintList, Complaints as Page};
use doorstep_ui::{Complaints, ComplaintsView, Screen};
use slint::Global as _;

use super::{complaint, complaint_row};
use crate::shell::Shell;
use crate::show;

/// A view, and how much stands in the others.
struct Shown {
    page: Page,
    open: usize,
    overdue: usize,
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Complaints::get(app);
        let here = Rc::clone(shell);
        screen.on_show(move |view| {
            here.with_app(|app| Complaints::get(app).set_view(view));
            let shell = Rc::clone(&here);
            here.act(async move { refresh(&shell).await });
        });
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            if let Ok(complaint) = id.parse() {
                here.act(complaint::open(Rc::clone(&here), complaint));
            }
        });
    });
}

/// Shows what is open.
pub async fn show(shell: Rc<Shell>) {
    shell.with_app(|app| Complaints::get(app).set_view(ComplaintsView::Open));
    refresh(&shell).await;
    shell.open(Screen::Complaints);
}

/// Reads them anew.
pub async fn refresh(shell: &Shell) {
    let Some(list) = shell.with_app(|app| list(Complaints::get(app).get_view())) else { return };
    let shift = shell.shift();
    let Ok(Ok(shown)) = shell.engine.ask(move |device| read(device, list)).await else { return };
    if shift == shell.shift() {
        render(shell, &shown);
    }
}

fn list(view: ComplaintsView) -> ComplaintList {
    match view {
        ComplaintsView::Open => ComplaintList::Open,
        ComplaintsView::Overdue => ComplaintList::Overdue,
        ComplaintsView::Closed => ComplaintList::Closed,
    }
}

fn read(device: &Device, list: ComplaintList) -> Result<Shown, QueryError> {
    let (all_open, all_overdue) =
        (device.complaints(ComplaintList::Open)?, device.complaints(ComplaintList::Overdue)?);
    let (open, overdue) = (all_open.rows.len(), all_overdue.rows.len());
    let page = match list {
        ComplaintList::Open => all_open,
        ComplaintList::Overdue => all_overdue,
        other => device.complaints(other)?,
    };
    Ok(Shown { page, open, overdue })
}

fn render(shell: &Shell, shown: &Shown) {
    let rows = shown.page.rows.iter().map(|row| complaint_row::task(shell, row, shown.page.now)).collect();
    shell.with_app(|app| {
        let screen = Complaints::get(app);
        screen.set_open_count(show::count(shown.open));
        screen.set_overdue_count(show::count(shown.overdue));
        screen.set_rows(show::renewed(screen.get_rows(), rows));
    });
}
