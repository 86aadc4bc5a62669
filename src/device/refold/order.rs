//! What lists read of a work order: its columns, what its texts say, its charges (section R).

use doorstep_domain::directory::{Contact, Label};
use doorstep_domain::ids::FactId;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;
use doorstep_domain::work_order::{Charged, Texts, Wanted, WorkOrderState};

use super::texts;
use crate::store::StoreError;
use crate::store::personal::{About, Personal, SubjectRow};

/// The columns of an order. V-13: a repair counts when it was done, as what it really was.
pub(super) fn with_columns(row: SubjectRow, state: &WorkOrderState) -> SubjectRow {
    let Some(registered) = &state.registered else { return row };
    SubjectRow {
        home: Some(registered.what.home.clone()),
        matter: state.matter().cloned(),
        due_by: due_by(state),
        open: state.is_open(),
        case: state.finished.as_ref().map(|finished| (CaseKind::Repair, finished.at)),
        ..row
    }
}

/// When somebody has to see to it next: the end of the clock that runs out first, else the appointment,
/// else its registration.
pub(crate) fn due_by(state: &WorkOrderState) -> Option<Moment> {
    let wanted = || match state.wanted {
        Some(Wanted::Appointment { at }) => Some(at),
        _ => state.registered.as_ref().map(|registered| registered.at),
    };
    state.next_clock().map(|clock| clock.by).or_else(wanted)
}

/// What its texts say: who the customer is and what was reported as registered, what was done as finished.
pub(super) fn about(personal: &Personal, state: &WorkOrderState) -> Result<Option<About>, StoreError> {
    let Some(registered) = &state.registered else { return Ok(None) };
    let read = |fact: FactId| -> Result<Texts, StoreError> { Ok(texts(personal, fact)?.unwrap_or_default()) };
    let registration = read(registered.fact)?;
    let done = state.finished.as_ref().map(|finished| read(finished.fact)).transpose()?.unwrap_or_default();
    Ok(Some(About {
        contact: registration.customer.unwrap_or_else(Contact::default),
        reported: Label::new(registration.reported, ""),
        done: Label::new(done.done, ""),
    }))
}

/// what counts in a cash-up.
pub(super) fn charges(state: &WorkOrderState) -> Vec<Charged> {
    state.takings().cloned().collect()
}
