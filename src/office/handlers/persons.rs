//! `POST /v1/persons/{id}/keys`: a person's first sign-in on a handheld, or a new PIN. `POST …/unlock`: their lock is
//! lifted.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use doorstep_domain::ids::PersonId;
use doorstep_domain::role::Role;
use doorstep_protocol::enrol::{PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::problem::Problem;

use crate::enrol;
use crate::error::OfficeError;
use crate::extract::{Body, Handheld, SignedIn};
use crate::office::Office;

/// Certifies the person's key by their one-time code, and hands the store key over (F-03).
#[utoipa::path(post, path = "/v1/persons/{id}/keys", request_body = PersonKeyRequest,
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, body = PersonKeyAnswer), (status = "default", body = Problem)))]
pub async fn admit(
    State(office): State<Office>,
    Handheld(installation): Handheld,
    Path(person): Path<String>,
    Body(request): Body<PersonKeyRequest>,
) -> Result<Json<PersonKeyAnswer>, OfficeError> {
    let person = person.parse().map_err(|_| OfficeError::not_found())?;
    office.write(move |ledger| enrol::admit_person(ledger, installation, &person, &request)).await.map(Json)
}

/// F-03: P-03 lifts the lock of a person who mistyped the PIN too often, on every handheld.
#[utoipa::path(post, path = "/v1/persons/{id}/unlock",
    params(("id" = String, Path, description = "The person")),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn unlock(
    State(office): State<Office>,
    caller: SignedIn,
    Path(person): Path<String>,
) -> Result<StatusCode, OfficeError> {
    caller.must_be(&[Role::Supervisor])?;
    let person: PersonId = person.parse().map_err(|_| OfficeError::not_found())?;
    office.unlock(&person).await?;
    tracing::info!(%person, by = %caller.person, "a lock was lifted");
    Ok(StatusCode::NO_CONTENT)
}
