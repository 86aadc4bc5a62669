//! Section C as one table: who may do what in which state, and where it leads.

use serde::{Deserialize, Serialize};

use crate::machine::{self, row};
use crate::role::Role;

/// A state of a complaint. Its text form is stored, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// C-02: it is written down.
    Received,
    /// C-06: a department is to handle it.
    Assigned,
    /// C-10: the department is done.
    Handled,
    /// C-10: the customer knows the result.
    Told,
    /// C-08: the customer's opinion is signed.
    Signed,
}

impl Step {
    /// Every state, the first one first.
    pub const ALL: [Step; 5] = [Step::Received, Step::Assigned, Step::Handled, Step::Told, Step::Signed];
}

/// What can be done about a complaint, in the order of the kinds of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// C-02: writes it down.
    Receive,
    /// C-03: knows more of what grades it.
    Assess,
    /// C-04: raises the grade by hand.
    Raise,
    /// C-03: it was mishandled.
    Escalate,
    /// C-06: hands it to a department.
    Assign,
    /// C-05, C-06: has it.
    Acknowledge,
    /// C-07: told somebody by telephone.
    Phone,
    /// P-11: notes what was chased.
    Note,
    /// P-11: hands the chasing on.
    HandOver,
    /// C-05: overdue, it rises to the next owner.
    Rise,
    /// C-09: agrees on the next reply time.
    AgreeReply,
    /// C-05: agrees on the time to finish.
    AgreeFinish,
    /// C-11: unfounded, or not our responsibility.
    Mark,
    /// C-11: answers in writing.
    Answer,
    /// C-10: the department is done.
    Handle,
    /// C-10: tells the customer.
    Tell,
    /// C-08: has the customer's opinion.
    SignOpinion,
    /// C-10, C-12: logs and archives the form.
    Archive,
}

impl Action {
    /// Every action, in the order of [`super::Act`].
    pub const ALL: [Action; 18] = [
        Action::Receive,
        Action::Assess,
        Action::Raise,
        Action::Escalate,
        Action::Assign,
        Action::Acknowledge,
        Action::Phone,
        Action::Note,
        Action::HandOver,
        Action::Rise,
        Action::AgreeReply,
        Action::AgreeFinish,
        Action::Mark,
        Action::Answer,
        Action::Handle,
        Action::Tell,
        Action::SignOpinion,
        Action::Archive,
    ];
}

/// Who may do something (P-09).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The office itself, by rule.
    Office,
    /// Whoever has this role.
    Role(Role),
    /// The person that it is assigned to within the department.
    Assignee,
    /// P-11: the first person asked, or to whom the chasing was handed.
    Owner,
}

/// A row of [`TABLE`]; `from` is empty before the reception.
pub type Row = machine::Row<Action, Step, By>;

use By::{Assignee, Office, Owner, Role as Of};
use Role::{Butler, EngineeringSupervisor, FrontDesk, GeneralManager, SiteManager, Supervisor, Technician};
use Step::{Assigned, Handled, Received, Signed, Told};

/// P-01 to P-07: whoever is asked first writes it down.
const STAFF: &[By] = &[
    Of(GeneralManager),
    Of(SiteManager),
    Of(Supervisor),
    Of(FrontDesk),
    Of(Butler),
    Of(Technician),
    Of(EngineeringSupervisor),
];
const SERVICE: &[By] =
    &[Owner, Of(GeneralManager), Of(SiteManager), Of(Supervisor), Of(FrontDesk), Of(Butler)];
const HANDLERS: &[By] = &[
    Assignee,
    Of(EngineeringSupervisor),
    Of(GeneralManager),
    Of(SiteManager),
    Of(Supervisor),
    Of(FrontDesk),
];
const MANAGERS: &[By] = &[Office, Of(GeneralManager), Of(SiteManager), Of(Supervisor)];
const ANY: &[Step] = Step::ALL.as_slice();
const OPEN: &[Step] = &[Received, Assigned];
const UNSIGNED: &[Step] = &[Received, Assigned, Handled, Told];

/// Section C.
pub static TABLE: &[Row] = &[
    row(Action::Receive, &[], STAFF, Some(Received)),
    // V-12: what a failed callback opens.
    row(Action::Receive, &[], &[Office], Some(Received)),
    row(Action::Assess, UNSIGNED, STAFF, None),
    row(Action::Raise, UNSIGNED, SERVICE, None),
    row(Action::Escalate, OPEN, MANAGERS, None),
    // C-03: mishandled, it is handled anew. Once the customer was told, a failed callback says so (V-12).
    row(Action::Escalate, &[Handled], MANAGERS, Some(Assigned)),
    row(
        Action::Assign,
        OPEN,
        &[Office, Of(GeneralManager), Of(SiteManager), Of(Supervisor), Of(FrontDesk), Of(Butler)],
        Some(Assigned),
    ),
    row(
        Action::Acknowledge,
        UNSIGNED,
        &[Assignee, Of(EngineeringSupervisor), Of(GeneralManager), Of(SiteManager), Of(Supervisor)],
        None,
    ),
    row(Action::Phone, ANY, STAFF, None),
    row(Action::Note, ANY, STAFF, None),
    row(Action::HandOver, UNSIGNED, SERVICE, None),
    // V-12: a complaint that the office opens is the one's who called back.
    row(Action::HandOver, UNSIGNED, &[Office], None),
    row(Action::Rise, UNSIGNED, &[Office], None),
    row(Action::AgreeReply, UNSIGNED, STAFF, None),
    row(Action::AgreeFinish, OPEN, SERVICE, None),
    row(Action::Mark, UNSIGNED, &[Of(GeneralManager), Of(SiteManager), Of(Supervisor), Of(FrontDesk)], None),
    row(Action::Answer, ANY, &[Of(GeneralManager), Of(SiteManager), Of(Supervisor), Of(FrontDesk)], None),
    row(Action::Handle, OPEN, HANDLERS, Some(Handled)),
    row(Action::Tell, &[Handled], SERVICE, Some(Told)),
    // Who signs knows the result.
    row(Action::SignOpinion, &[Handled, Told], SERVICE, Some(Signed)),
    // V-07: signed again, naming what it replaces.
    row(Action::SignOpinion, &[Signed], SERVICE, None),
    row(Action::Archive, &[Handled, Told, Signed], &[Of(FrontDesk)], None),
];

/// P-09: whether this role has anything to do with complaints: who may not even note what they chased can neither be
/// handed one nor chase it.
pub fn takes_part(role: Role) -> bool {
    TABLE.iter().any(|row| row.action == Action::Note && row.by.contains(&Of(role)))
}

/// The rows of an action that hold in a state; `None` is before the reception.
pub fn rows(action: Action, step: Option<Step>) -> impl Iterator<Item = &'static Row> {
    machine::rows(TABLE, action, step)
}
