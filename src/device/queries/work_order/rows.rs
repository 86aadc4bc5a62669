//! What an order's page shows, row by row.

use doorstep_domain::callback::SignOff;
use doorstep_domain::directory::Label;
use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::ids::{FactId, MatterCode};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{
    Action, ClockKind, DeclineReason, Manner, MaterialCheck, Parts, PriceLine, QuoteAnswer, Receipt,
    ReturnReason,
};

use crate::queries::catalogue::ContactRow;
use crate::queries::clock;

/// a clock.
pub type ClockRow = clock::ClockRow<ClockKind>;

/// a line of a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// What stands in the facts.
    pub line: PriceLine,
    /// What it is called.
    pub label: Label,
    /// What is counted.
    pub unit: Label,
    /// What the line costs.
    pub amount: Fen,
}

/// what it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// Its code.
    pub code: MatterCode,
    /// As the site's list calls it.
    pub matter: Label,
    /// It is not what was reported.
    pub differs: bool,
    /// In words.
    pub found: String,
    /// Who says so.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// the question to P-07 and the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    /// The answer is waited for.
    pub waiting: bool,
    /// Since when.
    pub asked: Option<Moment>,
    /// The 15 minutes.
    pub clock: Option<ClockRow>,
    /// What was asked, in words.
    pub question: String,
    /// The newest answer.
    pub answer: Option<QuoteAnswer>,
    /// Who wrote it, when.
    pub answered: Option<(Label, Moment)>,
    /// What was said with it.
    pub note: String,
    /// P-07, whom to phone; of the trade's department first.
    pub supervisors: Vec<ContactRow>,
}

/// what the customer agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedRow {
    /// The fact: the document is its part.
    pub fact: FactId,
    /// Who agreed.
    pub customer: Label,
    /// How.
    pub manner: Manner,
    /// When.
    pub at: Moment,
    /// Who showed it.
    pub by: Label,
    /// Line by line.
    pub lines: Vec<LineRow>,
    /// In all.
    pub total: Fen,
    /// F-05: what they were shown it in.
    pub language: Lang,
}

/// the customer does not want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclinedRow {
    /// Why.
    pub reason: DeclineReason,
    /// Why, in words.
    pub note: String,
    /// Who says so.
    pub by: Label,
    /// When.
    pub at: Moment,
    /// P-07 who signed beside, and when.
    pub countersigned: Option<(Label, Moment)>,
}

/// Why somebody gave it back, while nobody has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedRow {
    /// Why.
    pub reason: ReturnReason,
    /// Why, in words.
    pub note: String,
    /// Who gave it back.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// The office called it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelledRow {
    /// Why, in words.
    pub note: String,
    /// Who.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// a check of the customer's material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialRow {
    /// What it is.
    pub material: String,
    /// What the check says, and what the customer chose.
    pub check: MaterialCheck,
    /// What they were warned of.
    pub warning: String,
    /// Who checked.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// the work is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedRow {
    /// What was done.
    pub done: String,
    /// Where the replaced parts are.
    pub parts: Parts,
    /// Who says so.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// a signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRow {
    /// The fact: document and strokes are its parts.
    pub fact: FactId,
    /// V-07, V-08: how.
    pub sign_off: SignOff,
    /// V-08: who signed on the customer's behalf.
    pub signer: String,
    /// V-08: why nobody signed, in words.
    pub note: String,
    /// the price that was signed.
    pub total: Fen,
    /// Who showed it.
    pub by: Label,
    /// When.
    pub at: Moment,
    /// F-05: what they were shown it in.
    pub language: Lang,
}

/// a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    /// The fact.
    pub fact: FactId,
    /// Cash, card or unpaid.
    pub payment: Payment,
    /// How much.
    pub fen: Fen,
    /// The receipt's number.
    pub receipt: Option<Receipt>,
    /// Who took it.
    pub by: Label,
    /// When.
    pub at: Moment,
    /// The money counts, the order did not move.
    pub held: bool,
}

/// F-04: something that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// The fact, with all its parts.
    pub fact: FactId,
    /// What.
    pub action: Action,
    /// Who.
    pub by: Label,
    /// It is this person's own.
    pub is_mine: bool,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Reason,
    /// Who was first, and when.
    pub first: Option<(Label, Moment)>,
}

/// An action that counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRow {
    /// The fact.
    pub fact: FactId,
    /// What.
    pub action: Action,
    /// Who.
    pub by: Label,
    /// When, in office time.
    pub at: Moment,
    /// The office has not answered it.
    pub pending: bool,
}
