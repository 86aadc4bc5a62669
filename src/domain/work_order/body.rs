//! The bodies of a work order's facts, each version 1. Free text is in the part `texts`, as
//! [`super::Texts`]; pictures are parts that travel apart.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bytes::Hash;
use crate::callback::SignOff;
use crate::event::{Payment, Picture};
use crate::ids::{FactId, HomeId, MatterCode, PersonId, PriceCode, TradeCode};
use crate::lang::Lang;
use crate::moment::Moment;
use crate::money::{AmountError, Fen, Quantity};

/// when the customer wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Wanted {
    /// At once.
    Now,
    /// At this time.
    Appointment {
        /// Agreed with the customer.
        at: Moment,
    },
}

/// How something was said or asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// In person.
    Face,
    /// By telephone.
    Phone,
    /// By message or otherwise.
    Other,
}

/// `work_order.registered`. The customer, what is wrong and the access note are in `texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Where.
    pub home: HomeId,
    /// What is wrong, from the site's list (V-13).
    pub matter: MatterCode,
    /// When it is wanted.
    pub wanted: Wanted,
    /// When the customer asked: R-01's 5 minutes count from here.
    pub requested: Moment,
    /// How they asked.
    pub manner: Manner,
    /// site pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `work_order.dispatched`: who is to do it. By the office's rule, or by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// The trade.
    pub trade: TradeCode,
    /// P-06, or P-08 under warranty.
    pub to: PersonId,
    /// the contractor repairs it.
    pub under_warranty: bool,
    /// it is on the price list.
    pub listed: bool,
}

/// `work_order.contractor_notified`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// How.
    pub manner: Manner,
}

/// `work_order.time_agreed`: a new time, agreed with the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// When.
    pub at: Moment,
}

/// `work_order.accepted` (R-01: the technician confirms having it; R-05: the contractor signs for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {}

/// `work_order.attempted`: nobody was home (V-09).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// When somebody means to try again.
    pub next_try: Moment,
    /// A picture of the door, if somebody wished.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `work_order.arrived`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// knocked, introduced, card and order shown, permission asked, shoe covers on.
    pub checklist_done: bool,
}

/// a line of a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceLine {
    /// The item of the price list; `None` is what P-07 quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<PriceCode>,
    /// How many.
    pub quantity: Quantity,
    /// What one costs, as the customer was told.
    pub each: Fen,
}

impl PriceLine {
    /// What the line costs.
    ///
    /// # Errors
    /// When it is above what any repair costs.
    pub fn amount(&self) -> Result<Fen, AmountError> {
        self.each.times(self.quantity)
    }

    /// What all lines cost.
    ///
    /// # Errors
    /// When it is above what any repair costs.
    pub fn total(lines: &[PriceLine]) -> Result<Fen, AmountError> {
        lines.iter().map(PriceLine::amount).collect::<Result<Vec<_>, _>>().and_then(Fen::sum)
    }
}

/// `work_order.verified`: the real fault. In words it is in `texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// What it really is; the reported matter where that was right.
    pub matter: MatterCode,
    /// it is not what was reported.
    pub differs: bool,
    /// what it is to cost, before the customer is asked.
    pub lines: Vec<PriceLine>,
    /// What it looked like before the work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `work_order.quote_asked`: not on the price list, P-07 is asked. What it is about is in `texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteQuestion {
    /// What there is to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `work_order.quoted`: whether it can be done, and for how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// What P-07 says.
    pub answer: QuoteAnswer,
    /// Said by telephone to the author, by this person; `None` where P-07 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_phone: Option<PersonId>,
}

/// P-07's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum QuoteAnswer {
    /// It can be done, for this much.
    Price {
        /// In all.
        fen: Fen,
    },
    /// It cannot be done.
    NotFeasible,
}

/// `work_order.agreed`: the customer was shown the price and agrees. What they saw is
/// in `document`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Line by line.
    pub lines: Vec<PriceLine>,
    /// In all; 0 says plainly that it is free.
    pub total: Fen,
    /// the quote that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<FactId>,
    /// The catalogue's revision that the prices were read from.
    pub catalogue: i64,
    /// How they agreed.
    pub manner: Manner,
    /// F-05: the language that they were shown.
    pub language: Lang,
    /// SHA-256 of the document's bytes.
    pub document: Hash,
}

/// why a customer does not want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// The price.
    Price,
    /// Wants to think, or another time.
    Later,
    /// Sees to it themselves.
    Themselves,
    /// P-07 says it cannot be done, and the customer was told.
    NotFeasible,
    /// Something else, said in the texts.
    Other,
}

/// `work_order.declined`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declining {
    /// Why.
    pub reason: DeclineReason,
}

/// `work_order.countersigned`: P-07 signs beside the technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countersignature {
    /// The declining that is countersigned.
    pub declining: FactId,
}

/// Why whoever had an order gives it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// it is under warranty, the contractor's.
    Warranty,
    /// Another trade's.
    OtherTrade,
    /// Cannot be done with what there is: a part, a tool, a second pair of hands.
    NotFeasible,
    /// The person cannot: ill, held up elsewhere.
    Unable,
}

/// `work_order.returned`: back to the front desk, to be dispatched anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// Why.
    pub reason: ReturnReason,
}

/// what the check of the customer's material says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialQuality {
    /// 合格.
    Qualified,
    /// 不合格.
    Unqualified,
    /// 质量不佳.
    Poor,
}

/// what the customer chooses, once warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialChoice {
    /// Use it all the same.
    Use,
    /// Take ours.
    Replace,
}

/// `work_order.material_checked`. What it is, and the warning, are in `texts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialCheck {
    /// What the check says.
    pub quality: MaterialQuality,
    /// The customer's choice; asked, after a warning, unless it is qualified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<MaterialChoice>,
}

/// `work_order.started`: the work begins (R-08: not before the customer agreed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {}

/// where the replaced parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parts {
    /// Nothing was replaced.
    None,
    /// With the customer, whose they are.
    Left,
    /// Taken away because the customer asked.
    TakenAway,
}

/// `work_order.finished`: the callback's clock starts here (V-11). What was done is in `texts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The place is clean, tools are collected.
    pub tidy: bool,
    /// Where the replaced parts are.
    pub parts: Parts,
    /// What it looks like after the work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `work_order.signed`: the customer tried it and signs (R-12, V-07, V-08).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// How they signed, or did not.
    pub sign_off: SignOff,
    /// R-08's price, as it stands in what was signed.
    pub total: Fen,
    /// F-05: the language that they were shown.
    pub language: Lang,
    /// SHA-256 of the document's bytes; the strokes name it too.
    pub document: Hash,
    /// V-07: the signing that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<FactId>,
}

/// the number of a receipt, as printed: up to 40 letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Receipt(String);

/// A text that is no receipt number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a receipt number: 1 to 40 letters, digits and `-`")]
pub struct ReceiptError;

impl Receipt {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;
    /// Capitals and small letters are the same number, so that `no-7` and `NO-7` are found to be one.
    fn from_str(text: &str) -> Result<Self, ReceiptError> {
        let text = text.trim().to_ascii_uppercase();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text)) } else { Err(ReceiptError) }
    }
}

impl TryFrom<String> for Receipt {
    type Error = ReceiptError;
    fn try_from(text: String) -> Result<Self, ReceiptError> {
        text.parse()
    }
}

impl From<Receipt> for String {
    fn from(receipt: Receipt) -> String {
        receipt.0
    }
}

/// `work_order.charged`. The author took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charging {
    /// How it stands.
    pub payment: Payment,
    /// How much.
    pub fen: Fen,
    /// The receipt's number; needed for cash and card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// `work_order.confirmed`: P-07 confirms the finished order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {}

/// `work_order.cancelled`: the office calls it off. Why is in `texts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {}
