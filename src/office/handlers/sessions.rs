//! `POST /v1/sessions`: an answered challenge becomes a bearer.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::problem::Problem;
use doorstep_protocol::session::{SessionAnswer, SessionRequest};

use crate::error::OfficeError;
use crate::extract::{Body, Spoken};
use crate::office::Office;
use crate::session;

/// A bearer for a device, and for the person who is signed in on it.
#[utoipa::path(post, path = "/v1/sessions", request_body = SessionRequest,
    responses((status = 200, body = SessionAnswer), (status = "default", body = Problem)))]
pub async fn open(
    State(office): State<Office>,
    _: Spoken,
    Body(request): Body<SessionRequest>,
) -> Result<Json<SessionAnswer>, OfficeError> {
    if !office.challenges().spend(&request.challenge, office.now()) {
        return Err(session::unauthenticated("this challenge is not open: ask for another"));
    }
    let identity = office.identity().clone();
    office.read(move |store| session::open(store, &identity, &request)).await.map(Json)
}
