//! `GET /v1/parts/{fact}/{slot}`: the bytes of a part.

use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use doorstep_domain::fact::PartSalt;
use doorstep_domain::ids::FactId;
use doorstep_protocol::SALT_HEADER;
use doorstep_protocol::problem::Problem;

use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::office::Office;
use crate::store::{KeptPart, Reading, Store};

/// A part of a fact on a subject that the person has (P-10); the reading is logged. Its salt stands in
/// the header `doorstep-salt`, so that the reader can check it against the fact's head.
#[utoipa::path(get, path = "/v1/parts/{fact}/{slot}",
    params(("fact" = String, Path, description = "The fact"), ("slot" = String, Path, description = "As in its head")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Path((fact, slot)): Path<(String, String)>,
) -> Result<Response, OfficeError> {
    let fact: FactId = fact.parse().map_err(|_| OfficeError::not_found())?;
    let audiences = reader.audiences.clone();
    let wanted = slot.clone();
    let part = office.read(move |store| granted(store, fact, &wanted, &audiences)).await?;
    let (salt, bytes) = bytes(&office, part).await?;
    note_reading(&office, &reader, fact, slot).await?;
    let salt_header = (HeaderName::from_static(SALT_HEADER), salt.to_string());
    let media = (header::CONTENT_TYPE, "application/octet-stream".to_owned());
    Ok(([salt_header, media], bytes).into_response())
}

fn granted(
    store: &dyn Store,
    fact: FactId,
    slot: &str,
    audiences: &[crate::audience::Audience],
) -> Result<KeptPart, OfficeError> {
    let stored = store.fact(fact)?.ok_or_else(OfficeError::not_found)?;
    if !store.is_granted(&stored.subject, audiences)? {
        return Err(OfficeError::not_found());
    }
    store.part(fact, slot)?.ok_or_else(OfficeError::not_found)
}

async fn bytes(office: &Office, part: KeptPart) -> Result<(PartSalt, Vec<u8>), OfficeError> {
    let salt = part.salt.ok_or_else(OfficeError::not_found)?;
    if let Some(bytes) = part.bytes {
        return Ok((salt, bytes.0));
    }
    let file = part.file.ok_or_else(OfficeError::not_found)?;
    let blobs = office.blobs().clone();
    let reading =
        tokio::task::spawn_blocking(move || blobs.read(&file).map_err(|e| OfficeError::File(file.into(), e)));
    Ok((salt, reading.await.map_err(|_| OfficeError::Stopping)??))
}

async fn note_reading(
    office: &Office,
    reader: &SignedIn,
    fact: FactId,
    slot: String,
) -> Result<(), OfficeError> {
    let reading = Reading {
        person: reader.person.clone(),
        installation: reader.installation,
        at: office.now(),
        what: "part",
        fact: Some(fact),
        detail: slot,
    };
    office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await
}
