//! The sheet of a price: shown before the work starts, and agreed to.

use chrono::DateTime;
use chrono_tz::Tz;

use super::words::{amount, minute, row};
use super::{Document, Row, RowPart};
use crate::lang::{Lang, Words};
use crate::money::{Fen, Quantity};

/// All that the sheet shows.
#[derive(Debug, Clone)]
pub struct PriceSheet<'a> {
    /// F-05: the customer's language.
    pub language: Lang,
    /// How the customer is addressed.
    pub customer: &'a str,
    /// Who is to do it.
    pub technician: &'a str,
    /// When, in the site's zone.
    pub at: DateTime<Tz>,
    /// The order's number, or what stands for it.
    pub number: &'a str,
    /// What was reported.
    pub reported: &'a str,
    /// what was found, in words.
    pub found: &'a str,
    /// Line by line.
    pub lines: Vec<SheetLine<'a>>,
    /// In all; 0 says plainly that it is free.
    pub total: Fen,
}

/// A line of a price, in the customer's language.
#[derive(Debug, Clone, Copy)]
pub struct SheetLine<'a> {
    /// What it is for.
    pub label: &'a str,
    /// How many.
    pub quantity: Quantity,
    /// Of what: a piece, a metre.
    pub unit: &'a str,
    /// What the line costs.
    pub amount: Fen,
}

const HEADING: Words = Words::new("施工前，请您确认价格", "Before we start: please confirm the price");
const REPORTED: Words = Words::new("您报修", "You reported");
const FOUND: Words = Words::new("现场核对", "What we found");
const TOTAL: Words = Words::new("合计", "Total");
const FREE: Words = Words::new("免费", "Free");
const PROMISE: Words = Words::new("承诺", "Our promise");
const PROMISE_TEXT: Words = Words::new("您同意后，我们才开始施工。", "We start only once you agree.");

impl PriceSheet<'_> {
    /// Makes the document: once, before the customer is asked.
    pub fn write(&self) -> Document {
        Document {
            v: 1,
            about: "price".to_owned(),
            language: self.language,
            heading: HEADING.in_lang(self.language).to_owned(),
            intro: self.intro(),
            rows: self.rows(),
            pictures: Vec::new(),
        }
    }

    fn intro(&self) -> String {
        let at = minute(self.at, self.language);
        match self.language {
            Lang::Zh => format!("{}，派工单 {}，{} {at}", self.customer, self.number, self.technician),
            Lang::En => format!("{}, order {}, by {}, {at}", self.customer, self.number, self.technician),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let lines = self.lines.iter().map(|line| line_row(line, self.language));
        let head = [(REPORTED, self.reported, None), (FOUND, self.found, Some(RowPart::Found))];
        let head = head.into_iter().filter(|(_, text, _)| !text.is_empty());
        let head = head.map(|(label, text, part)| self.row(label, text, part));
        let total = self.row(TOTAL, amount(self.total.get(), self.language), Some(RowPart::Total));
        let promise = PROMISE_TEXT.in_lang(self.language);
        let promise = self.row(PROMISE, promise, Some(RowPart::Promise));
        head.chain(lines).chain([total, promise]).collect()
    }

    fn row(&self, label: Words, text: impl Into<String>, part: Option<RowPart>) -> Row {
        Row { part, ..row(label, text, self.language) }
    }
}

/// A line of a price, which the signed sheet shows too.
pub(super) fn line_row(line: &SheetLine<'_>, lang: Lang) -> Row {
    let label = match line.quantity {
        Quantity::ONE => line.label.to_owned(),
        quantity => format!("{} × {} {}", line.label, quantity.get(), line.unit).trim_end().to_owned(),
    };
    let text = match line.amount {
        Fen::FREE => FREE.in_lang(lang).to_owned(),
        fen => amount(fen.get(), lang),
    };
    Row { label, text, mark: None, part: Some(RowPart::Line) }
}
