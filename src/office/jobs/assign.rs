//! C-06: a complaint goes to the department that it is about. What is about nobody stays with the desk.

use doorstep_domain::complaint::{About, Act, Assignment, Reception};
use doorstep_domain::fact::{Body, Head};
use doorstep_domain::ids::{DepartmentCode, FactId};

use crate::complaint::knows;
use crate::directory;
use crate::draft::Draft;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::StoreError;

const RULE: &str = "C-06";

/// C-06: hands what was received to the responsible department.
pub(crate) fn assign_for(ledger: &mut Ledger, head: &Head, body: &Body) -> Result<(), OfficeError> {
    let Body::Complaint(act) = body else { return Ok(()) };
    let Act::Receive(reception) = &**act else { return Ok(()) };
    let Some(department) = responsible(ledger, reception)? else { return Ok(()) };
    let assignment = Act::Assign(Assignment { department, to: None });
    ledger.append(Draft {
        id: FactId::caused(head.id, RULE),
        subject: head.subject.clone(),
        body: Body::Complaint(Box::new(assignment)),
        at: ledger.acts_at(),
        parts: Vec::new(),
    })?;
    Ok(())
}

/// C-02: the department that it is about, or the one of the person; a department that the site has.
fn responsible(ledger: &Ledger, reception: &Reception) -> Result<Option<DepartmentCode>, StoreError> {
    let store = &*ledger.store;
    let department = match &reception.about {
        About::Department { department } => Some(department.clone()),
        About::Person { person } => directory::person(store, person)?.and_then(|person| person.belongs_to()),
        About::Nobody => None,
    };
    match department {
        Some(department) if knows(store, &ledger.office.site, &department)? => Ok(Some(department)),
        _ => Ok(None),
    }
}
