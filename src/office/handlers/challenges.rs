//! `POST /v1/challenges`: bytes to be signed.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::problem::Problem;
use doorstep_protocol::session::Challenge;

use crate::error::OfficeError;
use crate::extract::Spoken;
use crate::office::Office;

/// A challenge, good once and for a minute.
#[utoipa::path(post, path = "/v1/challenges",
    responses((status = 200, body = Challenge), (status = "default", body = Problem)))]
pub async fn issue(State(office): State<Office>, _: Spoken) -> Result<Json<Challenge>, OfficeError> {
    let challenge = office.challenges().issue(office.now())?;
    Ok(Json(Challenge { challenge }))
}
