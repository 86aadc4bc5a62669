//! Sessions: the device, and the person who is signed in, sign the office's challenge and get a
//! bearer for 15 minutes. A locked handheld has a bearer of its own, which hands in and no more.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use doorstep_domain::bytes::{Fixed, PublicKey, SignatureBytes};
use doorstep_domain::ids::{InstallationId, PersonId};

/// How long a bearer is good, in seconds.
pub const BEARER_SECONDS: i64 = 15 * 60;

/// `POST /v1/challenges`: 32 random bytes, good once and for a minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Challenge {
    /// The bytes to be signed.
    #[schema(value_type = String)]
    pub challenge: Fixed<32>,
}

/// `POST /v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// The challenge that is answered.
    #[schema(value_type = String)]
    pub challenge: Fixed<32>,
    /// The device.
    #[schema(value_type = String)]
    pub installation: InstallationId,
    /// The device key's signature over [`challenge_bytes`].
    #[schema(value_type = String)]
    pub signature: SignatureBytes,
    /// Who is signed in, if anybody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonProof>,
    /// The newest epoch that the device has heard of, where the office says that it is in an older one: it goes on from a
    /// copy of its machine, and that epoch is lost with what belonged to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i64>,
}

/// Proof that a person is signed in: their key is unlocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonProof {
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// Their key on this device.
    #[schema(value_type = String)]
    pub key: PublicKey,
    /// That key's signature over [`challenge_bytes`].
    #[schema(value_type = String)]
    pub signature: SignatureBytes,
}

/// The office's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    /// To be sent as `Authorization: Bearer …`.
    pub bearer: String,
    /// How long it is good, in seconds.
    pub seconds: i64,
    /// The device was revoked: it may hand in what it holds, and nothing else. Personal keys go.
    pub hand_in_only: bool,
    /// The office's epoch, so that an office that was restored from a backup is offered what it lost before anything else:
    /// what is about one subject is to arrive in order. An older office does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i64>,
}

/// What is signed: the challenge and the installation's id.
pub fn challenge_bytes(challenge: &Fixed<32>, installation: InstallationId) -> Vec<u8> {
    [&challenge.0[..], installation.0.as_bytes()].concat()
}
