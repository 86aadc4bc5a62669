//! A shift: somebody is signed in, their keys are unlocked and the personal store is open (F-03).

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::ids::PersonId;
use doorstep_protocol::seal::{Purpose, SealError, Sealer};

use crate::keyring::{StoreKey, Unlocked};
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::Personal;

/// What is unlocked while a person is signed in. Dropping it locks: the keys are wiped.
pub struct Shift {
    /// Who is signed in.
    pub person: PersonId,
    /// Their key on this device.
    pub signing_key: SigningKey,
    /// The personal store.
    pub personal: Personal,
    store_key: StoreKey,
    /// The site's data as they were after so many changes: every save is judged by them.
    site: RefCell<Option<(u64, Arc<Site>)>>,
    /// One encapsulation a sign-in (DESIGN.md §3).
    pub sealer: Sealer,
}

/// Why a shift cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ShiftError {
    /// The personal store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The office's sealing key is none.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Shift {
    /// Opens the personal store for a person.
    ///
    /// # Errors
    /// When it does not open, or nothing can be sealed to the office.
    pub fn begin(
        person: PersonId,
        keys: Unlocked,
        store: &Path,
        office: &PublicKey,
    ) -> Result<Self, ShiftError> {
        let sealer = Sealer::new(office, Purpose::Outbox)?;
        let personal = Personal::open(store, &keys.store_key)?;
        let (signing_key, store_key, site) = (keys.signing_key, keys.store_key, RefCell::default());
        Ok(Self { person, signing_key, personal, store_key, site, sealer })
    }

    /// The site's data, read again once something of it changed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn site(&self) -> Result<Arc<Site>, StoreError> {
        let changes = self.personal.site_changes();
        if let Some((_, site)) = self.site.borrow().as_ref().filter(|(known, _)| *known == changes) {
            return Ok(Arc::clone(site));
        }
        let site = Arc::new(Site::read(&self.personal)?);
        *self.site.borrow_mut() = Some((changes, Arc::clone(&site)));
        Ok(site)
    }

    /// The public half of the person's key.
    pub fn key(&self) -> PublicKey {
        public(&self.signing_key)
    }

    /// After a write that failed in an unknown way: opens the store anew. What is found then is durable, and what is
    /// not found will not be there later either.
    ///
    /// # Errors
    /// When it does not open any more.
    pub fn reopen(&mut self, store: &Path) -> Result<(), StoreError> {
        self.personal = Personal::open(store, &self.store_key)?;
        *self.site.borrow_mut() = None;
        Ok(())
    }
}
