//! Who the office is: its site, its keys, and its installation as the author of its own facts.

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::ids::{BootId, InstallationId, SiteId};
use doorstep_domain::moment::Moment;
use uuid::Uuid;

use crate::clock::Clock;
use crate::error::OfficeError;
use crate::keys::Keys;
use crate::store::{Store, StoreError};

const SITE: &str = "site";
const INSTALLATION: &str = "installation";
const EPOCH: &str = "epoch";
/// Up to which place of the order everything is in a backup.
pub(crate) const BACKED_UP: &str = "backed_up_through";
/// Whether this is a copy that no office has been opened on …
pub(crate) const COPY: &str = "copy";
/// … then this.
pub(crate) const IS_COPY: &str = "yes";

/// Who the office is. Nothing of it changes while it runs.
#[derive(Clone)]
pub struct Identity {
    /// The site.
    pub site: SiteId,
    /// The office as an installation.
    pub installation: InstallationId,
    /// This run of the office.
    pub boot: BootId,
    /// Its keys.
    pub keys: Keys,
    /// Its clock.
    pub clock: Clock,
    /// The epoch that it began with.
    pub epoch: i64,
}

impl Identity {
    /// Reads who the office is; a new one becomes the office of `site`.
    pub(crate) fn load(
        store: &dyn Store,
        keys: Keys,
        clock: Clock,
        site: &SiteId,
    ) -> Result<Self, OfficeError> {
        if store.office_value(SITE)?.is_none() {
            found(store, site)?;
        }
        let site = value(store, SITE)?.parse().map_err(|_| StoreError::Unreadable(SITE))?;
        let installation =
            value(store, INSTALLATION)?.parse().map_err(|_| StoreError::Unreadable(INSTALLATION))?;
        Ok(Self { site, installation, boot: BootId(Uuid::new_v4()), keys, clock, epoch: epoch(store)? })
    }

    /// The key that signs what the office says.
    pub fn signing_public(&self) -> PublicKey {
        self.keys.signing_public()
    }
}

fn found(store: &dyn Store, site: &SiteId) -> Result<(), StoreError> {
    store.begin()?;
    store.set_office_value(SITE, site.as_str())?;
    store.set_office_value(INSTALLATION, &Uuid::new_v4().to_string())?;
    store.set_office_value(EPOCH, "1")?;
    store.commit()
}

fn value(store: &dyn Store, key: &'static str) -> Result<String, StoreError> {
    store.office_value(key)?.ok_or(StoreError::Unreadable(key))
}

/// The office's epoch: a restore from a backup begins a new one.
pub(crate) fn epoch(store: &dyn Store) -> Result<i64, StoreError> {
    value(store, EPOCH)?.parse().map_err(|_| StoreError::Unreadable(EPOCH))
}

/// A copy of the office, opened: it begins an epoch that no other copy has begun, so that handhelds offer again what it
/// does not hold, and knows of no backup until it makes one.
pub(crate) fn begin_copy(store: &dyn Store, now: Moment) -> Result<bool, StoreError> {
    if store.office_value(COPY)?.is_none_or(|copy| copy != IS_COPY) {
        return Ok(false);
    }
    store.begin()?;
    let next = next_epoch(epoch(store)?, now);
    store.set_office_value(EPOCH, &next.to_string())?;
    store.set_office_value(BACKED_UP, "0")?;
    store.set_office_value(COPY, "")?;
    store.commit()?;
    Ok(true)
}

/// Begins a new epoch after `ended`, once. `newest` was begun by another copy of this office, and is lost.
pub(crate) fn end_epoch(store: &dyn Store, ended: i64, newest: i64, now: Moment) -> Result<(), StoreError> {
    match epoch(store)? == ended {
        true => store.set_office_value(EPOCH, &next_epoch(newest, now).to_string()),
        false => Ok(()),
    }
}

/// Whether another copy of this office may have begun this epoch, as [`next_epoch`] does, on a clock no more than a day ahead
/// of this one.
pub(crate) fn may_have_begun(epoch: i64, now: Moment) -> bool {
    epoch <= now.millis() / 1000 + 24 * 60 * 60
}

/// One that no other copy of this office has begun.
fn next_epoch(ended: i64, now: Moment) -> i64 {
    (ended + 1).max(now.millis() / 1000)
}
