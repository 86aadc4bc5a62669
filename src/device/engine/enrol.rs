//! First contact: the device's with its office, a person's with the device (F-03).

use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::PersonId;
use doorstep_protocol::enrol::{
    EnrolAnswer, EnrolCode, EnrolCodeError, EnrolRequest, PersonKeyAnswer, PersonKeyRequest,
};
use doorstep_protocol::heartbeat::Compression;
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::seal::{OpeningKey, Purpose, SealError, Sealed, Sealer};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Engine, Event};
use crate::commands::sign_in::SignInError;
use crate::device::Device;
use crate::keyring::{Entry, KeyringError, Pin, StoreKey, Unlocked};
use crate::random::{self, NoRandom};
use crate::store::StoreError;
use crate::store::outbox::{Escrow, KnownOffice};
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
    /// The device belongs to another office.
    #[error("this device belongs to another office")]
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
    /// that gave the code, and tells it nothing before. A lost answer costs nothing: the same again. So does
    /// an office that has forgotten this device: with a new code, and the stores stay.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(&self, url: &str, code: &str) -> Result<(), ConnectError> {
        let code: EnrolCode = code.parse()?;
        let url = address(url)?;
        let known = self.device().office()?.filter(|office| !office.hand_in_only);
        if known.is_some_and(|office| office.identity.fingerprint() != code.fingerprint) {
            return Err(ConnectError::EnrolledAlready);
        }
        let client = Client::new(&*self.transport, &url);
        let asked = self.boot_millis();
        let identity = client.office().await?;
        if identity.fingerprint() != code.fingerprint {
            return Err(ConnectError::NotThatOffice);
        }
        self.device().note_contact(asked, identity.time)?;
        let request = self.device().enrol_request(&code, &identity)?;
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
    /// The store key is sealed to the office, and kept in no other form.
    fn enrol_request(&self, code: &EnrolCode, office: &OfficeIdentity) -> Result<EnrolRequest, ConnectError> {
        let store_key = match self.outbox.escrow(&office.sealing_key)? {
            Some(sealed) => sealed,
            None => self.make_store_key(office)?,
        };
        let device_key = public(&self.secret.transport_key(self.installation));
        Ok(EnrolRequest {
            secret: code.secret.clone(),
            installation: self.installation,
            device_key,
            store_key,
        })
    }

    fn make_store_key(&self, office: &OfficeIdentity) -> Result<Sealed, ConnectError> {
        let mut sealer = Sealer::new(&office.sealing_key, Purpose::Escrow)?;
        let store_key = sealer.seal(self.installation.0.as_bytes(), &random::key()?[..])?;
        self.outbox.set_escrow(&Escrow { office: office.sealing_key, store_key: store_key.clone() })?;
        Ok(store_key)
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
        let before = self.outbox.office()?;
        if before.is_some_and(|office| office.identity.sealing_key != answer.office.sealing_key) {
            self.leave_office()?;
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
            compression: Compression::default(),
        };
        Ok(self.outbox.set_office(&office)?)
    }

    /// The personal store of the office of before has another key.
    fn leave_office(&mut self) -> Result<(), StoreError> {
        if self.personal_path().exists() {
            self.set_personal_store_aside()?;
        }
        self.outbox.forget_store_key_check()
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
        let wrapped = self.keyring().wrap(person, pin, self.config.pin_cost, &keys, certificate)?;
        let entry = Entry { earlier: self.earlier_certificates(person)?, ..wrapped };
        let shift = self.unlock(person, keys, office)?;
        self.outbox.put_keys(&entry)?;
        Ok(self.start(shift)?)
    }

    fn earlier_certificates(&self, person: &PersonId) -> Result<Vec<Certificate>, StoreError> {
        let known = self.outbox.keys(person)?;
        Ok(known.map_or_else(Vec::new, |(entry, _)| entry.certificates()))
    }
}
