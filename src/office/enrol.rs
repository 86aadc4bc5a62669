//! Handhelds and the persons on them: enrolment, escrow of the store key, certificates (F-03).

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::identity::{Certificate, Certified};
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_protocol::enrol::{EnrolRequest, PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::seal::{Purpose, Sealed, Sealer};

use crate::codes::Spent;
use crate::directory;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::session::not_here_any_more;
use crate::store::{Device, PersonKey};

/// The length of a store key, in bytes.
const STORE_KEY: usize = 32;

/// A handheld about to be enrolled.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// Its installation, random.
    pub installation: InstallationId,
    /// The device's own key: it authenticates transport.
    pub device_key: PublicKey,
    /// The store key, sealed to the office for escrow and bound to the installation's 16 bytes.
    pub store_key: Sealed,
}

/// Enrols by code. The same handheld with the same code, whose answer was lost, gets its answer again.
pub(crate) fn enrol_by_code(ledger: &mut Ledger, request: &EnrolRequest) -> Result<i64, OfficeError> {
    let device = NewDevice {
        installation: request.installation,
        device_key: request.device_key,
        store_key: request.store_key.clone(),
    };
    open_store_key(ledger, device.installation, &device.store_key)?;
    let known = ledger.store.device(device.installation)?;
    if known.is_some_and(|known| known.device_key != device.device_key) {
        let detail = "this installation is enrolled with another key";
        return Err(OfficeError::refused(ProblemCode::UsedCode, detail));
    }
    ledger.spend_enrol_code(&request.secret, device.installation)?;
    enrol(ledger, &device)
}

/// Enrols, or renews the escrow of a handheld that is enrolled already.
pub(crate) fn enrol(ledger: &mut Ledger, new: &NewDevice) -> Result<i64, OfficeError> {
    open_store_key(ledger, new.installation, &new.store_key)?;
    let known = ledger.store.device(new.installation)?;
    let known = known.as_ref();
    let next = ledger.store.newest_number()? + 1;
    let device = Device {
        installation: new.installation,
        number: known.map_or(next, |device| device.number),
        device_key: new.device_key,
        store_key: new.store_key.clone(),
        revoked: known.and_then(|device| device.revoked),
        quarantined: known.and_then(|device| device.quarantined),
    };
    ledger.store.save_device(&device)?;
    tracing::info!(device = device.number, "a handheld was enrolled");
    Ok(device.number)
}

fn open_store_key(
    ledger: &Ledger,
    installation: InstallationId,
    sealed: &Sealed,
) -> Result<Vec<u8>, OfficeError> {
    let opened = ledger.office.keys.sealing.open(Purpose::Escrow, installation.0.as_bytes(), sealed);
    opened
        .ok()
        .filter(|key| key.len() == STORE_KEY)
        .ok_or_else(|| OfficeError::bad_request("the store key is not sealed to this office"))
}

/// A person's first sign-in on a handheld, or a new PIN: certifies the key, and hands the store key over.
pub(crate) fn admit_person(
    ledger: &mut Ledger,
    installation: InstallationId,
    person: &PersonId,
    request: &PersonKeyRequest,
) -> Result<PersonKeyAnswer, OfficeError> {
    let device = ledger.store.device(installation)?.filter(|device| device.revoked.is_none());
    let device =
        device.ok_or_else(|| OfficeError::refused(ProblemCode::Revoked, "this device may only hand in"))?;
    let entry = directory::person(&*ledger.store, person)?;
    if entry.is_some_and(|entry| !entry.active) {
        return Err(not_here_any_more());
    }
    let handover = hand_over(ledger, &device, &request.handover_key)?;
    let known = ledger.store.person_key(&request.key)?;
    let spent = ledger.spend_person_code(person, &request.code, installation)?;
    let key = match (spent, known) {
        (_, Some(key)) if (&key.person, key.installation) == (person, installation) => key,
        (Spent::Now, None) => certify(ledger, person, installation, request.key)?,
        _ => return Err(OfficeError::refused(ProblemCode::UsedCode, "this code was used for another key")),
    };
    Ok(PersonKeyAnswer { person: person.clone(), certificate: key.certificate, store_key: handover })
}

fn hand_over(ledger: &Ledger, device: &Device, to: &PublicKey) -> Result<Sealed, OfficeError> {
    let store_key = open_store_key(ledger, device.installation, &device.store_key)?;
    let not_a_key = |_| OfficeError::bad_request("the handover key is no key");
    let mut sealer = Sealer::new(to, Purpose::Handover).map_err(not_a_key)?;
    sealer.seal(device.installation.0.as_bytes(), &store_key).map_err(not_a_key)
}

/// Certifies a key; an earlier one of that person on that installation is retired, and stays good for
/// what was signed before.
pub(crate) fn certify(
    ledger: &mut Ledger,
    person: &PersonId,
    installation: InstallationId,
    key: PublicKey,
) -> Result<PersonKey, OfficeError> {
    if ledger.store.device(installation)?.is_none() {
        return Err(OfficeError::refused(ProblemCode::NotFound, "this installation is not enrolled"));
    }
    let since = ledger.now();
    let site = ledger.office.site.clone();
    let certified = Certified { v: 1, site, person: person.clone(), key, installation, since };
    let certificate = Certificate::issue(&certified, &ledger.office.keys.signing);
    let key = PersonKey { person: person.clone(), installation, key, certificate, since, retired: None };
    ledger.store.insert_person_key(&key)?;
    Ok(key)
}

/// F-01: what this office certified for this installation and does not know any more, since it was restored from a backup.
/// It signed nothing that does not hold; a key takes its place among those of that person there by when it was certified.
pub(crate) fn recall(
    ledger: &mut Ledger,
    installation: InstallationId,
    certificates: &[Certificate],
) -> Result<u32, OfficeError> {
    let mut new = 0;
    for certificate in certificates {
        let Some(key) = forgotten(ledger, installation, certificate)? else { continue };
        ledger.store.recall_person_key(&key)?;
        tracing::info!(person = %key.person, "a key that was certified since the backup is known again");
        new += 1;
    }
    Ok(new)
}

fn forgotten(
    ledger: &Ledger,
    installation: InstallationId,
    certificate: &Certificate,
) -> Result<Option<PersonKey>, OfficeError> {
    let office = &ledger.office;
    let genuine = certificate.verify(&office.keys.signing_public()).ok();
    let Some(Certified { person, key, since, .. }) =
        genuine.filter(|certified| certified.site == office.site && certified.installation == installation)
    else {
        return Ok(None);
    };
    if ledger.store.person_key(&key)?.is_some() {
        return Ok(None);
    }
    let certificate = certificate.clone();
    Ok(Some(PersonKey { person, installation, key, certificate, since, retired: None }))
}
