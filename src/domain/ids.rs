//! Identifiers. A value of one of these types is well formed: parsed once, at the edge.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

/// A text that is no identifier of the wanted sort.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a {wanted}")]
pub struct IdError {
    /// What was expected, for a log or a message.
    pub wanted: &'static str,
    /// The text, cut to 80 characters.
    pub text: String,
}

impl IdError {
    fn new(wanted: &'static str, text: &str) -> Self {
        Self { wanted, text: text.chars().take(80).collect() }
    }
}

/// Codes are short ASCII words, because the fold, statistics and file names use them as keys.
fn is_code(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    (1..=40).contains(&text.len()) && text.bytes().all(allowed)
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if is_code(text) { Ok(Self(text.to_owned())) } else { Err(IdError::new($wanted, text)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

code!(/// A site: one residence with its office.
    SiteId, "site code");
code!(/// A member of staff. Stays the same over devices and keys.
    PersonId, "person code");
code!(/// A home, as the site numbers it: `8-2-1602` is building, section, room.
    HomeId, "home code");
code!(/// What a case is about, from the site's list; `other` never repeats (V-13).
    MatterCode, "matter code");
code!(/// A department of the site.
    DepartmentCode, "department code");
code!(/// A trade of repairs: water and power, carpentry, air conditioning.
    TradeCode, "trade code");
code!(/// An item of the site's price list.
    PriceCode, "price item code");

impl PersonId {
    /// The office itself, as the author of what it does by rule.
    pub fn office() -> Self {
        Self("office".to_owned())
    }
}

impl MatterCode {
    /// V-13: `other` gathers what the list does not name, so it says nothing about a repetition.
    pub fn repeats(&self) -> bool {
        self.0 != "other"
    }
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError::new(stringify!($name), text))
            }
        }
    };
}

random_id!(/// A fact: UUIDv7 made at save, or UUIDv5 of its cause where the office makes it. Nothing sorts by it.
    FactId);
random_id!(/// One installation of the app, or the office itself. Random, never backed up or restored.
    InstallationId);
random_id!(/// One boot of a device: the boot clock is comparable within it alone (F-02).
    BootId);

/// The namespace of ids that the office derives from a cause, so that whoever computes them
/// computes the same (DESIGN.md §5).
const CAUSED: Uuid = Uuid::from_u128(0x001f_3f8f_0e52_a54a_109d_5ed0_0257_e900);

impl FactId {
    /// The fact that `rule` brings about because of `cause`: the same id however often it is derived.
    pub fn caused(cause: FactId, rule: &str) -> Self {
        Self(caused(cause, rule))
    }
}

fn caused(cause: FactId, rule: &str) -> Uuid {
    Uuid::new_v5(&CAUSED, format!("{cause}/{rule}").as_bytes())
}

/// What sort of thing a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectKind {
    /// A callback (section V of the rulebook).
    Callback,
    /// Something that was finished for a customer and may call for a callback.
    Event,
    /// A home and who lives there.
    Home,
    /// A member of staff.
    Person,
    /// The site's own data: policies, matters, departments.
    Site,
    /// The working days of one year (V-02).
    Calendar,
    /// A repair (section R), its key a UUID.
    WorkOrder,
    /// What one person handed to finance on one day.
    CashUp,
    /// The site's trades, price list and warranties.
    Catalogue,
    /// A complaint (section C), its key a UUID.
    Complaint,
}

const SUBJECT_KINDS: [(SubjectKind, &str); 10] = [
    (SubjectKind::Callback, "callback"),
    (SubjectKind::Event, "event"),
    (SubjectKind::Home, "home"),
    (SubjectKind::Person, "person"),
    (SubjectKind::Site, "site"),
    (SubjectKind::Calendar, "calendar"),
    (SubjectKind::WorkOrder, "work_order"),
    (SubjectKind::CashUp, "cash_up"),
    (SubjectKind::Catalogue, "catalogue"),
    (SubjectKind::Complaint, "complaint"),
];

impl SubjectKind {
    /// As it stands before the `/` of a subject.
    pub fn word(self) -> &'static str {
        SUBJECT_KINDS[self as usize].1
    }
}

/// What a fact is about, as `kind/key`. A kind that this version does not know is kept as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubjectId(String);

impl SubjectId {
    /// The subject of `kind` with `key`, which is a code or a UUID.
    pub fn new(kind: SubjectKind, key: impl fmt::Display) -> Self {
        Self(format!("{}/{key}", kind.word()))
    }

    /// The callback that `cause` opens: the same one, however often it is derived (V-11).
    pub fn callback_of(cause: FactId) -> Self {
        Self::new(SubjectKind::Callback, caused(cause, "V-11/subject"))
    }

    /// A new work order with this key, made when its form is begun.
    pub fn work_order(key: FactId) -> Self {
        Self::new(SubjectKind::WorkOrder, key)
    }

    /// A new complaint with this key, made when its form is begun.
    pub fn complaint(key: FactId) -> Self {
        Self::new(SubjectKind::Complaint, key)
    }

    /// what `person` hands in for `day`, a local date: the same subject whoever names it.
    pub fn cash_up(person: &PersonId, day: chrono::NaiveDate) -> Self {
        let key = Uuid::new_v5(&CAUSED, format!("cash_up/{person}/{day}").as_bytes());
        Self::new(SubjectKind::CashUp, key)
    }

    /// The kind, unless this version does not know it.
    pub fn kind(&self) -> Option<SubjectKind> {
        let (word, _) = self.0.split_once('/')?;
        SUBJECT_KINDS.iter().find(|(_, w)| *w == word).map(|(kind, _)| *kind)
    }

    /// What stands behind the kind.
    pub fn key(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, key)| key)
    }

    /// The whole id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SubjectId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let well_formed = text.split_once('/').is_some_and(|(kind, key)| is_code(kind) && is_code(key));
        if well_formed { Ok(Self(text.to_owned())) } else { Err(IdError::new("subject", text)) }
    }
}

impl TryFrom<String> for SubjectId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<SubjectId> for String {
    fn from(id: SubjectId) -> String {
        id.0
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
