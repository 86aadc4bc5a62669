//! `POST /v1/facts`: facts arrive.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::facts::{MAX_FACTS, PushAnswer, PushRequest};
use doorstep_protocol::problem::{Problem, ProblemCode};

use crate::error::OfficeError;
use crate::extract::{Body, Handheld};
use crate::office::Office;

/// Takes facts, each answered on its own, all durable before the answer (F-01). A device is enough:
/// a queue is sent while nobody is signed in, and facts carried by another handheld get the same answers.
#[utoipa::path(post, path = "/v1/facts", request_body = PushRequest,
    responses((status = 200, body = PushAnswer), (status = "default", body = Problem)))]
pub async fn push(
    State(office): State<Office>,
    _: Handheld,
    Body(request): Body<PushRequest>,
) -> Result<Json<PushAnswer>, OfficeError> {
    if request.facts.len() > MAX_FACTS {
        return Err(OfficeError::refused(
            ProblemCode::TooLarge,
            format!("no more than {MAX_FACTS} facts at once"),
        ));
    }
    let arrivals = office.open_facts(request.facts).await?;
    office.take_arrivals(arrivals).await.map(Json)
}
