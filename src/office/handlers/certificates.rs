//! `POST /v1/certificates`: keys that the office certified since the backup that it was restored from.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::enrol::{CertificatesAnswer, CertificatesRequest};
use doorstep_protocol::problem::Problem;

use crate::enrol;
use crate::error::OfficeError;
use crate::extract::{Body, Handheld};
use crate::office::Office;

/// Takes back what it has certified and forgotten (F-01). What it did not sign is passed over.
#[utoipa::path(post, path = "/v1/certificates", request_body = CertificatesRequest,
    responses((status = 200, body = CertificatesAnswer), (status = "default", body = Problem)))]
pub async fn recall(
    State(office): State<Office>,
    Handheld(installation): Handheld,
    Body(request): Body<CertificatesRequest>,
) -> Result<Json<CertificatesAnswer>, OfficeError> {
    let certificates = request.certificates;
    let new = office.write(move |ledger| enrol::recall(ledger, installation, &certificates)).await?;
    Ok(Json(CertificatesAnswer { new }))
}
