//! Heartbeats: what a handheld still holds, so that the office knows what it does not have yet (F-01).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use doorstep_domain::directory::Label;
use doorstep_domain::ids::{FactId, PersonId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;

use crate::pack::Packing;

/// `POST /v1/heartbeats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// Facts that wait.
    pub unsent_facts: i64,
    /// C-07: grave complaints among them. Absent where there is none: an older office reads what it knows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsent_grave: i64,
    /// Pictures that wait.
    pub unsent_pictures: i64,
    /// Bytes that wait.
    pub unsent_bytes: i64,
    /// The office time of the oldest fact that waits.
    #[schema(value_type = Option<i64>)]
    pub oldest_unsent: Option<Moment>,
    /// The newest sequence that this installation gave.
    pub highest_sequence: i64,
    /// The app's version.
    pub version: String,
    /// Percent of the battery, where it can be read.
    pub battery: Option<u8>,
    /// What the device's clock shows (F-02).
    #[schema(value_type = i64)]
    pub wall: Moment,
    /// What the device reckons the office's time to be.
    #[schema(value_type = Vec<i64>)]
    pub office: OfficeTime,
    /// Where the device secret is kept.
    pub keystore: Keystore,
    /// Persons whose PIN is locked on this device.
    #[schema(value_type = Vec<String>)]
    pub locked: Vec<PersonId>,
}

fn is_zero(count: &i64) -> bool {
    *count == 0
}

/// Where the device secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keystore {
    /// In hardware.
    Hardware,
    /// In a file: a copied flash could be guessed in days.
    File,
}

/// The office's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeartbeatAnswer {
    /// The office's clock.
    #[schema(value_type = i64)]
    pub time: Moment,
    /// Who may sign in here, for the tiles.
    pub staff: Vec<StaffTile>,
    /// Persons whose lock the office lifts.
    #[schema(value_type = Vec<String>)]
    pub unlocked: Vec<PersonId>,
    /// Everything up to this office sequence is in a backup: the pictures of this handheld's facts too.
    pub backed_up_through: i64,
    /// The office's epoch: after a restore a locked handheld offers again, too. An older office says nothing of it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub epoch: i64,
    /// How it can be sent less; an older office says nothing of it.
    #[serde(default, skip_serializing_if = "Compression::is_none")]
    pub compression: Compression,
    /// What the handheld said it has sent, and this office does not have. An older office says nothing of it.
    #[serde(default, skip_serializing_if = "Lacking::is_nothing")]
    pub lacking: Lacking,
}

/// F-01: what an office lacks that goes on from a copy of its machine, though it was sent: it has to come once more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Lacking {
    /// Facts, by the installation's own count, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Sequences>,
    /// Facts that are here without all of their pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<WithoutPictures>,
}

impl Lacking {
    /// Whether it lacks nothing.
    pub fn is_nothing(&self) -> bool {
        self.facts.is_empty() && self.pictures.is_empty()
    }
}

/// A fact that is here without all of its pictures. A handheld that was set back to an old copy gives a sequence twice, and
/// an id never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithoutPictures {
    /// The installation's own count.
    pub sequence: i64,
    /// The fact.
    #[schema(value_type = String)]
    pub fact: FactId,
}

/// From one of an installation's own sequences to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sequences {
    /// From here …
    pub first: i64,
    /// … to here.
    pub last: i64,
}

/// What an office can read beyond the first release. What is saved from now on is packed so: a handheld never sends an
/// older office what it cannot open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Compression {
    /// The packings of sealed facts, by number (see [`crate::pack::Packing`]).
    #[serde(default)]
    pub packings: Vec<u8>,
    /// Bodies of requests may be compressed: `content-encoding: zstd`.
    #[serde(default)]
    pub bodies: bool,
}

impl Compression {
    /// What this program can read.
    pub fn here() -> Self {
        Self { packings: Packing::ALL.map(Packing::id).to_vec(), bodies: true }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What the sign-in screen shows of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffTile {
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// Their name.
    #[schema(value_type = Object)]
    pub name: Label,
    /// Their role.
    #[schema(value_type = String)]
    pub role: Role,
}
