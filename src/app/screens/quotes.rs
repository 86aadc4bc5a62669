//! P-07's page: prices that are asked for, declined orders to countersign, finished ones to confirm
//!

use std::rc::Rc;

use doorstep_device::Device;
use doorstep_device::commands::save::Saved;
use doorstep_device::commands::work_order::{OrderError, OrderForm};
use doorstep_device::queries::QueryError;
use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::OrderDetail;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::Action;
use doorstep_ui::{CannotReason, QuoteRow, QuoteSection, Quotes, Screen};
use slint::Global as _;

use super::{quote, review_order, save_failed, status, today, work_order};
use crate::shell::Shell;
use crate::{order, show};

/// What is decided first.
const SECTIONS: [(QuoteSection, OrderList); 3] = [
    (QuoteSection::Price, OrderList::ToQuote),
    (QuoteSection::Countersign, OrderList::ToCountersign),
    (QuoteSection::Confirm, OrderList::ToConfirm),
];

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Quotes::get(app).on_open(move |id| {
            if let Ok(order) = id.parse() {
                here.act(open(Rc::clone(&here), order));
            }
        });
    });
}

/// Shows what waits.
pub async fn show(shell: Rc<Shell>) {
    refresh(&shell).await;
    shell.open(Screen::Quotes);
}

/// Reads the lists anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let asked = shell.engine.ask(|device| {
        let lists = SECTIONS.map(|(_, list)| details(device, list));
        (lists, device.now())
    });
    let Ok((lists, now)) = asked.await else { return };
    if shift == shell.shift() {
        let rows: Vec<QuoteRow> = SECTIONS
            .iter()
            .zip(lists)
            .flat_map(|((section, _), list)| section_rows(shell, *section, &list.unwrap_or_default(), now))
            .collect();
        shell.with_app(|app| {
            let screen = Quotes::get(app);
            screen.set_rows(show::renewed(screen.get_rows(), rows));
        });
    }
}

fn details(device: &Device, list: OrderList) -> Result<Vec<OrderDetail>, QueryError> {
    device.orders(list)?.rows.iter().map(|row| device.work_order(&row.order)).collect()
}

fn section_rows(shell: &Shell, section: QuoteSection, list: &[OrderDetail], now: Moment) -> Vec<QuoteRow> {
    let count = show::count(list.len());
    let heading = QuoteRow { heading: true, section, count, ..QuoteRow::default() };
    let rows = list.iter().map(|detail| QuoteRow { section, ..row(shell, detail, now) });
    (count > 0).then_some(heading).into_iter().chain(rows).collect()
}

fn row(shell: &Shell, detail: &OrderDetail, now: Moment) -> QuoteRow {
    let clock = detail.quote.as_ref().and_then(|quote| quote.clock.as_ref());
    let reason = detail.declined.as_ref().map(|declined| order::decline_reason(declined.reason));
    QuoteRow {
        head: order::head(shell, &detail.row, detail.found.as_ref(), now),
        clock: clock.and_then(|clock| order::clock(shell, clock, false, now)).unwrap_or_default(),
        reason: reason.unwrap_or(CannotReason::None),
        price: work_order::total(detail).map(|total| total.yuan().into()).unwrap_or_default(),
        pending: detail.row.pending > 0,
        ..QuoteRow::default()
    }
}

/// Opens what P-07 has to decide about an order; for everybody else, and where nothing waits, the order.
pub async fn open(shell: Rc<Shell>, order: SubjectId) {
    let Some(loaded) = order::load(&shell, order.clone()).await else { return };
    match loaded.detail.next() {
        NextAction::Do(Action::Quote) => quote::open(shell, loaded).await,
        NextAction::Do(Action::Countersign | Action::Confirm) => review_order::open(&shell, loaded),
        _ => work_order::open(shell, order).await,
    }
}

/// Decides about an order. "Saved" is true only after the commit; then back to the list that it stood in.
pub async fn decide(
    shell: Rc<Shell>,
    form: OrderForm,
    act: impl FnOnce(&mut Device, &OrderForm) -> Result<Saved, OrderError> + Send + 'static,
) {
    match shell.engine.ask(move |device| act(device, &form)).await {
        Ok(Ok(_)) => {
            shell.order.take();
            shell.order_form.take();
            status::refresh(&shell).await;
            refresh(&shell).await;
            today::refresh(&shell).await;
            // Over whatever was looked at on the way.
            while !matches!(shell.screen(), Screen::Quotes | Screen::Today) && shell.back().is_some() {}
        }
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}
