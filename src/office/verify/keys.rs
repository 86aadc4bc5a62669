//! Whose signatures count: the office's, and those of the keys that it certified.

use std::collections::HashMap;

use doorstep_domain::bytes::{Fixed, PublicKey};
use doorstep_domain::identity::{Certificate, Certified};

use super::finding::{Finding, Verified};
use crate::keys::Keys;
use crate::store::sqlite::Sqlite;
use crate::store::{RawKey, Store as _, StoreError};

/// The office that everything is checked against.
pub(super) struct Office {
    pub keys: Keys,
    pub signing: PublicKey,
    pub site: String,
    pub installation: String,
    certified: HashMap<PublicKey, Certified>,
}

impl Office {
    pub(super) fn read(store: &Sqlite, keys: Keys, found: &mut Verified) -> Result<Self, StoreError> {
        let signing = keys.signing_public();
        let mut certified = HashMap::new();
        for key in store.raw_keys()? {
            match certificate(&key, &signing) {
                Some(certificate) => drop(certified.insert(certificate.key, certificate)),
                None => {
                    found.add(Finding::Certificate { person: key.person, installation: key.installation })
                }
            }
        }
        found.keys = certified.len() as u64;
        let value = |key| Ok::<_, StoreError>(store.office_value(key)?.unwrap_or_default());
        Ok(Self { signing, site: value("site")?, installation: value("installation")?, certified, keys })
    }

    /// Whether the office certified this key for this person there.
    pub(super) fn certified(&self, key: &PublicKey, person: &str, installation: &str) -> bool {
        let certified = self.certified.get(key);
        certified.is_some_and(|certified| {
            certified.person.as_str() == person && certified.installation.to_string() == installation
        })
    }
}

fn certificate(row: &RawKey, office: &PublicKey) -> Option<Certified> {
    let certificate: Certificate = serde_json::from_str(&row.certificate).ok()?;
    let certified = certificate.verify(office).ok()?;
    let same = <[u8; 32]>::try_from(&row.key[..]).ok().map(Fixed) == Some(certified.key)
        && certified.person.as_str() == row.person
        && certified.installation.to_string() == row.installation;
    same.then_some(certified)
}
