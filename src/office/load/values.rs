//! Fields as values: parsed once, here, with a note of what is wrong.

use std::str::FromStr;

use chrono::NaiveDate;
use chrono_tz::Tz;
use doorstep_domain::calendar::ClosingTime;
use doorstep_domain::directory::{Contact, Label, is_telephone};
use doorstep_domain::lang::Lang;
use doorstep_domain::money::Fen;
use doorstep_domain::role::Role;

use super::problem::Wrong;
use super::rows::Row;

/// What separates codes in one field.
pub(super) const SEPARATOR: char = '|';
const MAX_TEXT: usize = 100;
const YES: [&str; 2] = ["yes", "是"];
const NO: [&str; 2] = ["no", "否"];

impl Row {
    /// What must stand there.
    pub fn parse<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let text = self.text(column);
        let value = if text.is_empty() { Err(Wrong::Empty) } else { read(text) };
        value.map_err(|wrong| self.note(column, wrong)).ok()
    }

    /// What may be empty: `Some(None)` where it is.
    pub fn parse_optional<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Option<Option<T>> {
        if self.text(column).is_empty() { Some(None) } else { self.parse(column, read).map(Some) }
    }

    /// Codes with `|` between them; none where it is empty.
    pub fn codes<C: FromStr>(&mut self, column: &str) -> Option<Vec<C>> {
        let codes =
            self.parse_optional(column, |text| text.split(SEPARATOR).map(|c| code(c.trim())).collect());
        codes.map(Option::unwrap_or_default)
    }

    /// A text that staff read: in Chinese at least.
    pub fn label(&mut self, zh: &str, en: &str) -> Option<Label> {
        let (zh, en) = (self.parse(zh, text), self.parse_optional(en, text));
        Some(Label::new(zh?, en?.unwrap_or_default()))
    }

    /// A name in one of both languages, and a phone; both empty where nobody is.
    pub fn contact(&mut self, zh: &str, en: &str, phone: &str) -> Option<Contact> {
        let zh = self.parse_optional(zh, text);
        let en = self.parse_optional(en, text);
        let phone = self.parse_optional(phone, telephone);
        let name = Label::new(zh?.unwrap_or_default(), en?.unwrap_or_default());
        Some(Contact { name, phone: phone?.unwrap_or_default() })
    }
}

pub(super) fn code<C: FromStr>(text: &str) -> Result<C, Wrong> {
    text.parse().map_err(|_| Wrong::NotACode)
}

pub(super) fn text(text: &str) -> Result<String, Wrong> {
    let fits = text.chars().count() <= MAX_TEXT;
    if fits { Ok(text.to_owned()) } else { Err(Wrong::TooLong { most: MAX_TEXT }) }
}

/// One of some words.
pub(super) fn one_of<T>(found: Option<T>, known: impl IntoIterator<Item = &'static str>) -> Result<T, Wrong> {
    found.ok_or_else(|| Wrong::NotOneOf { known: known.into_iter().map(str::to_owned).collect() })
}

pub(super) fn role(text: &str) -> Result<Role, Wrong> {
    one_of(Role::from_code(text), Role::all().map(Role::code))
}

pub(super) fn lang(text: &str) -> Result<Lang, Wrong> {
    one_of(Lang::from_code(text), Lang::ALL.map(Lang::code))
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, Wrong> {
    let word = text.to_lowercase();
    let found = YES.contains(&word.as_str()).then_some(true).or(NO.contains(&word.as_str()).then_some(false));
    one_of(found, [YES[0], NO[0]])
}

/// As it is dialled: a spreadsheet that made a number of it has lost digits.
pub(super) fn telephone(text: &str) -> Result<String, Wrong> {
    if is_telephone(text) { Ok(text.to_owned()) } else { Err(Wrong::NotAPhone) }
}

pub(super) fn yuan(text: &str) -> Result<Fen, Wrong> {
    Fen::parse_yuan(text).map_err(|_| Wrong::NotYuan)
}

pub(super) fn date(text: &str) -> Result<NaiveDate, Wrong> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Wrong::NotADate)
}

/// V-03: `24:00`.
pub(super) fn closing_time(text: &str) -> Result<ClosingTime, Wrong> {
    let (hours, minutes) = text.split_once(':').ok_or(Wrong::NotAClosingTime)?;
    let number = |text: &str| text.parse::<u8>().map(i64::from).map_err(|_| Wrong::NotAClosingTime);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let whole = (0..60).contains(&minutes).then_some(hours * 60 + minutes).ok_or(Wrong::NotAClosingTime)?;
    whole.try_into().map_err(|_| Wrong::NotAClosingTime)
}

pub(super) fn zone(text: &str) -> Result<String, Wrong> {
    text.parse::<Tz>().map(|zone| zone.name().to_owned()).map_err(|_| Wrong::NotAZone)
}

/// A whole number of a range.
pub(super) fn number<N: TryFrom<u32>>(text: &str, least: u32, most: u32) -> Result<N, Wrong> {
    let number = text.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
    number.and_then(|number| number.try_into().ok()).ok_or(Wrong::NotInRange { least, most })
}
