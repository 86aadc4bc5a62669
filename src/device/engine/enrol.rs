//! First contact: the device's with its office, a person's with the device (F-03).

use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::PersonId;
use doorstep_protocol::enrol::{
    EnrolAnswer, EnrolCode, EnrolCodeError, EnrolRequest, PersonKeyAnswer, PersonKeyRequest,
};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::seal::{OpeningKey, Purpose, SealError, Sealer};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Engine, Event};
use crate::commands::sign_in::SignInError;
use crate::device::Device;
use crate::keyring::{KeyringError, Pin, StoreKey, Unlocked};
use crate::random::{self, NoRandom};
use crate::store::StoreError;
use crate::store::outbox::{Enrolment, KnownOffice};
use crate::sync::client::{CallError, Client};

/// Why the device is not enrolled.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// No code.
    #[error(transparent)]
    Code(#[from] EnrolCodeError),
    /// No address, or one that is neither https nor on this machine.
    #[error("not an address of an office: https, or this machine")]
    Address,
    /// The office at this address is not the one that gave the code. Nothing was told to it.
    #[error("the office at this address is not the one that gave the code")]
    NotThatOffice,
    /// The device belongs to an office already.
    #[error("this device is enrolled already")]
    EnrolledAlready,
    /// The office's sealing key is none.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The call brought nothing: `Refused` says why.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// Why a person's first sign-in, or new PIN, did not come about.
#[derive(Debug, Error)]
pub enum EnterError {
    /// The device is not enrolled.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// The call brought nothing: `Refused` says why.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The office's answer does not fit: another person, key, installation or office.
    #[error("the office's answer does not fit")]
    Answer,
    /// The keys cannot be wrapped.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The store fails, or does not open with the key that the office holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person is known now, but not signed in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

impl Engine {
    /// Enrols this device with the code of an office: first it checks that the office at `url` is the one
    /// that gave the code, and tells it nothing before. A lost answer costs nothing: the same again.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(&self, url: &str, code: &str) -> Result<(), ConnectError> {
        let code: EnrolCode = code.parse()?;
        let url = address(url)?;
        if self.device().office()?.is_some_and(|office| !office.hand_in_only) {
            return Err(ConnectError::EnrolledAlready);
        }
        let client = Client::new(&*self.transport, &url);
        let asked = self.boot_millis();
        let identity = client.office().await?;
        if identity.fingerprint() != code.fingerprint {
            return Err(ConnectError::NotThatOffice);
        }
        self.device().note_contact(asked, identity.time)?;
        let request = self.device().begin_enrolment(&url, &code, &identity)?;
        let answer = client.enrol(&request).await?;
        self.device().finish_enrolment(&url, &code, &answer)?;
        self.tell(Event::TryNow);
        self.sync_once().await;
        Ok(())
    }

    /// A person's first sign-in here, or a new PIN: needs the office once, and a code of 8 digits from it.
    ///
    /// # Errors
    /// See [`EnterError`].
    pub async fn enter(&self, person: &PersonId, code: &str, pin: &Pin) -> Result<(), EnterError> {
        self.lock();
        let office = self.device().office()?.ok_or(EnterError::NotEnrolled)?;
        let bearer = self.device_bearer(&office.url).await?;
        let handover = OpeningKey::generate();
        let signing_key = SigningKey::from_bytes(&*random::key()?);
        let request = PersonKeyRequest {
            code: code.trim().to_owned(),
            key: public(&signing_key),
            handover_key: handover.public().map_err(|_| EnterError::Answer)?,
        };
        let answer = Client::new(&*self.transport, &office.url).person_key(&bearer, person, &request).await?;
        let store_key = self.device().open_handover(person, &signing_key, &handover, &answer)?;
        let keys = Unlocked { store_key, signing_key };
        self.device().admit(person, pin, keys, answer.certificate, &office)?;
        self.tell(Event::SignedIn);
        Ok(())
    }

    /// A bearer for the device alone.
    async fn device_bearer(&self, url: &str) -> Result<String, EnterError> {
        let client = Client::new(&*self.transport, url);
        let challenge = client.challenge().await?.challenge;
        let request = self.device().prove(challenge, false);
        Ok(client.session(&request).await?.bearer)
    }
}

/// https anywhere, http on this machine only: what comes in is about people (P-10).
fn address(url: &str) -> Result<String, ConnectError> {
    let url = url.trim().trim_end_matches('/');
    let parsed = reqwest::Url::parse(url).map_err(|_| ConnectError::Address)?;
    let here = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match parsed.scheme() {
        "https" => Ok(url.to_owned()),
        "http" if here => Ok(url.to_owned()),
        _ => Err(ConnectError::Address),
    }
}

impl Device {
    /// The request is kept until it is answered; the store key is sealed to the office and not kept at all.
    fn begin_enrolment(
        &self,
        url: &str,
        code: &EnrolCode,
        office: &OfficeIdentity,
    ) -> Result<EnrolRequest, ConnectError> {
        let known = self.outbox.enrolment()?;
        if let Some(known) = known.filter(|e| e.url == url && e.request.secret == code.secret) {
            return Ok(known.request);
        }
        let store_key = random::key()?;
        let mut sealer = Sealer::new(&office.sealing_key, Purpose::Escrow)?;
        let request = EnrolRequest {
            secret: code.secret.clone(),
            installation: self.installation,
            device_key: public(&self.secret.transport_key(self.installation)),
            store_key: sealer.seal(self.installation.0.as_bytes(), &store_key[..])?,
        };
        let enrolment = Enrolment { url: url.to_owned(), request: request.clone() };
        self.outbox.begin_enrolment(&enrolment)?;
        Ok(request)
    }

    fn finish_enrolment(
        &mut self,
        url: &str,
        code: &EnrolCode,
        answer: &EnrolAnswer,
    ) -> Result<(), ConnectError> {
        if answer.office.fingerprint() != code.fingerprint {
            return Err(ConnectError::NotThatOffice);
        }
        let office = KnownOffice {
            url: url.to_owned(),
            identity: answer.office.clone(),
            device_number: answer.device_number,
            device_key: public(&self.secret.transport_key(self.installation)),
            epoch: 0,
            backed_up_through: 0,
            last_contact: Some(answer.office.time),
            hand_in_only: false,
        };
        if self.personal_path().exists() {
            // Enrolled anew: the store of before has another key, which the office holds.
            self.set_personal_store_aside()?;
        }
        Ok(self.outbox.write(|outbox| {
            outbox.forget_store_key_check()?;
            outbox.set_office(&office)
        })?)
    }

    /// The store key, if certificate and handover are this office's, for this person, key and installation.
    fn open_handover(
        &self,
        person: &PersonId,
        signing_key: &SigningKey,
        handover: &OpeningKey,
        answer: &PersonKeyAnswer,
    ) -> Result<StoreKey, EnterError> {
        let office = self.outbox.office()?.ok_or(EnterError::NotEnrolled)?.identity;
        let certified = answer.certificate.verify(&office.signing_key).map_err(|_| EnterError::Answer)?;
        let fits = certified.person == *person
            && answer.person == *person
            && certified.key == public(signing_key)
            && certified.installation == self.installation
            && certified.site == office.site;
        let beside = self.installation.0.as_bytes();
        let opened = handover.open(Purpose::Handover, beside, &answer.store_key).map(Zeroizing::new);
        match (fits, opened.ok().and_then(|key| <[u8; 32]>::try_from(&key[..]).ok())) {
            (true, Some(key)) => Ok(Zeroizing::new(key)),
            _ => Err(EnterError::Answer),
        }
    }

    /// Wraps the keys under the PIN, and signs the person in.
    fn admit(
        &mut self,
        person: &PersonId,
        pin: &Pin,
        keys: Unlocked,
        certificate: Certificate,
        office: &KnownOffice,
    ) -> Result<(), EnterError> {
        let entry = self.keyring().wrap(person, pin, self.config.pin_cost, &keys, certificate)?;
        let shift = self.unlock(person, keys, office)?;
        self.outbox.put_keys(&entry)?;
        Ok(self.start(shift)?)
    }
}
