//! The binder of paper records: an installation that lives for one import.

use std::collections::BTreeMap;

use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Author, Carriage, Head, PartRef, Seen, SignedFact, SigningKey, Unsigned};
use doorstep_domain::ids::{BootId, InstallationId, PersonId, SiteId, SubjectId};
use doorstep_domain::moment::OfficeTime;
use doorstep_protocol::seal::{Purpose, Sealed, Sealer};
use uuid::Uuid;

use super::{Travelling, random};
use crate::enrol::NewDevice;
use crate::error::OfficeError;
use crate::office::Office;
use crate::sample::Entry;

/// The binder, while somebody types it in.
pub(super) struct Binder {
    /// The number that the office gave it.
    pub number: i64,
    installation: InstallationId,
    boot: BootId,
    keys: BTreeMap<PersonId, SigningKey>,
    sequence: i64,
    /// How many facts of each subject came from here.
    written: BTreeMap<SubjectId, i64>,
}

impl Binder {
    /// Enrols a binder, with a certified key for each of these persons.
    pub async fn enrol(office: &Office, persons: &[PersonId]) -> Result<Self, OfficeError> {
        let installation = InstallationId(Uuid::new_v4());
        let device_key = public(&SigningKey::from_bytes(&random()?));
        let store_key = escrowed(office, installation)?;
        let number = office.enrol(NewDevice { installation, device_key, store_key }).await?;
        let mut keys = BTreeMap::new();
        for person in persons {
            let key = SigningKey::from_bytes(&random()?);
            office.certify(person, installation, public(&key)).await?;
            keys.insert(person.clone(), key);
        }
        let boot = BootId(Uuid::new_v4());
        Ok(Self { number, installation, boot, keys, sequence: 0, written: BTreeMap::new() })
    }

    /// The entry as a fact, signed by its author's key.
    pub fn sign(
        &mut self,
        site: &SiteId,
        entry: &Entry,
        parts: Travelling,
    ) -> Result<SignedFact, OfficeError> {
        let Some(key) = self.keys.get(&entry.by).cloned() else {
            return Err(OfficeError::bad_request("an author without a key"));
        };
        let references = parts.iter().map(|(part, carriage)| part.reference(*carriage)).collect();
        let head = self.head(site, entry, &key, references);
        let inline = parts.into_iter().filter(|(_, carriage)| *carriage == Carriage::Inline);
        let parts = inline.map(|(part, _)| part).collect();
        Ok(Unsigned { head, parts }.sign(&key))
    }

    /// On paper nobody had seen anything of the office's order; what came before stands in the same binder.
    fn head(&mut self, site: &SiteId, entry: &Entry, key: &SigningKey, parts: Vec<PartRef>) -> Head {
        self.sequence += 1;
        let written = self.written.entry(entry.subject.clone()).or_default();
        let seen = Seen { office: 0, pending: *written };
        *written += 1;
        Head {
            v: ENVELOPE_VERSION,
            id: entry.id,
            kind: entry.body.kind().word.to_owned(),
            kv: entry.body.kind().version,
            site: site.clone(),
            subject: entry.subject.clone(),
            by: Author { person: entry.by.clone(), key: public(key) },
            installation: self.installation,
            sequence: self.sequence,
            wall: entry.at,
            boot: self.boot,
            office: OfficeTime::exact(entry.at),
            seen,
            body: entry.body.to_value(),
            parts,
        }
    }
}

/// Every installation has a store key in escrow; the binder has no store, so nobody keeps this one.
fn escrowed(office: &Office, installation: InstallationId) -> Result<Sealed, OfficeError> {
    let not_a_key = |_| OfficeError::bad_request("the office's key is no key");
    let to = office.identity().keys.sealing_public();
    let mut sealer = Sealer::new(&to, Purpose::Escrow).map_err(not_a_key)?;
    sealer.seal(installation.0.as_bytes(), &random()?).map_err(not_a_key)
}
