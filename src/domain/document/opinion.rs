//! The form of a complaint: the matter, the process and the result, with the customer's opinion (C-08).

use chrono::DateTime;
use chrono_tz::Tz;

use super::words::{correction, date, minute, please_check, row};
use super::{Document, Row};
use crate::bytes::Hash;
use crate::lang::{Lang, Words};

/// All that the form shows.
#[derive(Debug, Clone)]
pub struct OpinionSheet<'a> {
    /// F-05: the customer's language.
    pub language: Lang,
    /// How the customer is addressed.
    pub customer: &'a str,
    /// Who shows it.
    pub by: &'a str,
    /// When, in the site's zone.
    pub at: DateTime<Tz>,
    /// The complaint's number, or what stands for it.
    pub number: &'a str,
    /// When it was received, in the site's zone.
    pub received: DateTime<Tz>,
    /// Whom it is about.
    pub about: &'a str,
    /// What happened.
    pub happened: &'a str,
    /// What the customer asks for.
    pub wish: &'a str,
    /// What was done, and with what result; empty while that is open.
    pub handled: &'a str,
    /// When it was handled, in the site's zone.
    pub handled_at: Option<DateTime<Tz>>,
    /// The customer's opinion.
    pub opinion: &'a str,
    /// V-07: this sheet replaces an earlier one.
    pub supersedes: bool,
    /// The hashes of the pictures shown with it.
    pub pictures: Vec<Hash>,
}

const NUMBER: Words = Words::new("投诉单", "Complaint");
const RECEIVED: Words = Words::new("接待", "Received");
const ABOUT: Words = Words::new("投诉对象", "About");
const HAPPENED: Words = Words::new("事情", "What happened");
const WISH: Words = Words::new("您的要求", "You asked for");
const HANDLED: Words = Words::new("处理", "What we did");
const OPINION: Words = Words::new("您的意见", "Your opinion");
const NO_OPINION: Words = Words::new("无", "None");

impl OpinionSheet<'_> {
    /// Makes the document: once, before the customer signs.
    pub fn write(&self) -> Document {
        Document {
            v: 1,
            about: "complaint".to_owned(),
            language: self.language,
            heading: please_check(self.customer, self.language),
            intro: self.intro(),
            rows: self.rows(),
            pictures: self.pictures.clone(),
        }
    }

    fn intro(&self) -> String {
        let (by, date) = (self.by, date(self.at, self.language));
        match self.language {
            Lang::Zh => format!("{by} {date} 当面，签名后不能改动"),
            Lang::En => format!("By {by}, {date}. Final once signed."),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let correction = self.supersedes.then(|| correction(self.language));
        let texts = [
            (NUMBER, self.number.to_owned()),
            (RECEIVED, minute(self.received, self.language)),
            (ABOUT, self.about.to_owned()),
            (HAPPENED, self.happened.to_owned()),
            (WISH, self.wish.to_owned()),
            (HANDLED, self.handled_text()),
        ];
        let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let said = said.map(|(label, text)| self.row(label, text));
        correction.into_iter().chain(said).chain([self.opinion_row()]).collect()
    }

    fn handled_text(&self) -> String {
        match (self.handled_at, self.language) {
            (Some(at), Lang::Zh) => format!("{} · {}", self.handled, date(at, self.language)),
            (Some(at), Lang::En) => format!("{}, {}", self.handled, date(at, self.language)),
            (None, _) => self.handled.to_owned(),
        }
    }

    fn opinion_row(&self) -> Row {
        let text = if self.opinion.is_empty() { NO_OPINION.in_lang(self.language) } else { self.opinion };
        self.row(OPINION, text)
    }

    fn row(&self, label: Words, text: impl Into<String>) -> Row {
        row(label, text, self.language)
    }
}
