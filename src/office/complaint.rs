//! A complaint at the office: its copy for who may read it, who handles it, and that somebody has it.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::table::takes_part;
use doorstep_domain::complaint::{Acknowledgement, Act, Assignment, ComplaintState};
use doorstep_domain::fact::Body;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{DepartmentCode, PersonId, SiteId, SubjectId};
use doorstep_domain::role::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::audience::Audience;
use crate::copy::{self, FactCopy};
use crate::directory;
use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::ledger::Ledger;
use crate::store::{Store, StoreError};

/// The office's copy of a complaint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComplaintCopy {
    /// The complaint.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// The fold of its facts.
    #[schema(value_type = Object)]
    pub state: ComplaintState,
    /// Its facts, in the office's order.
    pub facts: Vec<FactCopy>,
}

/// C-06: who is to handle it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRequest {
    /// The department.
    #[schema(value_type = String)]
    pub department: DepartmentCode,
    /// The person there, where one is named.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub to: Option<PersonId>,
}

/// The copy, if one of the audiences has the complaint (P-10).
pub(crate) fn copy(
    store: &dyn Store,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<ComplaintCopy, OfficeError> {
    match copy::read(store, subject, audiences)? {
        (State::Complaint(state), facts) => {
            Ok(ComplaintCopy { subject: subject.clone(), state: *state, facts })
        }
        _ => Err(OfficeError::not_found()),
    }
}

/// C-06: has the office assign the complaint, if the caller's role may; who asked is noted.
pub(crate) fn assign(
    ledger: &mut Ledger,
    subject: &SubjectId,
    caller: &SignedIn,
    request: &AssignmentRequest,
) -> Result<Assignment, OfficeError> {
    let AssignmentRequest { department, to } = request.clone();
    if !knows(&*ledger.store, &ledger.office.site, &department)? {
        return Err(OfficeError::bad_request(format!("the site has no department {department}")));
    }
    if let Some(to) = &to {
        check_member(&*ledger.store, &department, to)?;
    }
    let assignment = Assignment { department, to };
    act_for(ledger, subject, caller, Act::Assign(assignment.clone()))?;
    Ok(assignment)
}

/// C-05, C-06: the caller has it, as their role says for whom: P-01 and P-02 for themselves, others for the
/// department.
pub(crate) fn acknowledge(
    ledger: &mut Ledger,
    subject: &SubjectId,
    caller: &SignedIn,
) -> Result<MustReach, OfficeError> {
    let reached = match caller.role {
        Role::GeneralManager => MustReach::GeneralManager,
        Role::SiteManager => MustReach::SiteManager,
        _ => MustReach::Department,
    };
    act_for(ledger, subject, caller, Act::Acknowledge(Acknowledgement { reached }))?;
    Ok(reached)
}

fn act_for(ledger: &mut Ledger, subject: &SubjectId, caller: &SignedIn, act: Act) -> Result<(), OfficeError> {
    if !ledger.store.is_granted(subject, &caller.audiences)? {
        return Err(OfficeError::not_found());
    }
    ledger.act_for(caller, subject, Body::Complaint(Box::new(act)))
}

/// Whether the site has this department.
pub(crate) fn knows(
    store: &dyn Store,
    site: &SiteId,
    department: &DepartmentCode,
) -> Result<bool, StoreError> {
    let site = directory::site(store, site)?;
    Ok(site.is_some_and(|site| site.departments.contains_key(department)))
}

fn check_member(store: &dyn Store, department: &DepartmentCode, to: &PersonId) -> Result<(), OfficeError> {
    let person = directory::at_work(store, to)?;
    if !takes_part(person.role) {
        return Err(OfficeError::bad_request(format!("{to} has nothing to do with complaints")));
    }
    if person.belongs_to().is_some_and(|own| own != *department) {
        return Err(OfficeError::bad_request(format!("{to} does not belong to the department {department}")));
    }
    Ok(())
}
