//! `GET /v1/complaints/{id}`: the office's copy of a complaint. `POST …/assign`: who handles it.
//! `POST …/acknowledge`: the caller has it.

use axum::Json;
use axum::extract::{Path, State};
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::Assignment;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_protocol::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::complaint::{self, AssignmentRequest, ComplaintCopy};
use crate::error::OfficeError;
use crate::extract::{Body, SignedIn};
use crate::office::Office;
use crate::store::Reading;

/// The office's copy: state, facts with verdicts, and what the customer said, saw and signed (C-01 to C-12),
/// for whoever has the complaint (P-10); the reading is logged.
#[utoipa::path(get, path = "/v1/complaints/{id}",
    params(("id" = String, Path, description = "What stands behind `complaint/`")),
    responses((status = 200, body = ComplaintCopy), (status = "default", body = Problem)))]
pub async fn show(
    State(office): State<Office>,
    reader: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ComplaintCopy>, OfficeError> {
    let subject = subject(&id)?;
    let (audiences, wanted) = (reader.audiences.clone(), subject.clone());
    let copy = office.read(move |store| complaint::copy(store, &wanted, &audiences)).await?;
    let SignedIn { person, installation, .. } = reader;
    let (what, detail) = ("complaint", subject.to_string());
    let reading = Reading { person, installation, at: office.now(), what, fact: None, detail };
    office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await?;
    Ok(Json(copy))
}

/// Who handles it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssignmentAnswer {
    /// As it stands in the fact.
    #[schema(value_type = Object)]
    assigned: Assignment,
}

/// C-06: has the office assign the complaint to a department; who asked for it is logged.
#[utoipa::path(post, path = "/v1/complaints/{id}/assign", request_body = AssignmentRequest,
    params(("id" = String, Path, description = "What stands behind `complaint/`")),
    responses((status = 200, body = AssignmentAnswer), (status = "default", body = Problem)))]
pub async fn assign(
    State(office): State<Office>,
    caller: SignedIn,
    Path(id): Path<String>,
    Body(request): Body<AssignmentRequest>,
) -> Result<Json<AssignmentAnswer>, OfficeError> {
    let subject = subject(&id)?;
    let assigned = office.write(move |ledger| complaint::assign(ledger, &subject, &caller, &request)).await?;
    Ok(Json(AssignmentAnswer { assigned }))
}

/// For whom it was acknowledged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AcknowledgeAnswer {
    /// `department`, `site_manager` or `general_manager`, as the caller's role says.
    #[schema(value_type = String)]
    reached: MustReach,
}

/// C-05, C-06: the caller has it; P-01 and P-02 for themselves, P-03 and P-07 for the department.
#[utoipa::path(post, path = "/v1/complaints/{id}/acknowledge",
    params(("id" = String, Path, description = "What stands behind `complaint/`")),
    responses((status = 200, body = AcknowledgeAnswer), (status = "default", body = Problem)))]
pub async fn acknowledge(
    State(office): State<Office>,
    caller: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<AcknowledgeAnswer>, OfficeError> {
    let subject = subject(&id)?;
    let reached = office.write(move |ledger| complaint::acknowledge(ledger, &subject, &caller)).await?;
    Ok(Json(AcknowledgeAnswer { reached }))
}

fn subject(id: &str) -> Result<SubjectId, OfficeError> {
    let subject: SubjectId = format!("complaint/{id}").parse().map_err(|_| OfficeError::not_found())?;
    if subject.kind() == Some(SubjectKind::Complaint) { Ok(subject) } else { Err(OfficeError::not_found()) }
}
