//! Writing an event from another system down: pictures first, then the fact, and with it its callback.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::event::{EventKind, Finish, Stage};
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::{FactId, SiteId, SubjectId, SubjectKind};
use uuid::Uuid;

use super::check::{check, check_known, slot, story};
use super::{FinishAnswer, FinishedElsewhere};
use crate::blobs::Blobs;
use crate::draft::{Draft, DraftPart};
use crate::error::OfficeError;
use crate::office::Office;
use crate::picture;

/// The namespace of events of other systems: the same number of the same kind is the same event.
const FINISHED_ELSEWHERE: Uuid = Uuid::from_u128(0x6d0c_9a52_31a1_4f5e_8f0b_d002_57e9_01c4);

impl Office {
    /// Writes down an event that was finished in another system, and opens its callback (V-11). One that
    /// is known already is answered with the same ids and changes nothing.
    ///
    /// # Errors
    /// When something in it cannot be, or is not known to the site; when the store fails.
    pub async fn finish(&self, given: FinishedElsewhere) -> Result<FinishAnswer, OfficeError> {
        let finish = check(&given, self.now())?;
        let (fact, event) = ids(&self.identity().site, &finish);
        if self.is_known(&finish, fact).await? {
            return Ok(answer(fact, event, true));
        }
        let (blobs, at) = (self.blobs().clone(), self.now());
        let keeping = tokio::task::spawn_blocking(move || parts(&given, &blobs));
        let parts = keeping.await.map_err(|_| OfficeError::Stopping)??;
        let draft = Draft { id: fact, subject: event.clone(), body: Body::EventFinished(finish), at, parts };
        let appended = self.write(move |ledger| ledger.append(draft.clone())).await?;
        Ok(answer(fact, event, appended.repeated))
    }

    async fn is_known(&self, finish: &Finish, fact: FactId) -> Result<bool, OfficeError> {
        let (identity, finish) = (self.identity().clone(), finish.clone());
        self.read(move |store| match store.fact(fact)? {
            Some(_) => Ok(true),
            None => check_known(store, &identity, &finish).map(|()| false),
        })
        .await
    }
}

fn answer(fact: FactId, event: SubjectId, repeated: bool) -> FinishAnswer {
    FinishAnswer { event, fact, callback: SubjectId::callback_of(fact), repeated }
}

/// The ids of a fact and its event. The two stages of a service are two events (V-01).
fn ids(site: &SiteId, finish: &Finish) -> (FactId, SubjectId) {
    let kind = match finish.event {
        EventKind::Complaint { .. } => "complaint",
        EventKind::Repair => "repair",
        EventKind::SpecialService { stage: Stage::Middle } => "special_service/middle",
        EventKind::SpecialService { stage: Stage::End } => "special_service/end",
        EventKind::CommunityActivity => "community_activity",
        EventKind::Other => "other",
    };
    let name = format!("{site}/{kind}/{}", finish.number);
    let event = Uuid::new_v5(&FINISHED_ELSEWHERE, name.as_bytes());
    let fact = Uuid::new_v5(&event, b"event.finished");
    (FactId(fact), SubjectId::new(SubjectKind::Event, event))
}

fn parts(given: &FinishedElsewhere, blobs: &Blobs) -> Result<Vec<DraftPart>, OfficeError> {
    let texts = serde_json::to_vec(&story(given)).unwrap_or_default();
    let texts = Slot::TEXTS.parse().ok().map(|slot| salted(slot, texts)).transpose()?;
    let mut parts: Vec<DraftPart> = texts.into_iter().map(|part| DraftPart { part, file: None }).collect();
    for (picture, number) in given.pictures.iter().zip(1..) {
        parts.push(keep_picture(picture.bytes.as_ref(), number, blobs)?);
    }
    Ok(parts)
}

fn keep_picture(bytes: Option<&Blob>, number: usize, blobs: &Blobs) -> Result<DraftPart, OfficeError> {
    let refuse = |why: &str| OfficeError::bad_request(format!("picture {number}: {why}"));
    let bytes = bytes.ok_or_else(|| refuse("its bytes are missing; a file can be named only in a file"))?;
    let jpeg = picture::normalise(&bytes.0).map_err(refuse)?;
    let part = salted(slot(number).ok_or_else(|| refuse("too many"))?, jpeg)?;
    let file = blobs.keep(&part).map_err(|e| OfficeError::File("parts".into(), e))?;
    Ok(DraftPart { part, file: Some(file) })
}

fn salted(slot: Slot, bytes: Vec<u8>) -> Result<Part, OfficeError> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|_| OfficeError::Random)?;
    Ok(Part { slot, salt: Fixed(salt), bytes: Blob(bytes) })
}
