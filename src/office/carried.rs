//! A queue that was carried here by hand: the same path as `POST /v1/facts` and the uploads, the same answers, exactly
//! once, whether the same comes by network before, meanwhile or later (F-01).

use doorstep_domain::bytes::Blob;
use doorstep_domain::fact::{Outcome, Reason};
use doorstep_domain::ids::InstallationId;
use doorstep_protocol::carried::SignedBringer;
use doorstep_protocol::facts::{AgainReason, Answer, MAX_FACTS, SealedFact};
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::upload::UploadMetadata;
use serde::{Deserialize, Serialize};

use crate::arrival::Arrival;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::session::unauthenticated;
use crate::upload;

/// What the office makes of whoever brings a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "bringer", rename_all = "snake_case")]
pub enum Welcome {
    /// A handheld of this office, revoked ones too: they may hand in.
    Known {
        /// The number that the site gave it.
        device: i64,
        /// Its installation.
        installation: InstallationId,
    },
    /// The queue is sealed to another office.
    OtherOffice,
    /// No handheld of this office signed it.
    Unknown,
}

/// What became of a fact of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// The installation's sequence of it.
    pub sequence: i64,
    /// What the office answers, now and to the handheld.
    pub fate: FactFate,
    /// It had come before, by network or by hand.
    pub was_here: bool,
}

/// The office's answer to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum FactFate {
    /// It counts.
    Applied,
    /// It is here, and somebody has to look.
    Held {
        /// Why.
        reason: Reason,
    },
    /// Broken: kept for a look, here and on the handheld.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// Not now: it goes on waiting on the handheld.
    Again {
        /// Why.
        why: AgainReason,
    },
}

/// What became of a picture of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureFate {
    /// It is here now.
    Taken,
    /// It was here before.
    WasHere,
    /// Its fact is not here: it goes on waiting on the handheld.
    NotYet,
    /// Not the picture that its fact names: nothing of it was taken, and the handheld still has its own.
    Other,
}

impl Office {
    /// Whether a queue may be taken from whoever says that they bring it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn welcome(&self, bringer: &SignedBringer) -> Result<Welcome, OfficeError> {
        let Ok(said) = bringer.read() else { return Ok(Welcome::Unknown) };
        let identity = self.identity();
        if (said.office, said.sealed_to) != (identity.signing_public(), identity.keys.sealing_public()) {
            return Ok(Welcome::OtherOffice);
        }
        let installation = said.installation;
        let device = self.read(move |store| Ok(store.device(installation)?)).await?;
        let device = device.filter(|device| bringer.is_by(&device.device_key));
        let known = device.map(|device| Welcome::Known { device: device.number, installation });
        Ok(known.unwrap_or(Welcome::Unknown))
    }

    async fn known(&self, bringer: &SignedBringer) -> Result<InstallationId, OfficeError> {
        match self.welcome(bringer).await? {
            Welcome::Known { installation, .. } => Ok(installation),
            _ => Err(unauthenticated("not a queue of a handheld of this office")),
        }
    }

    /// Takes facts of a queue, in their order: opened, judged and answered as if they had come by network.
    ///
    /// # Errors
    /// When they are brought by no handheld of this office, or the store fails: then none of them was taken.
    pub async fn hand_in(
        &self,
        bringer: &SignedBringer,
        facts: Vec<SealedFact>,
    ) -> Result<Vec<HandedIn>, OfficeError> {
        self.known(bringer).await?;
        if facts.len() > MAX_FACTS {
            return Err(OfficeError::refused(ProblemCode::TooLarge, "too many facts at once"));
        }
        let arrivals = self.open_facts(facts).await?;
        let take = move |ledger: &mut Ledger| {
            let each = arrivals.iter().map(|arrival| Ok((arrival.is_here(ledger)?, ledger.take(arrival)?)));
            each.collect::<Result<Vec<(bool, Answer)>, OfficeError>>()
        };
        let taken = self.write(take).await?;
        let answers: Vec<Answer> = taken.iter().map(|(_, answer)| answer.clone()).collect();
        self.meter().count(&answers);
        Ok(taken.into_iter().map(handed_in).collect())
    }

    /// Opens and checks them off the writer, side by side with other requests.
    pub(crate) async fn open_facts(&self, facts: Vec<SealedFact>) -> Result<Vec<Arrival>, OfficeError> {
        let identity = self.identity().clone();
        let opening = tokio::task::spawn_blocking(move || Arrival::open_all(facts, &identity));
        opening.await.map_err(|_| OfficeError::Stopping)
    }

    /// Takes a picture of a queue: what has arrived of it by network stays, and only the rest is added.
    ///
    /// # Errors
    /// When it is brought by no handheld of this office, its metadata are none, or the store fails.
    pub async fn hand_in_picture(
        &self,
        bringer: &SignedBringer,
        metadata: &str,
        ciphertext: Blob,
    ) -> Result<PictureFate, OfficeError> {
        let by = self.known(bringer).await?;
        let metadata =
            UploadMetadata::from_header(metadata).map_err(|e| OfficeError::bad_request(e.to_string()))?;
        upload::carry(self, by, metadata, ciphertext.0).await
    }
}

fn handed_in((was_here, answer): (bool, Answer)) -> HandedIn {
    let sequence = answer.sequence();
    let fate = match answer {
        Answer::Taken { verdict, .. } => match (verdict.outcome, verdict.reason) {
            (Outcome::Applied, _) => FactFate::Applied,
            (_, reason) => FactFate::Held { reason: reason.unwrap_or(Reason::Unknown) },
        },
        Answer::Refused { reason, .. } => FactFate::Refused { reason },
        Answer::Again { why, .. } => FactFate::Again { why },
    };
    HandedIn { sequence, fate, was_here }
}
