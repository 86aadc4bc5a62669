//! `POST /v1/devices`: a handheld enrols. `GET`: what the office knows of each. `POST …/{number}/revoke`: one is lost.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use doorstep_domain::role::Role;
use doorstep_protocol::devices::DeviceList;
use doorstep_protocol::enrol::{EnrolAnswer, EnrolRequest};
use doorstep_protocol::problem::Problem;

use crate::devices;
use crate::enrol;
use crate::error::OfficeError;
use crate::extract::{Body, SignedIn, Spoken};
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

/// P-03: every handheld as of its newest contact, the one that worries most first.
#[utoipa::path(get, path = "/v1/devices",
    responses((status = 200, body = DeviceList), (status = "default", body = Problem)))]
pub async fn list(State(office): State<Office>, reader: SignedIn) -> Result<Json<DeviceList>, OfficeError> {
    reader.must_watch()?;
    let now = office.now();
    office.read(move |store| Ok(devices::list(store, now)?)).await.map(Json)
}

/// F-03: P-03 lets a lost handheld hand in what it holds, and nothing more.
#[utoipa::path(post, path = "/v1/devices/{number}/revoke",
    params(("number" = i64, Path, description = "The number that the site gave it")),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn revoke(
    State(office): State<Office>,
    caller: SignedIn,
    Path(number): Path<String>,
) -> Result<StatusCode, OfficeError> {
    caller.must_be(&[Role::Supervisor])?;
    let device = number.parse().map_err(|_| OfficeError::not_found())?;
    office.revoke(device).await?;
    tracing::info!(device, by = %caller.person, "a handheld was revoked");
    Ok(StatusCode::NO_CONTENT)
}
