//! The site's own data: people, homes, lists, policies. Facts of the office, each the whole entry as of now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::{Calendar, CalendarError, PublishedYear, WorkingDays};
use crate::fact::{Head, Verdict};
use crate::ids::{DepartmentCode, FactId, HomeId, IdError, MatterCode, PersonId};
use crate::lang::Lang;
use crate::role::Role;

/// A text in the languages that it was given in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Simplified Chinese.
    pub zh: String,
    /// English; empty where nobody gave it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Label {
    /// From both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in `lang`, or in the other language where that one is empty.
    pub fn in_lang(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// A member of staff (section P). Name and phone are in the part `texts`, as [`Contact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    /// What they are.
    pub role: Role,
    /// The department they belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Whether they work here now.
    pub active: bool,
}

/// C-06: the department that P-07 signs for unless they belong to another one.
const ENGINEERING: &str = "engineering";

impl PersonEntry {
    /// C-06: the department whose complaints somebody signs for.
    pub fn heads(&self) -> Option<DepartmentCode> {
        match self.role {
            Role::EngineeringSupervisor => self.department.clone().or_else(|| ENGINEERING.parse().ok()),
            Role::Supervisor => self.department.clone(),
            _ => None,
        }
    }

    /// The department that somebody belongs to.
    pub fn belongs_to(&self) -> Option<DepartmentCode> {
        self.department.clone().or_else(|| self.heads())
    }
}

/// C-02: whether this is a telephone number as it is dialled: 3 to 15 digits, with + before and spaces or - between.
pub fn is_telephone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let allowed = rest.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-');
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    allowed && (3..=15).contains(&digits)
}

/// A home. Who lives there is in the part `texts`, as [`Contact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeEntry {
    /// Building number or name.
    pub building: String,
    /// Section (单元) within the building.
    pub section: String,
    /// Room.
    pub room: String,
    /// The butler who looks after it (P-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub butler: Option<PersonId>,
    /// The language that its residents read (F-05).
    pub language: Lang,
}

/// How to address and reach somebody: a part, never a head.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// As they are addressed: 王先生, Mr Wang; for staff the full name.
    pub name: Label,
    /// Telephone number, as dialled.
    pub phone: String,
}

/// The site's policies and lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteEntry {
    /// Counts up by one with each change; verdicts name it.
    pub revision: i64,
    /// The residence's name.
    pub name: Label,
    /// V-03: the zone that decides, as an IANA name.
    pub time_zone: String,
    /// V-03: minutes after midnight at which a day closes; 1440 is 24:00.
    pub closes_at: i64,
    /// C-03: from this loss on a complaint is serious, in fen.
    pub serious_loss: i64,
    /// Minutes without a touch until the handheld locks.
    pub idle_minutes: i64,
    /// V-13: what cases are about.
    pub matters: BTreeMap<MatterCode, Label>,
    /// The departments.
    pub departments: BTreeMap<DepartmentCode, Label>,
    /// Quick phrases for shortcomings (V-06).
    pub shortcomings: Vec<Label>,
    /// Quick phrases for opinions (V-06).
    pub opinions: Vec<Label>,
}

/// V-02: a year's published exceptions from Monday to Friday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Its exceptions.
    pub published: PublishedYear,
}

/// Why a site's own data make no calendar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SiteCalendarError {
    /// No IANA time zone.
    #[error("`{0}` is not a time zone")]
    TimeZone(String),
    /// Closing time or years contradict themselves.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl SiteEntry {
    /// V-02, V-03: the calendar that this site counts by, with the years that it holds.
    ///
    /// # Errors
    /// When the zone is not known, or closing time or years contradict themselves.
    pub fn calendar<'a>(
        &self,
        years: impl IntoIterator<Item = &'a CalendarYear>,
    ) -> Result<Calendar, SiteCalendarError> {
        let zone = self.time_zone.parse().map_err(|_| SiteCalendarError::TimeZone(self.time_zone.clone()))?;
        let years = years.into_iter().map(|year| (year.year, year.published.clone())).collect();
        let days = WorkingDays::new(String::new(), years)?;
        Ok(Calendar { days, zone, closes: self.closes_at.try_into()? })
    }
}

/// The newest applied entry of a subject of the directory, and the fact whose parts belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest<T> {
    /// The entry that stands.
    pub entry: Option<(FactId, T)>,
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self { entry: None }
    }
}

impl<T: Clone> Newest<T> {
    /// The entry after `next` was judged so: the office's order decides, so the later one stands.
    pub fn apply(&mut self, head: &Head, next: &T, verdict: &Verdict) {
        if verdict.is_applied() {
            self.entry = Some((head.id, next.clone()));
        }
    }
}

/// The code of a home at `building`, `section`, `room`: `8-2-1602`.
///
/// # Errors
/// When one of them holds anything but lower-case letters, digits, `-`, `_` and `.`.
pub fn home_id(building: &str, section: &str, room: &str) -> Result<HomeId, IdError> {
    format!("{building}-{section}-{room}").parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_02_what_can_be_dialled() {
        let cases = [
            ("110", true),
            ("13800000000", true),
            ("138 0000 0000", true),
            ("+86 21-6428 0000", true),
            ("12", false),
            ("1234567890123456", false),
            ("", false),
            ("+", false),
            ("86+21", false),
            ("找物业", false),
            ("1380000000o", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_telephone(text), expected, "{text:?}");
        }
    }
}
