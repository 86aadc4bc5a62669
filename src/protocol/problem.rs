//! Refusals: a code for programs, words for logs. Screens have their own words for each code.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why the office did not do what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Not JSON, or not of the request's shape.
    BadRequest,
    /// No bearer, or one that has run out: sign the challenge again.
    Unauthenticated,
    /// The one-time code is not known.
    WrongCode,
    /// The one-time code has run out.
    ExpiredCode,
    /// The one-time code was used before.
    UsedCode,
    /// The device was revoked: it may only hand in.
    Revoked,
    /// The person's role may not do this (P-09).
    Role,
    /// There is no such thing for this person.
    NotFound,
    /// More than the office takes at once.
    TooLarge,
    /// The office cannot take more now: try again after a while.
    Busy,
    /// This protocol version is not spoken here.
    Version,
    /// This version of tus is not spoken here.
    TusVersion,
    /// An upload stands elsewhere than its client thinks.
    OtherOffset,
    /// A chunk is not what its checksum says.
    Checksum,
    /// A chunk of a media type that is none.
    MediaType,
    /// All of a picture came, and it is not the one that the fact's head names.
    WrongPicture,
    /// The office failed; what was sent may or may not have arrived: send it again.
    Internal,
}

/// The body of every answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Why.
    pub code: ProblemCode,
    /// For logs and scripts, in English; never personal data.
    pub detail: String,
}
