//! Who is calling: challenges are answered by the device's key and the person's, and give a bearer for
//! a quarter of an hour. A bearer is the office's own signed word, so nothing of it is stored; whether
//! device and person still count is looked up at each request (P-09).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use doorstep_domain::bytes::{Fixed, decode, encode};
use doorstep_domain::fact::sign::{self, prefix};
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::session::{
    BEARER_SECONDS, PersonProof, SessionAnswer, SessionRequest, challenge_bytes,
};
use serde::{Deserialize, Serialize};

use crate::directory;
use crate::error::OfficeError;
use crate::identity::{self, Identity};
use crate::store::{Device, Store};

/// How long a challenge is good, in milliseconds.
const CHALLENGE_GOOD_FOR: i64 = 60 * 1000;
/// No more challenges are open at once.
const MAX_CHALLENGES: usize = 10_000;
/// What stands before the signed bytes of a bearer.
const BEARER: &[u8] = b"doorstep/bearer/1\0";

/// The open challenges, each with the moment when it runs out.
#[derive(Default)]
pub struct Challenges(Mutex<HashMap<Fixed<32>, Moment>>);

impl Challenges {
    /// A new challenge.
    ///
    /// # Errors
    /// Busy when too many are open.
    pub fn issue(&self, now: Moment) -> Result<Fixed<32>, OfficeError> {
        let mut challenge = [0; 32];
        getrandom::fill(&mut challenge).map_err(|_| OfficeError::Random)?;
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, expires| now < *expires);
        if open.len() >= MAX_CHALLENGES {
            return Err(OfficeError::refused(ProblemCode::Busy, "too many open challenges"));
        }
        open.insert(Fixed(challenge), now.shifted(CHALLENGE_GOOD_FOR));
        Ok(Fixed(challenge))
    }

    /// Whether this challenge was open. It is good once.
    pub fn spend(&self, challenge: &Fixed<32>, now: Moment) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(challenge).is_some_and(|expires| now < expires)
    }
}

/// What a bearer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The format's version: 1.
    pub v: u8,
    /// The device; `None` for a script.
    pub installation: Option<InstallationId>,
    /// The person who is signed in.
    pub person: Option<PersonId>,
    /// Until when it is good.
    pub expires: Moment,
    /// The epoch that the office began with: one that was restored from a backup gives new ones, and says so.
    pub epoch: i64,
}

impl Bearer {
    /// A bearer that is good from now on.
    pub fn new(installation: Option<InstallationId>, person: Option<PersonId>, office: &Identity) -> Self {
        let expires = office.clock.now().shifted(BEARER_SECONDS * 1000);
        Self { v: 1, installation, person, expires, epoch: office.epoch }
    }

    /// As text.
    pub fn issue(&self, office: &Identity) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        format!("{}.{}", encode(&bytes), sign::sign(&office.keys.signing, BEARER, &bytes))
    }

    /// Reads a bearer that this office issued and that has not run out.
    pub fn read(text: &str, office: &Identity) -> Option<Self> {
        let (bytes, signature) = text.split_once('.')?;
        let (bytes, signature) = (decode(bytes)?, Fixed::parse(signature)?);
        let genuine = sign::verify(&office.signing_public(), BEARER, &bytes, &signature);
        let bearer: Self = serde_json::from_slice(&bytes).ok().filter(|_| genuine)?;
        (office.clock.now() < bearer.expires && bearer.epoch == office.epoch).then_some(bearer)
    }
}

/// Checks the person's proof of a session whose challenge was open and whose device is proven, and gives the bearer.
pub(crate) fn open(
    store: &dyn Store,
    office: &Identity,
    request: &SessionRequest,
    device: &Device,
) -> Result<SessionAnswer, OfficeError> {
    let hand_in_only = device.revoked.is_some();
    let person = match &request.person {
        Some(proof) if !hand_in_only => Some(prove_person(store, request, proof)?),
        _ => None,
    };
    let bearer = Bearer::new(Some(device.installation), person, office).issue(office);
    let epoch = Some(identity::epoch(store)?);
    Ok(SessionAnswer { bearer, seconds: BEARER_SECONDS, hand_in_only, epoch })
}

/// Which device asks, by its signature.
pub(crate) fn prove_device(store: &dyn Store, request: &SessionRequest) -> Result<Device, OfficeError> {
    let bytes = challenge_bytes(&request.challenge, request.installation);
    let device = store.device(request.installation)?;
    device
        .filter(|d| sign::verify(&d.device_key, prefix::CHALLENGE, &bytes, &request.signature))
        .ok_or_else(|| unauthenticated("this device is not enrolled here, or did not sign the challenge"))
}

fn prove_person(
    store: &dyn Store,
    request: &SessionRequest,
    proof: &PersonProof,
) -> Result<PersonId, OfficeError> {
    let bytes = challenge_bytes(&request.challenge, request.installation);
    let signed = sign::verify(&proof.key, prefix::CHALLENGE, &bytes, &proof.signature);
    let key = store.person_key(&proof.key)?.filter(|key| {
        signed
            && key.retired.is_none()
            && (&key.person, key.installation) == (&proof.person, request.installation)
    });
    let key = key.ok_or_else(|| unauthenticated("this person's key is not certified for this device"))?;
    let active = directory::person(store, &key.person)?.is_some_and(|person| person.active);
    if active { Ok(key.person) } else { Err(left()) }
}

pub(crate) fn unauthenticated(detail: &'static str) -> OfficeError {
    OfficeError::refused(ProblemCode::Unauthenticated, detail)
}

/// F-03: who left has their key destroyed at the next contact; the device hands in without them.
fn left() -> OfficeError {
    OfficeError::refused(ProblemCode::Revoked, "this person does not work here any more")
}

/// P-09: who does not work here has no role.
pub(crate) fn not_here_any_more() -> OfficeError {
    OfficeError::refused(ProblemCode::Role, "this person does not work here")
}
