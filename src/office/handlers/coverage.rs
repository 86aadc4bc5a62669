//! `GET /v1/coverage`: how far the callbacks of a month have come.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::coverage::{self, CoverageReport};
use crate::error::OfficeError;
use crate::extract::{Parameters, SignedIn};
use crate::office::Office;
use crate::timeliness::Month;

/// Which month.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageQuery {
    /// As `2026-11`: the month that the deadline falls in, by the site's zone.
    #[param(value_type = String, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Month,
}

/// V-14: coverage and timeliness of a month's callbacks by kind, person and building, as of now.
#[utoipa::path(get, path = "/v1/coverage", params(CoverageQuery),
    responses((status = 200, body = CoverageReport), (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Parameters(CoverageQuery { month }): Parameters<CoverageQuery>,
) -> Result<Json<CoverageReport>, OfficeError> {
    reader.must_watch()?;
    let (site, now) = (office.identity().site.clone(), office.now());
    office.read(move |store| Ok(coverage::report(store, &site, month, now)?)).await.map(Json)
}
