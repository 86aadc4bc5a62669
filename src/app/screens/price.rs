//! 06 The price, before any work, in the customer's language. The words are the document's own.

use std::rc::Rc;

use doorstep_device::commands::work_order::OrderError;
use doorstep_domain::document::{Document, Row, RowPart};
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{Action, Manner, Step};
use doorstep_ui::{Price, PriceRow, Screen};
use slint::Global as _;

use super::{cannot, customer, save_failed, work_order};
use crate::order_form::{self, edit};
use crate::shell::{self, Shell};
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Price::get(app);
        let here = Rc::clone(shell);
        screen.on_agree(move || {
            let shell = Rc::clone(&here);
            here.act(order_form::act_and_return(shell, |device, form| device.agree_price(form)));
        });
        let here = Rc::clone(shell);
        screen.on_not_agree(move || {
            work_order::return_to(&here);
            cannot::show(&here);
        });
        let here = Rc::clone(shell);
        screen.on_switch_language(move |code| {
            let lang = shell::lang(&code);
            edit(&here, |form| form.language = lang);
            here.act(show(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_hand_back(move || work_order::return_to(&here));
    });
}

/// Shows the price that is asked; one that was agreed to, as it was shown then.
pub async fn show(shell: Rc<Shell>) {
    let agreed = shell
        .order
        .borrow()
        .as_ref()
        .and_then(|loaded| loaded.detail.agreed.as_ref().map(|agreed| (agreed.fact, agreed.total)));
    match agreed {
        Some((fact, total)) => {
            let proof = shell.engine.ask(move |device| device.proof(fact)).await;
            if let Ok(Ok(Some(document))) = proof.map(|proof| proof.map(|proof| proof.document)) {
                open(&shell, &document, total, true);
            }
        }
        None => ask(&shell).await,
    }
}

async fn ask(shell: &Rc<Shell>) {
    set_manner(shell);
    let Some(form) = shell.order_form.borrow().clone() else { return };
    let total = shell.order.borrow().as_ref().and_then(|loaded| work_order::total(&loaded.detail));
    let shown = shell.engine.ask(move |device| device.show_price(form)).await;
    let total = total.ok_or(OrderError::Unpriced);
    match (shown, total) {
        (Ok(Ok((form, sheet))), Ok(total)) => {
            shell.order_form.replace(Some(form));
            open(shell, &sheet.document, total, !may_ask(shell));
        }
        (Ok(Err(error)), _) | (_, Err(error)) => save_failed::show_order(shell, &error),
        (Err(error), _) => tracing::error!(%error, "no price"),
    }
}

fn may_ask(shell: &Shell) -> bool {
    shell.order.borrow().as_ref().is_some_and(|loaded| work_order::may(&loaded.detail, Action::Agree))
}

/// whoever is not there yet asks by telephone.
fn set_manner(shell: &Shell) {
    let step = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.step);
    let manner = step.filter(|step| *step < Step::OnSite).map(|_| Manner::Phone);
    edit(shell, |form| form.price.manner = manner);
}

fn open(shell: &Shell, document: &Document, total: Fen, read_only: bool) {
    // F-05: whoever looks at the glass now reads the customer's language.
    shell::select(document.language);
    render(shell, document, total, read_only);
    order_form::open(shell, Screen::Price);
}

fn render(shell: &Shell, document: &Document, total: Fen, read_only: bool) {
    let of = |part: RowPart| document.rows.iter().filter(move |row| row.part == Some(part));
    let above = document.rows.iter().filter(|row| matches!(row.part, None | Some(RowPart::Found)));
    let text = |row: Option<&Row>, of: fn(&Row) -> &str| row.map(|row| of(row).into()).unwrap_or_default();
    let line = |row: &Row| PriceRow { text: row.label.as_str().into(), amount: row.text.as_str().into() };
    shell.with_app(|app| {
        let screen = Price::get(app);
        screen.set_language(shell::code(document.language).into());
        screen.set_heading(document.heading.as_str().into());
        screen.set_heading_serif(document.heading.chars().all(doorstep_ui::is_in_serif));
        screen.set_intro(document.intro.as_str().into());
        screen.set_rows(show::rows(above.map(customer::line)));
        screen.set_lines(show::rows(of(RowPart::Line).map(line)));
        screen.set_total_label(text(of(RowPart::Total).next(), |row| &row.label));
        screen.set_total(total.yuan().into());
        screen.set_promise(text(of(RowPart::Promise).next(), |row| &row.text));
        screen.set_missing_glyphs(customer::missing(document).into());
        screen.set_read_only(read_only);
        screen.set_saving(false);
    });
}
