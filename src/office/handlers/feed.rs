//! `GET /v1/feed`: what the signed-in person may see, as it happens.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use doorstep_protocol::feed::{FeedPage, FeedQuery, MAX_WAIT};
use doorstep_protocol::problem::Problem;
use tokio::time::Instant;

use crate::backed_up;
use crate::error::OfficeError;
use crate::extract::{Parameters, SignedIn};
use crate::feed::{self, Page, Start};
use crate::identity::{self, end_epoch};
use crate::office::Office;

/// One page of the person's feed; waits for news where there is none (P-09, P-10).
#[utoipa::path(get, path = "/v1/feed", params(FeedQuery),
    responses((status = 200, body = FeedPage), (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Parameters(query): Parameters<FeedQuery>,
) -> Result<Json<FeedPage>, OfficeError> {
    let wait = Duration::from_secs(query.wait.unwrap_or(0).min(MAX_WAIT));
    let (epoch, after) = start(&office, &reader, query.after).await?;
    let page = wait_for_page(&office, &reader, after, Instant::now() + wait).await?;
    if page.personal {
        reader.note_reading(&office, "feed", page.position.to_string()).await?;
    }
    answer(&office, &reader, (epoch, page)).await.map(Json)
}

/// In which epoch the page begins, and after which place.
async fn start(office: &Office, reader: &SignedIn, after: Option<String>) -> Result<(i64, i64), OfficeError> {
    let (identity, person) = (office.identity().clone(), reader.person.clone());
    let start = move |store: &dyn crate::store::Store| {
        Ok((identity::epoch(store)?, feed::start(store, &identity, &person, after.as_deref())?))
    };
    match office.read(start).await? {
        (epoch, Start::After(position)) => Ok((epoch, position)),
        (_, Start::Lost { epoch, newest }) => {
            tracing::warn!(
                epoch,
                "a cursor that the office gave is unknown: it was restored; a new epoch begins"
            );
            let now = office.now();
            let end = move |ledger: &mut crate::ledger::Ledger| {
                end_epoch(&*ledger.store, epoch, newest, now)?;
                Ok(identity::epoch(&*ledger.store)?)
            };
            Ok((office.write(end).await?, 0))
        }
    }
}

/// Reads until there is something, or until the deadline, or the office goes down.
async fn wait_for_page(
    office: &Office,
    reader: &SignedIn,
    mut after: i64,
    deadline: Instant,
) -> Result<Page, OfficeError> {
    let (mut news, mut closing) = (office.news(), office.closing());
    let _waits = office.meter().poll();
    loop {
        let audiences = reader.audiences.clone();
        let page = office.read(move |store| Ok(feed::page(store, &audiences, after)?)).await?;
        if !page.entries.is_empty() || page.remaining > 0 || *closing.borrow() {
            return Ok(page);
        }
        after = page.position;
        tokio::select! {
            told = news.wait_for(|news| news.tells(&reader.audiences, after)) => {
                if told.is_err() { return Ok(page) }
            }
            _ = closing.changed() => return Ok(page),
            () = tokio::time::sleep_until(deadline) => return Ok(page),
        }
    }
}

/// The page, if its epoch has not ended meanwhile: then everything begins anew, from the first place.
async fn answer(
    office: &Office,
    reader: &SignedIn,
    (epoch, page): (i64, Page),
) -> Result<FeedPage, OfficeError> {
    let (identity, person) = (office.identity().clone(), reader.person.clone());
    let installation = reader.installation;
    office
        .read(move |store| {
            let now = identity::epoch(store)?;
            let page = if now == epoch { page } else { Page::nothing_yet() };
            Ok(FeedPage {
                epoch: now,
                cursor: feed::cursor(store, &identity, &person, page.position)?,
                more: page.remaining > 0,
                remaining: page.remaining,
                entries: page.entries,
                backed_up_through: backed_up::through(store, installation)?,
            })
        })
        .await
}
