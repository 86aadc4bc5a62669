//! `GET /v1/bells`: what rings for the people of a handheld on which nobody is signed in.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use doorstep_protocol::bells::{BellsAnswer, BellsQuery};
use doorstep_protocol::feed::MAX_WAIT;
use doorstep_protocol::problem::Problem;
use tokio::time::Instant;

use crate::bells;
use crate::error::OfficeError;
use crate::extract::{Handheld, Parameters};
use crate::office::Office;

/// Who is wanted, as soon as that is not what the handheld knows (C-06).
#[utoipa::path(get, path = "/v1/bells", params(BellsQuery),
    responses((status = 200, body = BellsAnswer), (status = "default", body = Problem)))]
pub async fn listen(
    State(office): State<Office>,
    Handheld(installation): Handheld,
    Parameters(query): Parameters<BellsQuery>,
) -> Result<Json<BellsAnswer>, OfficeError> {
    let deadline = Instant::now() + Duration::from_secs(query.wait.unwrap_or(0).min(MAX_WAIT));
    let (mut news, mut closing) = (office.news(), office.closing());
    let _waits = office.meter().poll();
    loop {
        // Before the store is read: what is told from here on wakes.
        let position = news.borrow().position();
        let now = office.now();
        let heard = office.read(move |store| bells::listen(store, installation, now)).await?;
        if query.known.as_ref() != Some(&heard.answer.mark) || *closing.borrow() {
            return Ok(Json(heard.answer));
        }
        tokio::select! {
            told = news.wait_for(|news| news.tells(&heard.audiences, position)) => {
                if told.is_err() { return Ok(Json(heard.answer)) }
            }
            _ = closing.changed() => return Ok(Json(heard.answer)),
            () = tokio::time::sleep_until(deadline) => return Ok(Json(heard.answer)),
        }
    }
}
