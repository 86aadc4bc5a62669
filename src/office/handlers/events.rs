//! `POST /v1/events`: an event was finished in another system of the site.

use axum::Json;
use axum::extract::State;
use doorstep_domain::role::Role;
use doorstep_protocol::problem::Problem;

use crate::error::OfficeError;
use crate::extract::{Body, SignedIn};
use crate::finish::{FinishAnswer, FinishedElsewhere};
use crate::office::Office;

/// P-09: who may say that something was finished.
const MAY_FINISH: [Role; 5] =
    [Role::FrontDesk, Role::Supervisor, Role::SiteManager, Role::GeneralManager, Role::EngineeringSupervisor];

/// Writes the event down and opens its callback (V-11).
#[utoipa::path(post, path = "/v1/events", request_body = FinishedElsewhere,
    responses((status = 200, body = FinishAnswer), (status = "default", body = Problem)))]
pub async fn finish(
    State(office): State<Office>,
    caller: SignedIn,
    Body(given): Body<FinishedElsewhere>,
) -> Result<Json<FinishAnswer>, OfficeError> {
    caller.must_be(&MAY_FINISH)?;
    office.finish(given).await.map(Json)
}
