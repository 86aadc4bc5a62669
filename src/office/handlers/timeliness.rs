//! `GET /v1/timeliness`: how often the repairs of a month kept their clocks.

use axum::Json;
use axum::extract::State;
use doorstep_domain::role::Role;
use doorstep_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::OfficeError;
use crate::extract::{Parameters, SignedIn};
use crate::office::Office;
use crate::timeliness::{self, Month, TimelinessReport};

/// P-09: who watches rates.
const MAY_READ: [Role; 5] =
    [Role::FrontDesk, Role::Supervisor, Role::SiteManager, Role::GeneralManager, Role::EngineeringSupervisor];

/// Which month.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelinessQuery {
    /// As `2026-11`: the month of the registration, by the site's zone.
    #[param(value_type = String, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Month,
}

/// the repair timeliness of a month, as of now.
#[utoipa::path(get, path = "/v1/timeliness", params(TimelinessQuery),
    responses((status = 200, body = TimelinessReport), (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Parameters(TimelinessQuery { month }): Parameters<TimelinessQuery>,
) -> Result<Json<TimelinessReport>, OfficeError> {
    reader.must_be(&MAY_READ)?;
    let (site, now) = (office.identity().site.clone(), office.now());
    office.read(move |store| Ok(timeliness::report(store, &site, month, now)?)).await.map(Json)
}
