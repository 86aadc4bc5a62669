//! What lists read of a work order: its columns, its charges (section R).

use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;
use doorstep_domain::work_order::{Charged, Wanted, WorkOrderState};

use crate::store::personal::SubjectRow;

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

/// what counts in a cash-up.
pub(super) fn charges(state: &WorkOrderState) -> Vec<Charged> {
    state.takings().cloned().collect()
}
