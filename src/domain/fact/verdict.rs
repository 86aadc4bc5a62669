//! Verdicts: what the office made of a fact, once and for good (DESIGN.md §1).

use serde::{Deserialize, Serialize};

use crate::complaint;
use crate::ids::PersonId;
use crate::moment::{Moment, OfficeTime};
use crate::role::Role;
use crate::work_order::{Started, Step};

/// What became of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It counts, and moved the state if it is of a kind that does.
    Applied,
    /// Kept at the office and in the history, but it moved nothing: somebody has to look.
    Held,
    /// Broken bytes: kept as they came, outside the order.
    Refused,
}

/// Why a fact was held or refused. Screens and pages have the words, by code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// P-09: the author's role may not do this.
    Role,
    /// V-01: somebody else is to make this callback.
    NotYours,
    /// F-04: it was already recorded by `by` at `at`.
    AlreadyRecorded {
        /// Who recorded it first, by the office's order.
        by: PersonId,
        /// When that was recorded, in office time.
        at: Moment,
    },
    /// V-07: what this supersedes is not the record that stands.
    NotTheRecord,
    /// There is no such subject, or not yet.
    UnknownSubject,
    /// The subject exists already.
    Exists,
    /// The body contradicts itself, or a part that it needs is missing.
    Incomplete,
    /// Section R, F-04: the order's state does not allow it: `by` brought it there at `at`.
    NotNow {
        /// The state that it is in.
        step: Step,
        /// Who last moved it.
        by: PersonId,
        /// When, in office time.
        at: Moment,
    },
    /// the amount is not the one that was agreed.
    AmountDiffers,
    /// F-04: it went on without that: `by` did the last thing at `at`.
    TooLate {
        /// Who.
        by: PersonId,
        /// When, in office time.
        at: Moment,
    },
    /// C-04: not a higher grade than the one that stands.
    NotHigher,
    /// C-05, C-09: the time lies in the past.
    TimePassed,
    /// C-05: the grade has no agreed time: serious stays 48 hours.
    NotForGrade,
    /// C-05: the clock had run out.
    ClockRanOut,
    /// for this repair the front desk collects.
    DeskCollects,
    /// The author's key is not certified for this person here.
    Uncertified,
    /// The device or person was revoked before this arrived.
    Revoked,
    /// The same id came with other bytes before.
    SameId,
    /// The bytes are no fact, or the signature does not fit.
    Broken,
    /// A reason that a newer office knows and this program does not.
    #[serde(other)]
    Unknown,
}

/// The office's verdict on a fact, stored beside it; the handheld makes a provisional one for its own.
///
/// A field that a newer office adds is passed over: an older handheld still reads the rest of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The format's version: 1.
    pub v: u8,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, unless it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The office's time of the fact, tightened by what it knew on arrival (F-02).
    pub time: OfficeTime,
    /// For an opened callback: what V-01 to V-03 said that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// For a fact on a work order: what section R said that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderVerdict>,
    /// For a fact on a complaint: what section C said that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<ComplaintVerdict>,
    /// The author was certified, but device or person were revoked when this arrived.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_revocation: bool,
}

/// A callback's deadline as it was decided, with the data that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The aim, where V-01 has one (repairs).
    pub target_by: Option<Moment>,
    /// Overdue from here on.
    pub due_by: Moment,
    /// V-02: a year without published holidays was counted Monday to Friday.
    pub calendar_assumed: bool,
    /// Who may make it, by V-01; empty where P-02 sets it.
    pub who: Vec<Role>,
    /// The revision of the site's data that was used.
    pub site_revision: i64,
}

/// What an act did to a work order, as it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderVerdict {
    /// The state that it led to; absent where it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// the number that the office gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The fact's place in the office's order; absent on a handheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    /// the clocks that began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub started: Vec<Started>,
}

/// What an act did to a complaint, as it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ComplaintVerdict {
    /// The state that it led to; absent where it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<complaint::Step>,
    /// The number that the office gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// C-03, C-04: the grade from here on, where it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<complaint::Standing>,
    /// C-05 to C-10: the clocks that began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub started: Vec<complaint::Started>,
}

impl Verdict {
    /// It counts.
    pub fn applied(time: OfficeTime) -> Self {
        Self {
            v: 1,
            outcome: Outcome::Applied,
            reason: None,
            time,
            due: None,
            order: None,
            complaint: None,
            after_revocation: false,
        }
    }

    /// It is kept but moves nothing, because of `reason`.
    pub fn held(time: OfficeTime, reason: Reason) -> Self {
        Self { outcome: Outcome::Held, reason: Some(reason), ..Self::applied(time) }
    }

    /// It is no fact.
    pub fn refused(time: OfficeTime, reason: Reason) -> Self {
        Self { outcome: Outcome::Refused, reason: Some(reason), ..Self::applied(time) }
    }

    /// Whether the fact counts.
    pub fn is_applied(&self) -> bool {
        self.outcome == Outcome::Applied
    }
}
