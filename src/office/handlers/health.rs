//! `GET /healthz`: whether the office can read and write.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::OfficeError;
use crate::office::Office;

/// The office is well.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

/// Answers 200 when a transaction of the writer and a reading went through.
#[utoipa::path(get, path = "/healthz",
    responses((status = 200, body = Health), (status = "default", body = doorstep_protocol::problem::Problem)))]
pub async fn check(State(office): State<Office>) -> Result<Json<Health>, OfficeError> {
    office.write(|ledger| Ok(ledger.store.last_place()?)).await?;
    office.introduce().await?;
    Ok(Json(Health { status: "ok" }))
}
