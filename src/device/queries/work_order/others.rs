//! What a person may do about an order beside the next action: the table's rows, less what makes no sense now.

use doorstep_domain::event::Payment;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::table::rows;
use doorstep_domain::work_order::{Action, By, ClockKind, Step, WorkOrderState};

use super::next_action::{NextAction, Viewer, next_action};

/// P-09: the other actions that state and role allow, in the table's order.
pub fn other_actions(state: &WorkOrderState, viewer: Viewer<'_>) -> Vec<Action> {
    let next = next_action(state, viewer);
    let possible = |action: &Action| is_allowed(state, *action, viewer) && makes_sense(state, *action);
    let others = Action::ALL.into_iter().filter(|action| *action != Action::Register);
    others.filter(|action| next != NextAction::Do(*action)).filter(possible).collect()
}

fn is_allowed(state: &WorkOrderState, action: Action, viewer: Viewer<'_>) -> bool {
    let with_contractor = state.assignment().is_some_and(|assignment| assignment.under_warranty);
    let is = |by: &By| match by {
        By::Office => false,
        By::Role(role) => viewer.role == Some(*role),
        By::Assignee => viewer.is_assignee,
        By::DeskForContractor => viewer.role == Some(Role::FrontDesk) && with_contractor,
    };
    state.step.is_some() && rows(action, state.step).any(|row| row.by.iter().any(is))
}

/// The table keeps witness facts possible for ever; a screen offers them where they are to be expected.
fn makes_sense(state: &WorkOrderState, action: Action) -> bool {
    let Some(step) = state.step else { return false };
    let told = || !state.clocks.iter().any(|c| c.kind == ClockKind::Contractor && c.is_running());
    match action {
        Action::Attempt => step < Step::OnSite,
        Action::CheckMaterial => (Step::OnSite..=Step::InProgress).contains(&step),
        Action::NotifyContractor => !told(),
        Action::Quote => state.waits_for_quote(),
        Action::AskQuote => !state.waits_for_quote(),
        Action::Agree => state.quote.is_some() || step == Step::Verified,
        Action::Countersign => state.countersigned.is_none(),
        Action::Charge => state.payment().is_none_or(|payment| payment.payment == Payment::Unpaid),
        _ => true,
    }
}
