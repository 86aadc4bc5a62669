//! Which path is which handler, and what holds for all of them.

use std::any::Any;

use axum::extract::DefaultBodyLimit;
use axum::http::{Request, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, head, post};
use axum::{Json, Router};
use doorstep_protocol::facts::MAX_BYTES;
use doorstep_protocol::problem::{Problem, ProblemCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::error::OfficeError;
use crate::finish::MAX_FINISH_BYTES;
use crate::handlers::{
    bells, callbacks, cash_up, certificates, challenges, complaints, coverage, devices, events, facts, feed,
    health, heartbeats, metrics, office, openapi, parts, persons, sessions, snapshot, timeliness, uploads,
    work_orders,
};
use crate::office::Office;
use crate::store::StoreError;

/// All routes of an office.
pub(crate) fn routes(office: Office) -> Router {
    let events = post(events::finish).layer(DefaultBodyLimit::max(MAX_FINISH_BYTES));
    // Chunks are bounded by the upload that they belong to.
    let uploads = Router::new()
        .route("/v1/uploads", post(uploads::create).options(uploads::describe))
        .route(
            "/v1/uploads/{fact}/{*slot}",
            head(uploads::ask).patch(uploads::add).post(uploads::overridden).options(uploads::describe_there),
        )
        .layer(map_response(uploads::sign_answer));
    Router::new()
        .route("/v1/office", get(office::introduce))
        .route("/v1/devices", post(devices::enrol).get(devices::list))
        .route("/v1/devices/{number}/revoke", post(devices::revoke))
        .route("/v1/challenges", post(challenges::issue))
        .route("/v1/sessions", post(sessions::open))
        .route("/v1/certificates", post(certificates::recall))
        .route("/v1/persons/{id}/keys", post(persons::admit))
        .route("/v1/persons/{id}/unlock", post(persons::unlock))
        .route("/v1/facts", post(facts::push).layer(RequestDecompressionLayer::new()))
        .route("/v1/feed", get(feed::read))
        .route("/v1/snapshot", get(snapshot::read))
        .route("/v1/histories", post(snapshot::histories))
        .route("/v1/bells", get(bells::listen))
        .route("/v1/parts/{fact}/{*slot}", get(parts::read))
        .merge(uploads)
        .route("/v1/heartbeats", post(heartbeats::beat))
        .route("/v1/events", events)
        .route("/v1/callbacks/{id}", get(callbacks::show))
        .route("/v1/callbacks/{id}/assign", post(callbacks::assign))
        .route("/v1/work-orders/{id}", get(work_orders::show))
        .route("/v1/work-orders/{id}/dispatch", post(work_orders::dispatch))
        .route("/v1/work-orders/{id}/copy.pdf", get(work_orders::copy))
        .route("/v1/complaints/{id}", get(complaints::show))
        .route("/v1/complaints/{id}/assign", post(complaints::assign))
        .route("/v1/complaints/{id}/acknowledge", post(complaints::acknowledge))
        .route("/v1/cash-up", get(cash_up::read))
        .route("/v1/timeliness", get(timeliness::read))
        .route("/v1/coverage", get(coverage::read))
        .route("/healthz", get(health::check))
        .route("/metrics", get(metrics::show))
        .route("/openapi.json", get(openapi::show))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .layer(CompressionLayer::new().compress_when(is_worth_it()))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(office)
}

/// Pictures and what fits one packet are sent as they are.
fn is_worth_it() -> impl Predicate {
    SizeAbove::new(1024).and(NotForContentType::const_new("application/octet-stream"))
}

async fn no_such_route() -> OfficeError {
    OfficeError::refused(ProblemCode::NotFound, "there is no such route")
}

/// Which ones there are stands in `Allow`, which the router adds.
async fn no_such_method() -> (StatusCode, Json<Problem>) {
    let problem = OfficeError::refused(ProblemCode::NotFound, "this route has no such method").problem();
    (StatusCode::METHOD_NOT_ALLOWED, Json(problem))
}

fn answer_panic(_: Box<dyn Any + Send>) -> Response {
    OfficeError::from(StoreError::Failed("a handler panicked".to_owned())).into_response()
}

/// Method and path, never the query: a cursor names a person.
fn span<B>(request: &Request<B>) -> Span {
    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
}
