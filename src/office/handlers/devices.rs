//! `POST /v1/devices`: a handheld enrols.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::enrol::{EnrolAnswer, EnrolRequest};
use doorstep_protocol::problem::Problem;

use crate::enrol;
use crate::error::OfficeError;
use crate::extract::{Body, Spoken};
use crate::office::Office;

/// Enrols a handheld by a one-time code, and keeps its store key in escrow (F-03).
#[utoipa::path(post, path = "/v1/devices", request_body = EnrolRequest,
    responses((status = 200, body = EnrolAnswer), (status = "default", body = Problem)))]
pub async fn enrol(
    State(office): State<Office>,
    _: Spoken,
    Body(request): Body<EnrolRequest>,
) -> Result<Json<EnrolAnswer>, OfficeError> {
    let device_number = office.write(move |ledger| enrol::enrol_by_code(ledger, &request)).await?;
    Ok(Json(EnrolAnswer { office: office.introduce().await?, device_number }))
}
