//! The sheet of a callback: what was done, what it cost, what the customer says of it (V-06, V-07).

use chrono::DateTime;
use chrono_tz::Tz;

use super::words::{charge_text, correction, date, please_check, row};
use super::{Document, Mark, Row};
use crate::bytes::Hash;
use crate::callback::{CallbackVerdict, Manner, Rating, Ratings, Texts};
use crate::event::{Charge, EventKind};
use crate::lang::{Lang, Words};

/// All that the sheet shows.
#[derive(Debug, Clone)]
pub struct CallbackSheet<'a> {
    /// F-05: the customer's language.
    pub language: Lang,
    /// How the customer is addressed.
    pub customer: &'a str,
    /// Who calls back.
    pub caller: &'a str,
    /// When, in the site's zone.
    pub at: DateTime<Tz>,
    /// V-04.
    pub manner: Manner,
    /// What sort of event it follows.
    pub after: EventKind,
    /// What was reported or asked for.
    pub reported: &'a str,
    /// What was done.
    pub done: &'a str,
    /// When it was finished, in the site's zone.
    pub finished: DateTime<Tz>,
    /// What it cost; `None` leaves the line out.
    pub charge: Option<Charge>,
    /// V-06.
    pub ratings: Ratings,
    /// V-06: shortcomings and opinions.
    pub texts: &'a Texts,
    /// V-06.
    pub verdict: CallbackVerdict,
    /// V-07: this sheet replaces an earlier one.
    pub supersedes: bool,
    /// The hashes of the pictures shown with it.
    pub pictures: Vec<Hash>,
}

const RATINGS: [Words; 5] = [
    Words::new("很差", "Very poor"),
    Words::new("较差", "Poor"),
    Words::new("一般", "Fair"),
    Words::new("满意", "Good"),
    Words::new("很好", "Very good"),
];
const REPORTED_REPAIR: Words = Words::new("报修", "Reported");
const REPORTED_COMPLAINT: Words = Words::new("投诉", "Complaint");
const REPORTED_SERVICE: Words = Words::new("服务", "Service");
const REPORTED_ACTIVITY: Words = Words::new("活动", "Activity");
const REPORTED_OTHER: Words = Words::new("事项", "Matter");
const DONE: Words = Words::new("处理", "Done");
const CHARGE: Words = Words::new("收费", "Charge");
const QUALITY_REPAIR: Words = Words::new("维修质量", "Work");
const QUALITY: Words = Words::new("处理质量", "Work");
const EFFECT: Words = Words::new("服务效果", "Service");
const SATISFACTION: Words = Words::new("满意程度", "Overall");
const SHORTCOMINGS: Words = Words::new("不足", "To improve");
const OPINIONS: Words = Words::new("意见", "Remark");
const RESULT: Words = Words::new("结论", "Result");
const NO_SHORTCOMINGS: Words = Words::new("无", "Nothing");
const NO_OPINIONS: Words = Words::new("无", "None");
const QUALIFIED: Words = Words::new("合格", "Satisfactory");
const UNQUALIFIED: Words = Words::new("不合格", "Not satisfactory");

impl CallbackSheet<'_> {
    /// Makes the document: once, before the customer signs.
    pub fn write(&self) -> Document {
        Document {
            v: 1,
            about: "callback".to_owned(),
            language: self.language,
            heading: please_check(self.customer, self.language),
            intro: self.intro(),
            rows: self.rows(),
            pictures: self.pictures.clone(),
        }
    }

    fn intro(&self) -> String {
        let (caller, date) = (self.caller, date(self.at, self.language));
        match (self.language, self.manner) {
            (Lang::Zh, Manner::Face) => format!("{caller} {date} 当面回访，签名后不能改动"),
            (Lang::Zh, Manner::Phone { .. }) => format!("{caller} {date} 电话回访，存下后不能改动"),
            (Lang::En, Manner::Face) => format!("By {caller}, {date}. Final once signed."),
            (Lang::En, Manner::Phone { .. }) => format!("By {caller}, {date}, by phone. Final once saved."),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = self.history_rows();
        rows.extend(self.rating_rows());
        rows.push(self.text_row(SHORTCOMINGS, &self.texts.shortcomings, NO_SHORTCOMINGS));
        rows.push(self.text_row(OPINIONS, &self.texts.opinions, NO_OPINIONS));
        rows.push(self.verdict_row());
        rows
    }

    fn history_rows(&self) -> Vec<Row> {
        let done = match self.language {
            Lang::Zh => format!("{} · {}", self.done, date(self.finished, self.language)),
            Lang::En => format!("{}, {}", self.done, date(self.finished, self.language)),
        };
        let correction = self.supersedes.then(|| correction(self.language));
        let mut rows: Vec<Row> = correction.into_iter().collect();
        rows.push(self.row(self.reported_label(), self.reported.to_owned()));
        rows.push(self.row(DONE, done));
        rows.extend(self.charge.map(|charge| self.row(CHARGE, charge_text(charge, self.language))));
        rows
    }

    fn reported_label(&self) -> Words {
        match self.after {
            EventKind::Repair => REPORTED_REPAIR,
            EventKind::Complaint { .. } => REPORTED_COMPLAINT,
            EventKind::SpecialService { .. } => REPORTED_SERVICE,
            EventKind::CommunityActivity => REPORTED_ACTIVITY,
            EventKind::Other => REPORTED_OTHER,
        }
    }

    fn rating_rows(&self) -> [Row; 3] {
        let quality = if self.after == EventKind::Repair { QUALITY_REPAIR } else { QUALITY };
        [
            self.rating_row(quality, self.ratings.quality),
            self.rating_row(EFFECT, self.ratings.effect),
            self.rating_row(SATISFACTION, self.ratings.satisfaction),
        ]
    }

    fn rating_row(&self, label: Words, rating: Rating) -> Row {
        let number = u8::from(rating);
        let word = RATINGS[usize::from(number) - 1].in_lang(self.language);
        Row { mark: Some(Mark::Rating(number)), ..self.row(label, format!("{number} {word}")) }
    }

    fn text_row(&self, label: Words, text: &str, none: Words) -> Row {
        let text = if text.is_empty() { none.in_lang(self.language) } else { text };
        self.row(label, text.to_owned())
    }

    fn verdict_row(&self) -> Row {
        let (words, mark) = match self.verdict {
            CallbackVerdict::Qualified => (QUALIFIED, Mark::Qualified),
            CallbackVerdict::Unqualified => (UNQUALIFIED, Mark::Unqualified),
        };
        Row { mark: Some(mark), ..self.row(RESULT, words.in_lang(self.language).to_owned()) }
    }

    fn row(&self, label: Words, text: impl Into<String>) -> Row {
        row(label, text, self.language)
    }
}
