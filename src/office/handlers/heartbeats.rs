//! `POST /v1/heartbeats`: what a handheld still holds, and what it needs for its sign-in screen.

use axum::Json;
use axum::extract::State;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_protocol::heartbeat::{Compression, Heartbeat, HeartbeatAnswer, Lacking};
use doorstep_protocol::problem::Problem;

use crate::backed_up;
use crate::error::OfficeError;
use crate::extract::{Body, InHand};
use crate::identity;
use crate::lacking::lacking;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::store::{Contact, Device, Store};

/// Keeps the heartbeat, and answers time, staff and lifted locks (F-02, F-03), and what was sent and is not here (F-01).
#[utoipa::path(post, path = "/v1/heartbeats", request_body = Heartbeat,
    responses((status = 200, body = HeartbeatAnswer), (status = "default", body = Problem)))]
pub async fn beat(
    State(office): State<Office>,
    InHand(installation, person): InHand,
    Body(heartbeat): Body<Heartbeat>,
) -> Result<Json<HeartbeatAnswer>, OfficeError> {
    office.write(move |ledger| answer(ledger, installation, person.clone(), &heartbeat)).await.map(Json)
}

fn answer(
    ledger: &mut Ledger,
    installation: InstallationId,
    person: Option<PersonId>,
    heartbeat: &Heartbeat,
) -> Result<HeartbeatAnswer, OfficeError> {
    let staff = ledger.staff()?;
    let lacking = lacking(ledger, installation, heartbeat)?;
    let device = ledger.store.device(installation)?;
    follow(ledger, device.as_ref(), &lacking)?;
    let store = &*ledger.store;
    let revoked = device.is_none_or(|device| device.revoked.is_some());
    let contact = Contact { heartbeat: heartbeat.clone(), at: ledger.now(), person };
    store.save_contact(installation, &contact)?;
    let unlocked = lift_locks(store, installation, heartbeat)?;
    let staff = if revoked { Vec::new() } else { staff.to_vec() };
    let (time, compression) = (ledger.now(), Compression::here());
    let backed_up_through = backed_up::through(store, Some(installation))?;
    Ok(HeartbeatAnswer {
        time,
        staff,
        unlocked,
        backed_up_through,
        epoch: identity::epoch(store)?,
        compression,
        lacking,
    })
}

/// Whoever keeps the office should know that it goes on from a copy. What others have read of it may be lost as well, or was
/// judged otherwise: a new epoch tells all of it anew. One for each start is enough, whatever a handheld claims.
fn follow(ledger: &mut Ledger, device: Option<&Device>, lacking: &Lacking) -> Result<(), OfficeError> {
    let (Some(device), false) = (device, lacking.is_nothing()) else { return Ok(()) };
    let (gaps, without_pictures) = (lacking.facts.len(), lacking.pictures.len());
    tracing::warn!(device = device.number, gaps, without_pictures, "what a handheld had sent is not here");
    if gaps > 0 && device.may_be_believed() && !ledger.was_set_back {
        let epoch = identity::epoch(&*ledger.store)?;
        identity::end_epoch(&*ledger.store, epoch, epoch, ledger.now())?;
        ledger.was_set_back = true;
    }
    Ok(())
}

/// An unlock is repeated until the handheld lists the person as locked no more.
fn lift_locks(
    store: &dyn Store,
    installation: InstallationId,
    heartbeat: &Heartbeat,
) -> Result<Vec<PersonId>, OfficeError> {
    let (lifted, done): (Vec<_>, Vec<_>) =
        store.unlocked(installation)?.into_iter().partition(|person| heartbeat.locked.contains(person));
    done.iter().try_for_each(|person| store.forget_unlock(installation, person))?;
    Ok(lifted)
}
