//! Who signs: a person's key on one installation, certified by the office.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bytes::{PublicKey, SignatureBytes};
use crate::fact::sign::{self, prefix};
use crate::fact::{SigningKey, strict_json};
use crate::ids::{InstallationId, PersonId, SiteId};
use crate::moment::Moment;

/// What the office certifies: this key on this installation signs for this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// The format's version: 1.
    pub v: u8,
    /// The site.
    pub site: SiteId,
    /// The person.
    pub person: PersonId,
    /// The person's public key.
    pub key: PublicKey,
    /// The only installation where that key lives.
    pub installation: InstallationId,
    /// Since when, in office time.
    pub since: Moment,
}

/// A certificate: the certified bytes and the office's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The bytes of a [`Certified`], exactly as signed.
    pub certified: String,
    /// The office's signature.
    pub signature: SignatureBytes,
}

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// Not by this office.
    #[error("the certificate is not by this office")]
    Signature,
    /// Not of a known shape.
    #[error("not a certificate: {0}")]
    Shape(String),
}

impl Certificate {
    /// Certifies with the office's signing key.
    pub fn issue(certified: &Certified, office: &SigningKey) -> Self {
        let bytes = serde_json::to_vec(certified).unwrap_or_default();
        let signature = sign::sign(office, prefix::CERTIFICATE, &bytes);
        Self { certified: String::from_utf8(bytes).unwrap_or_default(), signature }
    }

    /// What it certifies, if `office` signed it.
    ///
    /// # Errors
    /// When the signature is not the office's or the bytes are no certificate.
    pub fn verify(&self, office: &PublicKey) -> Result<Certified, CertificateError> {
        let bytes = self.certified.as_bytes();
        if !sign::verify(office, prefix::CERTIFICATE, bytes, &self.signature) {
            return Err(CertificateError::Signature);
        }
        let shape = |e: String| CertificateError::Shape(e);
        let value = strict_json::parse(bytes).map_err(|e| shape(e.to_string()))?;
        serde_json::from_value(value).map_err(|e| shape(e.to_string()))
    }
}
