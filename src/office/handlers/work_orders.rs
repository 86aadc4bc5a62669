//! `GET /v1/work-orders/{id}`: the office's copy of a work order. `POST …/dispatch`: who is to do it.
//! `GET …/copy.pdf`: the customer's copy.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::work_order::Dispatch;
use doorstep_protocol::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::customer_copy::{self, Printed};
use crate::error::OfficeError;
use crate::extract::{Body, Parameters, SignedIn};
use crate::office::Office;
use crate::store::Reading;
use crate::work_order::{self, DispatchRequest, WorkOrderCopy};

/// The header that counts what could not be shown.
const MISSING_GLYPHS: &str = "doorstep-missing-glyphs";

/// The office's copy: state, facts with verdicts, and what the customer said, saw and signed,
/// for whoever has the order (P-10); the reading is logged.
#[utoipa::path(get, path = "/v1/work-orders/{id}",
    params(("id" = String, Path, description = "What stands behind `work_order/`")),
    responses((status = 200, body = WorkOrderCopy), (status = "default", body = Problem)))]
pub async fn show(
    State(office): State<Office>,
    reader: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<WorkOrderCopy>, OfficeError> {
    let subject = subject(&id)?;
    let (audiences, wanted) = (reader.audiences.clone(), subject.clone());
    let copy = office.read(move |store| work_order::copy(store, &wanted, &audiences)).await?;
    note_reading(&office, reader, &subject, "work_order").await?;
    Ok(Json(copy))
}

/// Who does it now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DispatchAnswer {
    /// As it stands in the fact.
    #[schema(value_type = Object)]
    dispatched: Dispatch,
}

/// has the office hand the order to somebody; who asked for it is logged.
#[utoipa::path(post, path = "/v1/work-orders/{id}/dispatch", request_body = DispatchRequest,
    params(("id" = String, Path, description = "What stands behind `work_order/`")),
    responses((status = 200, body = DispatchAnswer), (status = "default", body = Problem)))]
pub async fn dispatch(
    State(office): State<Office>,
    caller: SignedIn,
    Path(id): Path<String>,
    Body(request): Body<DispatchRequest>,
) -> Result<Json<DispatchAnswer>, OfficeError> {
    let subject = subject(&id)?;
    let dispatched =
        office.write(move |ledger| work_order::dispatch(ledger, &subject, &caller, &request)).await?;
    Ok(Json(DispatchAnswer { dispatched }))
}

/// How the copy is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CopyQuery {
    /// The language of what stands around the signed document, `zh-CN` or `en`; by default its own.
    #[param(value_type = Option<String>, pattern = "^(zh-CN|en)$")]
    lang: Option<Lang>,
}

/// the customer's copy of a signed order: the document that they signed, their signature and the
/// pictures, as a PDF of A5 pages. The header `doorstep-missing-glyphs` counts characters that the font does not
/// have; the copy names them.
#[utoipa::path(get, path = "/v1/work-orders/{id}/copy.pdf",
    params(("id" = String, Path, description = "What stands behind `work_order/`"), CopyQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = "default", body = Problem)))]
pub async fn copy(
    State(office): State<Office>,
    reader: SignedIn,
    Path(id): Path<String>,
    Parameters(CopyQuery { lang }): Parameters<CopyQuery>,
) -> Result<Response, OfficeError> {
    let subject = subject(&id)?;
    let (audiences, wanted, site) =
        (reader.audiences.clone(), subject.clone(), office.identity().site.clone());
    let signed = office.read(move |store| customer_copy::collect(store, &site, &wanted, &audiences)).await?;
    let blobs = office.blobs().clone();
    let printing = tokio::task::spawn_blocking(move || customer_copy::print(signed, lang, &blobs));
    let Printed { pdf, missing } = printing.await.map_err(|_| OfficeError::Stopping)??;
    note_reading(&office, reader, &subject, "copy").await?;
    let missing = (HeaderName::from_static(MISSING_GLYPHS), missing.len().to_string());
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), missing], pdf).into_response())
}

async fn note_reading(
    office: &Office,
    reader: SignedIn,
    subject: &SubjectId,
    what: &'static str,
) -> Result<(), OfficeError> {
    let SignedIn { person, installation, .. } = reader;
    let reading =
        Reading { person, installation, at: office.now(), what, fact: None, detail: subject.to_string() };
    office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await
}

fn subject(id: &str) -> Result<SubjectId, OfficeError> {
    let subject: SubjectId = format!("work_order/{id}").parse().map_err(|_| OfficeError::not_found())?;
    if subject.kind() == Some(SubjectKind::WorkOrder) { Ok(subject) } else { Err(OfficeError::not_found()) }
}
