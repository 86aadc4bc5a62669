//! The rolling hash over the office's order: two that agree on it agree on all facts up to there.

use sha2::{Digest, Sha256};

use crate::bytes::{Fixed, Hash};

const PREFIX: &[u8] = b"doorstep/order/1\0";

/// The hash of everything that the office has taken so far, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollingHash(pub Hash);

impl RollingHash {
    /// Before the first fact of a site.
    pub const START: RollingHash = RollingHash(Fixed([0; 32]));

    /// After the fact with this content hash took this place:
    /// `SHA-256("doorstep/order/1\0" ‖ before ‖ sequence as 8 bytes, big endian ‖ content)`.
    pub fn after(self, sequence: i64, content: Hash) -> Self {
        let digest = Sha256::new()
            .chain_update(PREFIX)
            .chain_update(self.0.0)
            .chain_update(sequence.to_be_bytes())
            .chain_update(content.0);
        Self(Fixed(digest.finalize().into()))
    }
}
