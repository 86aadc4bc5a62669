//! `GET /v1/devices`: what the office knows of each handheld, for who answers for them.

use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::heartbeat::Keystore;

/// Every handheld, the one that worries most first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceList {
    /// The office's time, milliseconds since 1970.
    #[schema(value_type = i64)]
    pub now: Moment,
    /// The handhelds.
    pub devices: Vec<DeviceRow>,
}

/// A handheld as of its newest contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceRow {
    /// The number that the site gave it.
    pub number: i64,
    /// Who used it last.
    #[schema(value_type = Option<String>)]
    pub person: Option<PersonId>,
    /// F-03: since when it may only hand in.
    #[schema(value_type = Option<i64>)]
    pub revoked: Option<Moment>,
    /// Since when it needs a look: it used an id twice.
    #[schema(value_type = Option<i64>)]
    pub quarantined: Option<Moment>,
    /// What it said last; absent before its first contact.
    pub contact: Option<ContactRow>,
}

/// What a handheld said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactRow {
    /// When.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Facts that waited then.
    pub unsent_facts: i64,
    /// C-07: grave complaints among them.
    #[serde(default)]
    pub unsent_grave: i64,
    /// Pictures that waited then.
    pub unsent_pictures: i64,
    /// The office time of the oldest fact that waited.
    #[schema(value_type = Option<i64>)]
    pub oldest_unsent: Option<Moment>,
    /// F-02: how far its own clock was ahead of the office's, in milliseconds.
    pub clock_offset: i64,
    /// The app's version.
    pub version: String,
    /// Percent of the battery, where it can be read.
    pub battery: Option<u8>,
    /// Where the device secret is kept.
    pub keystore: Keystore,
    /// Persons whose PIN is locked on it.
    #[schema(value_type = Vec<String>)]
    pub locked: Vec<PersonId>,
}

impl DeviceRow {
    /// Whether something that was recorded on it has not arrived.
    pub fn is_behind(&self) -> bool {
        self.contact.as_ref().is_some_and(|contact| contact.unsent_facts + contact.unsent_pictures > 0)
    }
}
