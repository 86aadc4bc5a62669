//! The state machine of section R, as one table: who may do what in which state, and where it leads.
//!
//! An action may have several rows; the first that fits the state and the person holds. The diagram in
//! the README is made from this table.

use serde::{Deserialize, Serialize};

use super::step::Step;
use crate::machine::{self, row};
use crate::role::Role;

/// What can be done about a work order, in the order of the kinds of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// registers it.
    Register,
    /// Hands it to a technician, or to the contractor.
    Dispatch,
    /// tells the contractor.
    NotifyContractor,
    /// agrees on a time with the customer.
    AgreeTime,
    /// Confirms having it.
    Accept,
    /// V-09: stood before a closed door.
    Attempt,
    /// is let in.
    Arrive,
    /// compares the reported fault with the real one.
    Verify,
    /// asks P-07.
    AskQuote,
    /// answers with a price.
    Quote,
    /// has the customer's agreement to the price.
    Agree,
    /// the customer does not want it.
    Decline,
    /// signs beside the technician.
    Countersign,
    /// Gives it back to the front desk.
    Return,
    /// checks what the customer supplied.
    CheckMaterial,
    /// Begins the work.
    Start,
    /// ends the work.
    Finish,
    /// has the customer's signature.
    Sign,
    /// takes the charge, or records that it is unpaid.
    Charge,
    /// confirms the order.
    Confirm,
    /// Calls it off.
    Cancel,
}

impl Action {
    /// Every action, in the order of [`crate::work_order::Act`].
    pub const ALL: [Action; 21] = [
        Action::Register,
        Action::Dispatch,
        Action::NotifyContractor,
        Action::AgreeTime,
        Action::Accept,
        Action::Attempt,
        Action::Arrive,
        Action::Verify,
        Action::AskQuote,
        Action::Quote,
        Action::Agree,
        Action::Decline,
        Action::Countersign,
        Action::Return,
        Action::CheckMaterial,
        Action::Start,
        Action::Finish,
        Action::Sign,
        Action::Charge,
        Action::Confirm,
        Action::Cancel,
    ];
}

/// Who may do something (P-09).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The office itself, by rule.
    Office,
    /// Whoever has this role.
    Role(Role),
    /// The person that the order is dispatched to, or was when the author last looked (F-04).
    Assignee,
    /// P-04, on behalf of the contractor that the order is with.
    DeskForContractor,
}

/// A row of [`TABLE`]; `from` is empty before the registration.
pub type Row = machine::Row<Action, Step, By>;

use By::{Assignee, DeskForContractor, Office, Role as Of};
use Role::{Butler, EngineeringSupervisor, FrontDesk, SiteManager, Supervisor, Technician};
use Step::{
    Accepted, Agreed, Cancelled, Confirmed, Declined, Dispatched, Finished, InProgress, OnSite, Registered,
    Settled, Signed, Verified,
};

const REGISTRARS: &[By] =
    &[Of(FrontDesk), Of(Butler), Of(Supervisor), Of(Technician), Of(EngineeringSupervisor), Of(SiteManager)];
const DISPATCHERS: &[By] =
    &[Office, Of(FrontDesk), Of(Butler), Of(Supervisor), Of(EngineeringSupervisor), Of(SiteManager)];
const WORKERS: &[By] = &[Assignee, DeskForContractor];
const AT_THE_DOOR: &[By] = &[Assignee, Of(FrontDesk), Of(Butler)];

/// Section R.
pub static TABLE: &[Row] = &[
    row(Action::Register, &[], REGISTRARS, Some(Registered)),
    // Until somebody is in the home it can be handed to another.
    row(Action::Dispatch, &[Registered, Dispatched, Accepted], DISPATCHERS, Some(Dispatched)),
    row(Action::NotifyContractor, &[Dispatched, Accepted], DISPATCHERS, None),
    row(
        Action::AgreeTime,
        &[Registered, Dispatched, Accepted],
        &[Assignee, Of(FrontDesk), Of(Butler), Of(Supervisor), Of(EngineeringSupervisor)],
        None,
    ),
    row(Action::Accept, &[Dispatched], &[Assignee], Some(Accepted)),
    row(Action::Attempt, Step::ALL.as_slice(), REGISTRARS, None),
    row(Action::Attempt, Step::ALL.as_slice(), WORKERS, None),
    row(Action::Arrive, &[Accepted], WORKERS, Some(OnSite)),
    // a fault that shows during the work is a new finding with a new price.
    row(Action::Verify, &[OnSite, Verified, Agreed, InProgress], WORKERS, Some(Verified)),
    row(Action::AskQuote, &[Accepted, OnSite, Verified], WORKERS, None),
    row(Action::Quote, &[Dispatched, Accepted, OnSite, Verified], &[Of(EngineeringSupervisor)], None),
    // The answer by telephone, written down by whoever asked.
    row(Action::Quote, &[Accepted, OnSite, Verified], &[Assignee, Of(FrontDesk)], None),
    // agreed before anybody goes there.
    row(Action::Agree, &[Accepted], AT_THE_DOOR, None),
    row(Action::Agree, &[Verified], AT_THE_DOOR, Some(Agreed)),
    row(
        Action::Decline,
        &[Registered, Dispatched, Accepted, OnSite, Verified, Agreed],
        AT_THE_DOOR,
        Some(Declined),
    ),
    row(Action::Countersign, &[Declined], &[Of(EngineeringSupervisor)], None),
    row(Action::Return, &[Dispatched, Accepted, OnSite, Verified], WORKERS, Some(Registered)),
    row(Action::CheckMaterial, Step::ALL.as_slice(), WORKERS, None),
    row(Action::Start, &[Agreed], WORKERS, Some(InProgress)),
    row(Action::Finish, &[InProgress], WORKERS, Some(Finished)),
    row(Action::Sign, &[Finished], WORKERS, Some(Signed)),
    // V-07: signed again, naming what it replaces.
    row(Action::Sign, &[Signed, Settled], WORKERS, None),
    row(Action::Charge, &[Signed], &[Assignee, Of(FrontDesk)], Some(Settled)),
    // what was unpaid is paid later.
    row(Action::Charge, &[Settled, Confirmed], &[Assignee, Of(FrontDesk)], None),
    row(Action::Confirm, &[Settled], &[Of(EngineeringSupervisor)], Some(Confirmed)),
    row(
        Action::Cancel,
        &[Registered, Dispatched, Accepted, OnSite, Verified, Agreed],
        &[Of(FrontDesk), Of(Supervisor), Of(SiteManager)],
        Some(Cancelled),
    ),
];

/// The rows of an action that hold in a state; `None` is before the registration.
pub fn rows(action: Action, step: Option<Step>) -> impl Iterator<Item = &'static Row> {
    machine::rows(TABLE, action, step)
}
