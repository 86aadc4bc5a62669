//! The site's price list (维修项目收费标准), to choose a line from: by trade, or by a search.

use std::rc::Rc;

use doorstep_device::queries::catalogue::PriceRow;
use doorstep_domain::ids::PriceCode;
use doorstep_domain::money::Quantity;
use doorstep_domain::work_order::PriceLine;
use doorstep_ui::{PriceList, PriceListRow, Screen};
use slint::Global as _;

use super::verify;
use crate::order_form::{self, read};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = PriceList::get(app);
        let here = Rc::clone(shell);
        screen.on_search(move |query| here.act(search(Rc::clone(&here), query.into())));
        let here = Rc::clone(shell);
        screen.on_pick(move |id| pick(&here, &id));
    });
}

/// Shows the whole list.
pub fn show(shell: &Rc<Shell>) {
    shell.with_app(|app| PriceList::get(app).set_query("".into()));
    shell.act(search(Rc::clone(shell), String::new()));
    shell.open(Screen::PriceList);
}

async fn search(shell: Rc<Shell>, query: String) {
    let Ok(Ok(prices)) = shell.engine.ask(move |device| device.prices(&query, None)).await else { return };
    shell.with_app(|app| PriceList::get(app).set_rows(show::rows(rows(&shell, &prices))));
}

/// A heading over each trade; the order's own stands first.
fn rows(shell: &Shell, prices: &[PriceRow]) -> Vec<PriceListRow> {
    let own = shell.order.borrow().as_ref().and_then(|loaded| loaded.detail.row.trade.clone());
    let site = shell.site.borrow();
    let mut trades: Vec<_> = site.catalogue.trades.iter().collect();
    trades.sort_by_key(|(_, trade)| own.as_ref() != Some(&trade.label));
    let of_trade = trades.into_iter().flat_map(|(code, trade)| {
        let items = prices.iter().filter(|row| row.trade == *code).map(|row| item(shell, row));
        let mut items: Vec<PriceListRow> = items.collect();
        if !items.is_empty() {
            let text = shell.say(&trade.label);
            items.insert(0, PriceListRow { heading: true, text, ..PriceListRow::default() });
        }
        items
    });
    of_trade.collect()
}

fn item(shell: &Shell, row: &PriceRow) -> PriceListRow {
    let has = |line: &PriceLine| line.item.as_ref() == Some(&row.item);
    let chosen = read(shell, |form| form.verification.lines.iter().flatten().any(has));
    PriceListRow {
        heading: false,
        id: row.item.as_str().into(),
        text: shell.say(&row.label),
        unit: shell.say(&row.unit),
        each: row.each.yuan().into(),
        chosen: chosen.unwrap_or_default(),
    }
}

/// Adds a line, unless there is one of it already.
fn pick(shell: &Shell, id: &str) {
    let Ok(code) = id.parse::<PriceCode>() else { return };
    let Some(each) = shell.site.borrow().catalogue.prices.get(&code).map(|item| item.each) else { return };
    order_form::edit(shell, |form| {
        let lines = form.verification.lines.get_or_insert_with(Vec::new);
        if lines.iter().all(|line| line.item.as_ref() != Some(&code)) {
            lines.push(PriceLine { item: Some(code), quantity: Quantity::ONE, each });
        }
    });
    shell.back();
    verify::render(shell);
}
