//! `GET /v1/snapshot` and `POST /v1/histories`: first contact of a handheld.

use axum::Json;
use axum::extract::State;
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::snapshot::{
    HistoriesAnswer, HistoriesRequest, MAX_HISTORIES, SnapshotPage, SnapshotQuery,
};

use crate::error::OfficeError;
use crate::extract::{Body, Parameters, SignedIn};
use crate::identity;
use crate::office::Office;
use crate::snapshot::{self, Reader};
use crate::store::{Store, StoreError};

impl SignedIn {
    fn of<'a>(&'a self, store: &'a dyn Store) -> Result<Reader<'a>, StoreError> {
        let written =
            self.installation.map_or(Ok(0), |installation| store.last_own_sequence(installation))?;
        let wrote = self.installation.filter(|_| written > 0);
        let (person, audiences, installation) = (&self.person, &self.audiences, self.installation);
        Ok(Reader { store, person, audiences, installation, wrote })
    }
}

/// One page of what the signed-in person may see, what they need first before everything else (P-09, P-10).
#[utoipa::path(get, path = "/v1/snapshot", params(SnapshotQuery),
    responses((status = 200, body = SnapshotPage), (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Parameters(query): Parameters<SnapshotQuery>,
) -> Result<Json<SnapshotPage>, OfficeError> {
    if query.fold != FOLD_VERSION {
        return Err(OfficeError::refused(
            ProblemCode::Version,
            format!("this office folds as version {FOLD_VERSION}: read the feed from its beginning"),
        ));
    }
    let (identity, asking) = (office.identity().clone(), reader.clone());
    let page = office
        .read(move |store| snapshot::page(&asking.of(store)?, &identity, query.after.as_deref()))
        .await?;
    reader.note_reading(&office, "snapshot", format!("{} to come", page.remaining)).await?;
    Ok(Json(page))
}

/// Whole histories of subjects that the person has, as many as fit (P-09, P-10).
#[utoipa::path(post, path = "/v1/histories", request_body = HistoriesRequest,
    responses((status = 200, body = HistoriesAnswer), (status = "default", body = Problem)))]
pub async fn histories(
    State(office): State<Office>,
    reader: SignedIn,
    Body(request): Body<HistoriesRequest>,
) -> Result<Json<HistoriesAnswer>, OfficeError> {
    if request.subjects.len() > MAX_HISTORIES {
        let detail = format!("no more than {MAX_HISTORIES} histories at once");
        return Err(OfficeError::refused(ProblemCode::TooLarge, detail));
    }
    let asking = reader.clone();
    let answer = office
        .read(move |store| {
            let histories = snapshot::histories(&asking.of(store)?, &request.subjects)?;
            Ok(HistoriesAnswer { epoch: identity::epoch(store)?, histories })
        })
        .await?;
    reader.note_reading(&office, "histories", answer.histories.len().to_string()).await?;
    Ok(Json(answer))
}
