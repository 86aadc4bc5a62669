//! The bodies of a callback's facts.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bytes::Hash;
use crate::event::EventKind;
use crate::ids::{FactId, HomeId, MatterCode, PersonId, SubjectId};
use crate::lang::Lang;
use crate::moment::Moment;

/// `callback.opened`, version 1: an event was finished, somebody calls back (V-11). Made by the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The event.
    pub event: SubjectId,
    /// What sort of event: it decides V-01.
    pub after: EventKind,
    /// Where to call.
    pub home: HomeId,
    /// What it was about (V-13).
    pub matter: MatterCode,
    /// When the event was registered: V-10 counts from here too.
    pub registered: Moment,
    /// When the work was finished: the clock starts here.
    pub finished: Moment,
}

/// `callback.assigned`, version 1: who is to make it (V-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The person.
    pub to: PersonId,
}

/// `callback.attempted`, version 1: nobody was home (V-09). A note is in the part `texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// When somebody means to try again.
    pub next_try: Moment,
}

/// `callback.recorded`, version 1: the callback was made (V-04 to V-08). Free text is in the part
/// `texts` as [`Texts`], what the customer saw in `document`, the strokes in `signature`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// V-04: how.
    pub manner: Manner,
    /// V-06: the three ratings.
    pub ratings: Ratings,
    /// V-06: what the person decided.
    pub verdict: CallbackVerdict,
    /// V-07, V-08: how the customer signed, or did not.
    pub sign_off: SignOff,
    /// F-05: the language that the customer was shown.
    pub language: Lang,
    /// V-07: SHA-256 of the document's bytes; the strokes name it too.
    pub document: Hash,
    /// V-07: the record that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<FactId>,
}

/// `callback.reviewed`, version 1: P-03 looked at a record (V-12). The comment is in the part `texts`, its `note`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The record.
    pub record: FactId,
}

/// `callback.disposed`, version 1: P-01's handling opinion of an unqualified record (V-12). The opinion is in
/// the part `texts`, its `note`; it is signed on the glass, the strokes in `signature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disposal {
    /// The record.
    pub record: FactId,
    /// SHA-256 of the document that P-01 signed; the strokes name it too.
    pub document: Hash,
}

/// V-04: face to face as a rule; otherwise with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Manner {
    /// Face to face.
    Face,
    /// By telephone.
    Phone {
        /// Why not face to face.
        reason: PhoneReason,
    },
}

/// V-04: why a callback was made by telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneReason {
    /// The customer asked for it.
    CustomerAsked,
    /// The customer is away.
    CustomerAway,
    /// Nobody was home at several attempts.
    NobodyHome,
    /// Something else, said in the texts.
    Other,
}

/// A rating: 1 (very poor) to 5 (very good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// A number that is no rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{0} is no rating: 1 to 5")]
pub struct RatingError(pub u8);

impl TryFrom<u8> for Rating {
    type Error = RatingError;
    fn try_from(value: u8) -> Result<Self, RatingError> {
        if (1..=5).contains(&value) { Ok(Self(value)) } else { Err(RatingError(value)) }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> u8 {
        rating.0
    }
}

/// V-06: the three things that are rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// Quality of the work.
    pub quality: Rating,
    /// Effect of the service.
    pub effect: Rating,
    /// Satisfaction.
    pub satisfaction: Rating,
}

/// V-06: qualified (合格) or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackVerdict {
    /// 合格.
    Qualified,
    /// 不合格.
    Unqualified,
}

impl Ratings {
    /// V-06: a satisfaction of 1 or 2 proposes unqualified; the person decides.
    pub fn proposed_verdict(&self) -> CallbackVerdict {
        if self.satisfaction.0 <= 2 { CallbackVerdict::Unqualified } else { CallbackVerdict::Qualified }
    }
}

/// V-07, V-08: how the customer signed, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum SignOff {
    /// The customer signed on the glass.
    Signed,
    /// Somebody else signed; their name is in the texts.
    OnBehalf {
        /// What they are to the customer.
        relation: Relation,
    },
    /// The customer would not sign.
    Refused {
        /// Why.
        reason: RefusalReason,
    },
    /// By telephone nobody can sign.
    NotPossible,
}

/// V-08: what the person who signs is to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
    /// Household staff.
    Staff,
    /// Tenant.
    Tenant,
    /// Somebody else.
    Other,
}

/// V-08: why a customer does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// In a hurry.
    Hurry,
    /// Not content with the result.
    Dissatisfied,
    /// Cannot sign now.
    Unable,
    /// Gives no reason.
    NotSaid,
    /// Something else, said in the texts.
    Other,
}

/// The free text of a callback's facts: a part, because it is about a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// V-06: shortcomings.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shortcomings: String,
    /// V-06: the customer's opinions and suggestions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinions: String,
    /// A note: at the door (V-09), why by phone (V-04), why not signed (V-08).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// V-08: the name of who signed on the customer's behalf.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signer: String,
}

impl Texts {
    /// Every text: who cleans or measures them needs no list of its own.
    pub fn each_mut(&mut self) -> [&mut String; 4] {
        let Self { shortcomings, opinions, note, signer } = self;
        [shortcomings, opinions, note, signer]
    }
}

impl Record {
    /// V-04, V-07, V-08: the parts that a record of this sort must have.
    pub fn needed_parts(&self) -> &'static [&'static str] {
        match self.sign_off {
            SignOff::Signed | SignOff::OnBehalf { .. } => &["document", "texts", "signature"],
            SignOff::Refused { .. } | SignOff::NotPossible => &["document", "texts"],
        }
    }

    /// V-04, V-08: nobody signs by telephone, and a customer at the door signs or refuses.
    pub fn is_consistent(&self) -> bool {
        let by_phone = matches!(self.manner, Manner::Phone { .. });
        by_phone == (self.sign_off == SignOff::NotPossible)
    }
}
