//! The sheet of a finished order: what the customer tries, signs and keeps (R-10 to, V-07).

use chrono::DateTime;
use chrono_tz::Tz;

use super::price::{SheetLine, line_row};
use super::words::{amount, correction, date, minute, row};
use super::{Document, Row, RowPart};
use crate::bytes::Hash;
use crate::lang::{Lang, Words};
use crate::money::Fen;
use crate::work_order::{MaterialCheck, MaterialChoice, MaterialQuality, Parts};

/// All that the sheet shows.
#[derive(Debug, Clone)]
pub struct OrderSheet<'a> {
    /// F-05: the customer's language.
    pub language: Lang,
    /// How the customer is addressed.
    pub customer: &'a str,
    /// Who did it.
    pub technician: &'a str,
    /// When the sheet was made, in the site's zone.
    pub at: DateTime<Tz>,
    /// The order's number, or what stands for it.
    pub number: &'a str,
    /// What was reported.
    pub reported: &'a str,
    /// what was found; left out where it is what was reported.
    pub found: &'a str,
    /// what was done.
    pub done: &'a str,
    /// the price, line by line.
    pub lines: Vec<SheetLine<'a>>,
    /// in all; 0 says plainly that it is free.
    pub total: Fen,
    /// what the customer supplied.
    pub materials: Vec<MaterialRow<'a>>,
    /// where the replaced parts are.
    pub parts: Parts,
    /// When the work began, where that is known.
    pub started: Option<DateTime<Tz>>,
    /// When it was finished.
    pub finished: DateTime<Tz>,
    /// V-07: this sheet replaces an earlier one.
    pub supersedes: bool,
    /// The hashes of the pictures shown with it.
    pub pictures: Vec<Hash>,
}

/// a check of the customer's material.
#[derive(Debug, Clone, Copy)]
pub struct MaterialRow<'a> {
    /// What it is.
    pub name: &'a str,
    /// What the customer was warned of.
    pub warning: &'a str,
    /// What the check says, and what the customer chose.
    pub check: MaterialCheck,
}

const NUMBER: Words = Words::new("派工单", "Order");
const REPORTED: Words = Words::new("您报修", "You reported");
const FOUND: Words = Words::new("现场核对", "What we found");
const DONE: Words = Words::new("处理", "Done");
const TIME: Words = Words::new("时间", "Time");
const TOTAL: Words = Words::new("合计", "Total");
const MATERIAL: Words = Words::new("您自带的材料", "Your own material");
const WARNING: Words = Words::new("已提醒您", "We warned you");
const PARTS: Words = Words::new("换下的配件", "Replaced parts");
const PICTURES: Words = Words::new("照片", "Pictures");
const PAYMENT: Words = Words::new("收费", "Payment");
const PAYMENT_TEXT: Words = Words::new("签名后收取，给您收据", "Taken after you sign, with a receipt");
const QUALIFIED: Words = Words::new("合格", "suitable");
const UNQUALIFIED: Words = Words::new("不合格", "not suitable");
const POOR: Words = Words::new("质量不佳", "of poor quality");
const CHOSE_OWN: Words = Words::new("您选择仍然使用", "you chose to use it all the same");
const CHOSE_OURS: Words = Words::new("您选择换用我们的", "you chose ours instead");
const LEFT: Words = Words::new("已留给您", "Left with you");
const TAKEN_AWAY: Words = Words::new("按您的要求带走", "Taken away as you asked");

impl OrderSheet<'_> {
    /// Makes the document: once, before the customer signs.
    pub fn write(&self) -> Document {
        Document {
            v: 1,
            about: "work_order".to_owned(),
            language: self.language,
            heading: self.heading(),
            intro: self.intro(),
            rows: self.rows(),
            pictures: self.pictures.clone(),
        }
    }

    fn heading(&self) -> String {
        match self.language {
            Lang::Zh => format!("{}，请您试用后签名", self.customer),
            Lang::En => format!("{}, please try it, then sign", self.customer),
        }
    }

    fn intro(&self) -> String {
        let (technician, date) = (self.technician, date(self.at, self.language));
        match self.language {
            Lang::Zh => format!("{technician} {date} 维修，签名后不能改动"),
            Lang::En => format!("Repaired by {technician}, {date}. Final once signed."),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.supersedes {
            rows.push(correction(self.language));
        }
        rows.extend(self.work_rows());
        rows.extend(self.lines.iter().map(|line| line_row(line, self.language)));
        let total = self.row(TOTAL, amount(self.total.get(), self.language));
        rows.push(Row { part: Some(RowPart::Total), ..total });
        if !self.total.is_free() {
            rows.push(self.row(PAYMENT, PAYMENT_TEXT.in_lang(self.language)));
        }
        rows.extend(self.materials.iter().flat_map(|material| self.material_rows(material)));
        rows.extend(self.parts_row());
        rows.extend(self.pictures_row());
        rows
    }

    fn work_rows(&self) -> Vec<Row> {
        let texts = [
            (NUMBER, self.number.to_owned(), None),
            (REPORTED, self.reported.to_owned(), None),
            (FOUND, self.found.to_owned(), Some(RowPart::Found)),
            (DONE, self.done.to_owned(), None),
            (TIME, self.time(), None),
        ];
        let said = texts.into_iter().filter(|(_, text, _)| !text.is_empty());
        said.map(|(label, text, part)| Row { part, ..self.row(label, text) }).collect()
    }

    fn time(&self) -> String {
        let finished = minute(self.finished, self.language);
        match self.started {
            Some(started) if started.date_naive() == self.finished.date_naive() => {
                format!("{}–{}", minute(started, self.language), self.finished.format("%H:%M"))
            }
            Some(started) => format!("{} – {finished}", minute(started, self.language)),
            None => finished,
        }
    }

    fn material_rows(&self, material: &MaterialRow<'_>) -> Vec<Row> {
        let quality = match material.check.quality {
            MaterialQuality::Qualified => QUALIFIED,
            MaterialQuality::Unqualified => UNQUALIFIED,
            MaterialQuality::Poor => POOR,
        };
        let join = |first: &str, second: &str| match self.language {
            Lang::Zh => format!("{first}，{second}"),
            Lang::En => format!("{first}, {second}"),
        };
        let found = join(material.name, quality.in_lang(self.language));
        let choice = material.check.choice.map(|choice| match choice {
            MaterialChoice::Use => CHOSE_OWN,
            MaterialChoice::Replace => CHOSE_OURS,
        });
        let warned = choice.map(|choice| join(material.warning, choice.in_lang(self.language)));
        let warned = warned.map(|text| Row { part: Some(RowPart::Warning), ..self.row(WARNING, text) });
        [Some(self.row(MATERIAL, found)), warned].into_iter().flatten().collect()
    }

    fn parts_row(&self) -> Option<Row> {
        match self.parts {
            Parts::None => None,
            Parts::Left => Some(self.row(PARTS, LEFT.in_lang(self.language))),
            Parts::TakenAway => Some(self.row(PARTS, TAKEN_AWAY.in_lang(self.language))),
        }
    }

    fn pictures_row(&self) -> Option<Row> {
        let text = match (self.pictures.len(), self.language) {
            (0, _) => return None,
            (count, Lang::Zh) => format!("{count} 张，随单保存"),
            (1, Lang::En) => "1, kept with this order".to_owned(),
            (count, Lang::En) => format!("{count}, kept with this order"),
        };
        Some(self.row(PICTURES, text))
    }

    fn row(&self, label: Words, text: impl Into<String>) -> Row {
        row(label, text, self.language)
    }
}
