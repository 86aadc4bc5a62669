//! `GET /openapi.json`: the interface, generated from the handlers.

use axum::Json;
use utoipa::OpenApi;

use super::{
    bells, callbacks, cash_up, certificates, challenges, complaints, coverage, devices, events, facts, feed,
    health, heartbeats, metrics, office, parts, persons, sessions, snapshot, timeliness, uploads,
    work_orders,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Doorstep office", description = "Facts in, judged once, and fed to handhelds."),
    paths(
        office::introduce,
        devices::enrol,
        devices::list,
        devices::revoke,
        challenges::issue,
        sessions::open,
        certificates::recall,
        persons::admit,
        persons::unlock,
        facts::push,
        feed::read,
        snapshot::read,
        snapshot::histories,
        bells::listen,
        parts::read,
        uploads::describe,
        uploads::describe_there,
        uploads::create,
        uploads::ask,
        uploads::add,
        uploads::overridden,
        heartbeats::beat,
        events::finish,
        callbacks::show,
        callbacks::assign,
        work_orders::show,
        work_orders::dispatch,
        work_orders::copy,
        complaints::show,
        complaints::assign,
        complaints::acknowledge,
        cash_up::read,
        timeliness::read,
        coverage::read,
        health::check,
        metrics::show
    )
)]
struct Api;

/// The interface as OpenAPI.
pub async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
