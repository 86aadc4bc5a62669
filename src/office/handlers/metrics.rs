//! `GET /metrics`: what the office counts, for Prometheus.

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use doorstep_protocol::problem::Problem;

use crate::error::OfficeError;
use crate::metrics::{self, Found};
use crate::office::Office;

/// Queue, polls, facts, clocks and handhelds, as numbers without personal data.
#[utoipa::path(get, path = "/metrics",
    responses((status = 200, content_type = "text/plain", body = String), (status = "default", body = Problem)))]
pub async fn show(
    State(office): State<Office>,
) -> Result<([(HeaderName, &'static str); 1], String), OfficeError> {
    let now = office.now();
    let found = office.read(move |store| Ok(Found::read(store, now)?)).await?;
    let text = metrics::text(office.meter(), office.queued(), &found);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
