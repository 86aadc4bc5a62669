//! The electronic sheet on which P-01 signs the handling opinion of an unqualified callback (V-12).

use chrono::DateTime;
use chrono_tz::Tz;

use super::words::{date, minute, row};
use super::{Document, Mark, Row};
use crate::callback::Texts;
use crate::lang::{Lang, Words};

/// All that the sheet shows.
#[derive(Debug, Clone)]
pub struct DisposalSheet<'a> {
    /// The language of who signs.
    pub language: Lang,
    /// Who gives the opinion.
    pub by: &'a str,
    /// When, in the site's zone.
    pub at: DateTime<Tz>,
    /// The home.
    pub home: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// What the callback was about.
    pub matter: &'a str,
    /// Who called back.
    pub caller: &'a str,
    /// When it was recorded, in the site's zone.
    pub recorded: DateTime<Tz>,
    /// Quality, effect, satisfaction: 1 to 5 (V-06).
    pub ratings: [u8; 3],
    /// What the customer said (V-06).
    pub texts: &'a Texts,
    /// P-03's comment; empty before there is one.
    pub comment: &'a str,
    /// The number of the linked complaint; empty before it is known.
    pub complaint: &'a str,
    /// The opinion.
    pub opinion: &'a str,
}

const HEADING: Words = Words::new("不合格回访处理意见", "Opinion on a failed callback");
const HOME: Words = Words::new("住户", "Home");
const MATTER: Words = Words::new("事项", "Matter");
const RECORDED: Words = Words::new("回访", "Called back");
const RATINGS: Words = Words::new("质量·效果·满意", "Work, service, overall");
const RESULT: Words = Words::new("结论", "Result");
const UNQUALIFIED: Words = Words::new("不合格", "Not satisfactory");
const SHORTCOMINGS: Words = Words::new("不足", "To improve");
const OPINIONS: Words = Words::new("客户意见", "Customer's remark");
const COMMENT: Words = Words::new("主管审阅", "Supervisor's review");
const COMPLAINT: Words = Words::new("关联投诉", "Linked complaint");
const OPINION: Words = Words::new("处理意见", "Opinion");

impl DisposalSheet<'_> {
    /// Makes the document: once, before P-01 signs.
    pub fn write(&self) -> Document {
        Document {
            v: 1,
            about: "disposal".to_owned(),
            language: self.language,
            heading: HEADING.in_lang(self.language).to_owned(),
            intro: self.intro(),
            rows: self.rows(),
            pictures: Vec::new(),
        }
    }

    fn intro(&self) -> String {
        let (by, date) = (self.by, date(self.at, self.language));
        match self.language {
            Lang::Zh => format!("{by} {date}，签名后不能改动"),
            Lang::En => format!("By {by}, {date}. Final once signed."),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let [quality, effect, satisfaction] = self.ratings;
        let recorded = format!("{} · {}", self.caller, minute(self.recorded, self.language));
        let result = UNQUALIFIED.in_lang(self.language).to_owned();
        let texts = [
            (HOME, format!("{} · {}", self.home, self.customer)),
            (MATTER, self.matter.to_owned()),
            (RECORDED, recorded),
            (RATINGS, format!("{quality} · {effect} · {satisfaction}")),
            (RESULT, result),
            (SHORTCOMINGS, self.texts.shortcomings.clone()),
            (OPINIONS, self.texts.opinions.clone()),
            (COMMENT, self.comment.to_owned()),
            (COMPLAINT, self.complaint.to_owned()),
            (OPINION, self.opinion.to_owned()),
        ];
        let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
        said.map(|(label, text)| self.row(label, text)).collect()
    }

    fn row(&self, label: Words, text: String) -> Row {
        let mark = (label == RESULT).then_some(Mark::Unqualified);
        Row { mark, ..row(label, text, self.language) }
    }
}
