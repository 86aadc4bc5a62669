//! `POST /v1/persons/{id}/keys`: a person's first sign-in on a handheld, or a new PIN.

use axum::Json;
use axum::extract::{Path, State};
use doorstep_protocol::enrol::{PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::problem::Problem;

use crate::enrol;
use crate::error::OfficeError;
use crate::extract::{Body, Handheld};
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
