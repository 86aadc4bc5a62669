//! `GET /v1/office`: who the office is.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::problem::Problem;

use crate::error::OfficeError;
use crate::extract::Spoken;
use crate::office::Office;

/// Who the office is, before anything else is said.
#[utoipa::path(get, path = "/v1/office",
    responses((status = 200, body = OfficeIdentity), (status = "default", body = Problem)))]
pub async fn introduce(State(office): State<Office>, _: Spoken) -> Result<Json<OfficeIdentity>, OfficeError> {
    office.introduce().await.map(Json)
}
