//! `GET /v1/callbacks/{id}`: the office's copy of a callback. `POST …/assign`: who is to make it.

use axum::Json;
use axum::extract::{Path, State};
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_protocol::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::callback::{self, CallbackCopy};
use crate::error::OfficeError;
use crate::extract::{Body, SignedIn};
use crate::office::Office;
use crate::store::Reading;

/// The office's copy: state, facts with verdicts, and what the customer said, saw and signed (V-05 to
/// V-08), for whoever has the callback (P-10); the reading is logged.
#[utoipa::path(get, path = "/v1/callbacks/{id}",
    params(("id" = String, Path, description = "What stands behind `callback/`")),
    responses((status = 200, body = CallbackCopy), (status = "default", body = Problem)))]
pub async fn show(
    State(office): State<Office>,
    reader: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<CallbackCopy>, OfficeError> {
    let subject = subject(&id)?;
    let (audiences, wanted) = (reader.audiences.clone(), subject.clone());
    let copy = office.read(move |store| callback::copy(store, &wanted, &audiences)).await?;
    let SignedIn { person, installation, .. } = reader;
    let (what, detail) = ("callback", subject.to_string());
    let reading = Reading { person, installation, at: office.now(), what, fact: None, detail };
    office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await?;
    Ok(Json(copy))
}

/// Who is to make the callback.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// The person.
    #[schema(value_type = String)]
    to: PersonId,
}

/// Who makes it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssignAnswer {
    /// The person.
    #[schema(value_type = String)]
    assigned_to: PersonId,
}

/// V-01: has the office assign the callback; who asked for it is logged.
#[utoipa::path(post, path = "/v1/callbacks/{id}/assign", request_body = AssignRequest,
    params(("id" = String, Path, description = "What stands behind `callback/`")),
    responses((status = 200, body = AssignAnswer), (status = "default", body = Problem)))]
pub async fn assign(
    State(office): State<Office>,
    caller: SignedIn,
    Path(id): Path<String>,
    Body(AssignRequest { to }): Body<AssignRequest>,
) -> Result<Json<AssignAnswer>, OfficeError> {
    let (subject, assigned_to) = (subject(&id)?, to.clone());
    office.write(move |ledger| callback::assign(ledger, &subject, &caller, &to)).await?;
    Ok(Json(AssignAnswer { assigned_to }))
}

fn subject(id: &str) -> Result<SubjectId, OfficeError> {
    let subject: SubjectId = format!("callback/{id}").parse().map_err(|_| OfficeError::not_found())?;
    if subject.kind() == Some(SubjectKind::Callback) { Ok(subject) } else { Err(OfficeError::not_found()) }
}
