//! Up to where everything is in a backup. A handheld lets go of nothing beyond it (M-04), so it says less rather than
//! more: a picture that came after the backup holds back its fact and all after it.

use doorstep_domain::bytes::Hash;
use doorstep_domain::fact::RollingHash;
use doorstep_domain::ids::InstallationId;
use doorstep_protocol::problem::ProblemCode;
use serde::{Deserialize, Serialize};

use crate::error::OfficeError;
use crate::identity::{self, BACKED_UP};
use crate::office::Office;
use crate::store::{Store, StoreError};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The office's epoch when it was made.
    pub epoch: i64,
    /// The newest place of the order that it holds; 0 for none.
    pub through: i64,
    /// The rolling hash there.
    pub rolling: Hash,
    /// The newest arrival of a picture that it holds.
    pub arrivals: i64,
}

impl Held {
    /// What an office holds now.
    pub(crate) fn by(store: &dyn Store) -> Result<Self, StoreError> {
        let last = store.last_place()?;
        Ok(Self {
            epoch: identity::epoch(store)?,
            through: last.map_or(0, |place| place.sequence),
            rolling: last.map_or(RollingHash::START.0, |place| place.rolling),
            arrivals: store.last_arrival()?,
        })
    }
}

/// Everything of this installation's facts up to this place is in a backup; without one, everything of all.
pub(crate) fn through(store: &dyn Store, of: Option<InstallationId>) -> Result<i64, StoreError> {
    let stored = store.office_value(BACKED_UP)?.and_then(|text| text.parse().ok());
    let Some(through @ 1..) = stored else { return Ok(0) };
    let arrived = store.first_arrived(of)?;
    Ok(arrived.map_or(through, |place| through.min(place - 1)))
}

impl Office {
    /// A backup holds this, and is durable.
    ///
    /// # Errors
    /// When it is not a backup of this office as it is now, or the store fails.
    pub async fn note_backup(&self, held: Held) -> Result<(), OfficeError> {
        self.write(move |ledger| {
            let store = &*ledger.store;
            let there =
                if held.through == 0 { Some(held.rolling) } else { store.rolling_at(held.through)? };
            if identity::epoch(store)? != held.epoch || there != Some(held.rolling) {
                return Err(OfficeError::refused(
                    ProblemCode::NotFound,
                    "not a backup of this office as it is now",
                ));
            }
            let before = store.office_value(BACKED_UP)?.and_then(|text| text.parse().ok()).unwrap_or(0);
            store.set_office_value(BACKED_UP, &held.through.max(before).to_string())?;
            Ok(store.forget_arrivals(held.arrivals)?)
        })
        .await
    }
}
