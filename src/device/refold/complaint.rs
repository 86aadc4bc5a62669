//! What lists read of a complaint: its columns, what it is found by (section C).

use doorstep_domain::about::About;
use doorstep_domain::complaint::{ComplaintState, Sort};
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;

use crate::store::personal::SubjectRow;

/// The columns of a complaint. V-13: a complaint counts when it was made; suggestions and opinions do not (C-02).
pub(super) fn with_columns(row: SubjectRow, state: &ComplaintState) -> SubjectRow {
    let (Some(received), Some(at)) = (&state.received, state.received_at()) else { return row };
    let counts = received.what.sort == Sort::Complaint;
    SubjectRow {
        home: Some(received.what.home.clone()),
        matter: Some(received.what.matter.clone()),
        due_by: due_by(state),
        open: state.is_open(),
        case: counts.then_some((CaseKind::Complaint, at)),
        ..row
    }
}

/// When somebody has to see to it next: the end of the clock that runs out first, else its reception.
pub(crate) fn due_by(state: &ComplaintState) -> Option<Moment> {
    state.next_clock().map(|clock| clock.by).or_else(|| state.received_at())
}

/// A complaint is found by its number, its home, who complains and what happened.
pub(super) fn words(state: &ComplaintState, about: &About) -> Option<String> {
    let home = &state.received.as_ref()?.what.home;
    let number = state.number.clone().or_else(|| state.short_code()).unwrap_or_default();
    let name = &about.contact.name;
    Some(format!("{number} {home} {} {} {}", name.zh, name.en, about.reported.zh))
}
