//! What a complaint's page shows, row by row.

use doorstep_domain::callback::SignOff;
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Action, ClockKind, Mark};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::{Grade, GradeLine};
use doorstep_domain::ids::FactId;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use crate::queries::catalogue::ContactRow;
use crate::queries::clock;

/// C-02: whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AboutRow {
    /// Nobody in particular.
    Nobody,
    /// A department.
    Department(Label),
    /// A member of staff.
    Person(Label),
}

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsFor {
    /// Whoever has this role.
    Role(Role),
    /// A department (C-06).
    Department(Label),
    /// Somebody.
    Person(Label),
}

/// C-03, C-04: a grading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeRow {
    /// The grade.
    pub grade: Grade,
    /// The lines of C-03 that decided it; empty where a person raised it.
    pub lines: Vec<GradeLine>,
    /// C-04: a person raised it.
    pub by_hand: bool,
    /// C-04: why.
    pub reason: String,
    /// Who.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// C-05 to C-10: a clock.
pub type ClockRow = clock::ClockRow<ClockKind>;

/// C-05, C-06: somebody has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedRow {
    /// For whom they signed.
    pub reached: MustReach,
    /// Who.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// C-07: somebody was told by telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhonedRow {
    /// Whom.
    pub whom: ContactRow,
    /// When, as was said.
    pub phoned_at: Moment,
    /// Who says so.
    pub by: Label,
}

/// C-05, C-09: a time that was agreed with the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedRow {
    /// Until when.
    pub until: Moment,
    /// What was explained.
    pub note: String,
    /// Who agreed on it.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// C-11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    /// What it turned out to be.
    pub mark: Mark,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// C-10: the department is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandledRow {
    /// What was done, and with what result.
    pub handled: String,
    /// Who says so.
    pub by: Label,
    /// When.
    pub at: Moment,
}

/// C-08: the customer's opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionRow {
    /// The fact: document and strokes are its parts.
    pub fact: FactId,
    /// V-07, V-08: how.
    pub sign_off: SignOff,
    /// What the customer thinks.
    pub opinion: String,
    /// V-08: who signed on the customer's behalf.
    pub signer: String,
    /// Who showed it.
    pub by: Label,
    /// When.
    pub at: Moment,
    /// F-05: what they were shown it in.
    pub language: Lang,
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

/// What something that was done came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameTo {
    /// Nothing to add.
    Nothing,
    /// C-03, C-04: this grade from there on.
    Grade(Grade),
    /// C-06: it went to a department, and to somebody there.
    Department(Label, Option<Label>),
    /// C-07, P-11: this person was phoned, at that time, or chases it from there on.
    Person(Label, Option<Moment>),
    /// C-05: it rose to this role.
    Role(Role),
    /// C-05, C-09: a time was agreed on.
    Time(Moment),
    /// C-11.
    Mark(Mark),
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The fact.
    pub fact: FactId,
    /// What.
    pub action: Action,
    /// Who; `None`: the office, by rule.
    pub by: Option<Label>,
    /// When, in office time.
    pub at: Moment,
    /// What it came to.
    pub came_to: CameTo,
    /// What was said.
    pub text: String,
    /// The office has not answered it.
    pub pending: bool,
}
