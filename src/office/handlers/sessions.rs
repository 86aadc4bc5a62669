//! `POST /v1/sessions`: an answered challenge becomes a bearer.

use axum::Json;
use axum::extract::State;
use doorstep_protocol::problem::Problem;
use doorstep_protocol::session::{SessionAnswer, SessionRequest};

use crate::error::OfficeError;
use crate::extract::{Body, Spoken};
use crate::identity;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::session;
use crate::store::{Device, Store};

/// A bearer for a device, and for the person who is signed in on it.
#[utoipa::path(post, path = "/v1/sessions", request_body = SessionRequest,
    responses((status = 200, body = SessionAnswer), (status = "default", body = Problem)))]
pub async fn open(
    State(office): State<Office>,
    _: Spoken,
    Body(request): Body<SessionRequest>,
) -> Result<Json<SessionAnswer>, OfficeError> {
    if !office.challenges().spend(&request.challenge, office.now()) {
        return Err(session::unauthenticated("this challenge is not open: ask for another"));
    }
    let (identity, known) = (office.identity().clone(), request.epoch);
    let prove = move |store: &dyn Store| {
        let device = session::prove_device(store, &request)?;
        Ok((session::open(store, &identity, &request, &device)?, device))
    };
    let (answer, device) = office.read(prove).await?;
    let epoch = match known.filter(|known| answer.epoch.is_some_and(|epoch| epoch < *known)) {
        Some(known) => Some(begin_after(&office, known, device).await?),
        None => answer.epoch,
    };
    Ok(Json(SessionAnswer { epoch, ..answer }))
}

/// F-01: an epoch that is still to come was lost with what belonged to it. Says which one it is then.
async fn begin_after(office: &Office, lost: i64, device: Device) -> Result<i64, OfficeError> {
    let now = office.now();
    let end = move |ledger: &mut Ledger| {
        let epoch = identity::epoch(&*ledger.store)?;
        if device.may_be_believed() && epoch < lost && identity::may_have_begun(lost, now) {
            tracing::warn!(
                device = device.number,
                epoch,
                lost,
                "a handheld has heard of an epoch that was lost"
            );
            identity::end_epoch(&*ledger.store, epoch, lost, now)?;
        }
        Ok(identity::epoch(&*ledger.store)?)
    };
    office.write(end).await
}
