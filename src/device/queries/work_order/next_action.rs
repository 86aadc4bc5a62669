//! The one next action of a person about an order (`SCREENS.md`, 05): where the order stands, and whose it is.

use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::event::Payment;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{Action, QuoteAnswer, Step, Wanted, WorkOrderState};

use crate::commands::work_order::price_lines;

/// What the big button does, or what is waited for instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NextAction {
    /// Nothing of this person's.
    None,
    /// To do this.
    Do(Action),
    /// P-07's price is waited for.
    AwaitQuote,
    /// the front desk collects.
    AwaitDesk,
    /// nothing is left but the customer's copy.
    GiveCopy,
}

impl NextAction {
    /// Whether the order waits for this person.
    pub fn is_due(self) -> bool {
        !matches!(self, NextAction::None | NextAction::GiveCopy)
    }
}

/// Who looks at an order.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// P-09: what they are.
    pub role: Option<Role>,
    /// The order is dispatched to them.
    pub is_assignee: bool,
    /// who may take money.
    pub catalogue: &'a Catalogue,
}

/// P-09: who hands orders on and follows them up.
pub(in crate::queries) const CHASERS: [Role; 2] = [Role::FrontDesk, Role::Butler];
const DISPATCHERS: [Role; 5] =
    [Role::FrontDesk, Role::Butler, Role::Supervisor, Role::EngineeringSupervisor, Role::SiteManager];

/// The next action.
pub fn next_action(state: &WorkOrderState, viewer: Viewer<'_>) -> NextAction {
    let Some(step) = state.step else { return NextAction::None };
    let of_role = for_role(state, step, viewer);
    let works = viewer.is_assignee || stands_in_for_contractor(state, viewer);
    match of_role {
        NextAction::None if works => for_worker(state, step, viewer),
        action => action,
    }
}

/// P-04 records what the contractor does.
fn stands_in_for_contractor(state: &WorkOrderState, viewer: Viewer<'_>) -> bool {
    let with_contractor = state.assignment().is_some_and(|assignment| assignment.under_warranty);
    let accepted = state.step.is_some_and(|step| step >= Step::Accepted);
    viewer.role == Some(Role::FrontDesk) && with_contractor && accepted
}

/// What a role does whosever the order is.
fn for_role(state: &WorkOrderState, step: Step, viewer: Viewer<'_>) -> NextAction {
    let Some(role) = viewer.role else { return NextAction::None };
    let supervises = role == Role::EngineeringSupervisor;
    let collects = role == Role::FrontDesk && !technician_collects(state, viewer.catalogue);
    match step {
        Step::Registered if DISPATCHERS.contains(&role) => NextAction::Do(Action::Dispatch),
        Step::Dispatched | Step::Accepted if CHASERS.contains(&role) && is_contractors(state) => {
            for_chaser(state)
        }
        Step::Accepted | Step::OnSite | Step::Verified if supervises && state.waits_for_quote() => {
            NextAction::Do(Action::Quote)
        }
        Step::Signed if collects => NextAction::Do(Action::Charge),
        Step::Settled if supervises => NextAction::Do(Action::Confirm),
        Step::Declined if supervises && state.countersigned.is_none() => NextAction::Do(Action::Countersign),
        _ => NextAction::None,
    }
}

fn is_contractors(state: &WorkOrderState) -> bool {
    state.assignment().is_some_and(|assignment| assignment.under_warranty)
}

/// the contractor is told, then a time is agreed with the customer.
fn for_chaser(state: &WorkOrderState) -> NextAction {
    let told = state.when(Action::NotifyContractor) >= state.when(Action::Dispatch);
    let accepted = state.step == Some(Step::Accepted);
    let timed = matches!(state.wanted, Some(Wanted::Appointment { .. }));
    match (told || accepted, timed) {
        (false, _) => NextAction::Do(Action::NotifyContractor),
        (true, false) => NextAction::Do(Action::AgreeTime),
        (true, true) => NextAction::None,
    }
}

/// What whoever has the order does, step by step.
fn for_worker(state: &WorkOrderState, step: Step, viewer: Viewer<'_>) -> NextAction {
    match step {
        Step::Dispatched => NextAction::Do(Action::Accept),
        Step::Accepted => before_going(state),
        Step::OnSite => NextAction::Do(Action::Verify),
        Step::Verified => asking(state),
        Step::Agreed => NextAction::Do(Action::Start),
        Step::InProgress => NextAction::Do(Action::Finish),
        Step::Finished => NextAction::Do(Action::Sign),
        Step::Signed if technician_collects(state, viewer.catalogue) => NextAction::Do(Action::Charge),
        Step::Signed => NextAction::AwaitDesk,
        Step::Settled => after_settling(state),
        Step::Registered | Step::Confirmed | Step::Declined | Step::Cancelled => NextAction::None,
    }
}

/// not on the price list, so first the price, then the customer's yes, then the way there.
fn before_going(state: &WorkOrderState) -> NextAction {
    let answer = state.quote.as_ref().map(|quote| quote.what);
    match answer {
        _ if state.waits_for_quote() => NextAction::AwaitQuote,
        Some(QuoteAnswer::NotFeasible) => NextAction::Do(Action::Decline),
        Some(QuoteAnswer::Price { .. }) if state.agreed.is_none() => NextAction::Do(Action::Agree),
        _ => NextAction::Do(Action::Arrive),
    }
}

/// the price, or P-07's word on it.
fn asking(state: &WorkOrderState) -> NextAction {
    let refused = state.quote.as_ref().is_some_and(|quote| quote.what == QuoteAnswer::NotFeasible);
    let asked_since =
        state.question.as_ref().map(|question| question.at) > state.found.as_ref().map(|found| found.at);
    match price_lines(state) {
        // Found to be on the list after all: nobody waits for a price then.
        Some(_) if !asked_since => NextAction::Do(Action::Agree),
        _ if state.waits_for_quote() => NextAction::AwaitQuote,
        Some(_) => NextAction::Do(Action::Agree),
        None if refused => NextAction::Do(Action::Decline),
        None => NextAction::Do(Action::AskQuote),
    }
}

fn after_settling(state: &WorkOrderState) -> NextAction {
    let unpaid = state.payment().is_some_and(|payment| payment.payment == Payment::Unpaid);
    if unpaid { NextAction::None } else { NextAction::GiveCopy }
}

/// listed prices **\[policy\]**; what P-07 quoted is the front desk's to collect **\[policy\]**.
fn technician_collects(state: &WorkOrderState, catalogue: &Catalogue) -> bool {
    let quoted = state.agreed.as_ref().is_some_and(|agreed| agreed.what.quote.is_some());
    if quoted { !catalogue.desk_collects_quoted } else { catalogue.technicians_take_listed }
}
