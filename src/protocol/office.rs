//! Who the office is, before anything else is said: `GET /v1/office`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::SiteId;
use doorstep_domain::moment::Moment;

const PREFIX: &[u8] = b"doorstep/office/1\0";
/// RFC 4648 base32 without the letters that are read as digits (Crockford's alphabet).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The office's answer to `GET /v1/office`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfficeIdentity {
    /// The site.
    #[schema(value_type = String)]
    pub site: SiteId,
    /// The residence's name.
    #[schema(value_type = Object)]
    pub name: Label,
    /// The key that signs receipts, certificates and cursors.
    #[schema(value_type = String)]
    pub signing_key: PublicKey,
    /// The key that outboxes are sealed to.
    #[schema(value_type = String)]
    pub sealing_key: PublicKey,
    /// The office's clock, in milliseconds since the epoch.
    #[schema(value_type = i64)]
    pub time: Moment,
}

/// Five bytes of a hash as eight letters and digits that cannot be confused.
pub fn letters(bytes: [u8; 5]) -> String {
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(|i| char::from(ALPHABET[(bits >> (5 * i) & 31) as usize])).collect()
}

impl OfficeIdentity {
    /// The fingerprint of both keys: 40 bits of `SHA-256("doorstep/office/1\0" ‖ signing ‖ sealing)`.
    /// An enrolment code carries it, so a handheld cannot be talked into another office.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new()
            .chain_update(PREFIX)
            .chain_update(self.signing_key.0)
            .chain_update(self.sealing_key.0)
            .finalize();
        letters([digest[0], digest[1], digest[2], digest[3], digest[4]])
    }
}
