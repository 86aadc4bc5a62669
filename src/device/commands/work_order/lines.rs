//! the lines of a price, and what each is called.

use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::directory::Label;
use doorstep_domain::document::SheetLine;
use doorstep_domain::ids::{MatterCode, PriceCode};
use doorstep_domain::lang::{Lang, Words};
use doorstep_domain::money::{AmountError, Fen, Quantity};
use doorstep_domain::work_order::{PriceLine, QuoteAnswer, WorkOrderState};

const QUOTED: Words = Words::new("按工程主管报价维修", "Repair as quoted");

/// What a matter costs as a rule: one of each of its items; nothing where it is not on the list.
pub fn usual_lines(catalogue: &Catalogue, matter: &MatterCode) -> Vec<PriceLine> {
    let items = catalogue.faults.get(matter).map_or(&[][..], |fault| &fault.prices);
    let line = |code: &PriceCode| {
        let each = catalogue.prices.get(code)?.each;
        Some(PriceLine { item: Some(code.clone()), quantity: Quantity::ONE, each })
    };
    items.iter().filter_map(line).collect()
}

/// What an order costs when it is what was reported: under warranty it is not the customer's to pay.
pub(crate) fn reported_lines(
    catalogue: &Catalogue,
    state: &WorkOrderState,
    matter: &MatterCode,
) -> Vec<PriceLine> {
    if is_under_warranty(state) { Vec::new() } else { usual_lines(catalogue, matter) }
}

fn is_under_warranty(state: &WorkOrderState) -> bool {
    state.assignment().is_some_and(|assignment| assignment.under_warranty)
}

/// what the customer is to be asked: what was found, and what P-07 said since. `None` where
/// nothing says what it costs.
pub fn price_lines(state: &WorkOrderState) -> Option<Vec<PriceLine>> {
    let mut lines = state.found.as_ref().map(|found| found.what.lines.clone()).unwrap_or_default();
    lines.extend(quoted_line(state, &lines));
    (!lines.is_empty() || (is_under_warranty(state) && state.found.is_some())).then_some(lines)
}

/// a quote counts where it answers what was found, or where nothing else has a price.
fn quoted_line(state: &WorkOrderState, lines: &[PriceLine]) -> Option<PriceLine> {
    let quote = state.quote.as_ref()?;
    let QuoteAnswer::Price { fen: each } = quote.what else { return None };
    let newer = state.found.as_ref().is_none_or(|found| quote.at >= found.at);
    let has_one = lines.iter().any(|line| line.item.is_none());
    let counts = !has_one && (newer || lines.is_empty());
    counts.then_some(PriceLine { item: None, quantity: Quantity::ONE, each })
}

/// What a line is called, and what it counts.
pub fn line_labels(catalogue: &Catalogue, line: &PriceLine) -> (Label, Label) {
    let Some(code) = &line.item else { return (Label::new(QUOTED.zh, QUOTED.en), Label::default()) };
    match catalogue.prices.get(code) {
        Some(item) => (item.label.clone(), item.unit.clone()),
        None => (Label::new(code.as_str(), ""), Label::default()),
    }
}

/// A line with what it is called, for a document.
pub(super) struct Labelled {
    quantity: Quantity,
    amount: Fen,
    label: Label,
    unit: Label,
}

impl Labelled {
    pub fn all(catalogue: &Catalogue, lines: &[PriceLine]) -> Result<Vec<Self>, AmountError> {
        let labelled = |line: &PriceLine| {
            let (label, unit) = line_labels(catalogue, line);
            Ok(Self { quantity: line.quantity, amount: line.amount()?, label, unit })
        };
        lines.iter().map(labelled).collect()
    }

    pub fn in_lang(&self, lang: Lang) -> SheetLine<'_> {
        let (label, unit) = (self.label.in_lang(lang), self.unit.in_lang(lang));
        SheetLine { label, quantity: self.quantity, unit, amount: self.amount }
    }
}
