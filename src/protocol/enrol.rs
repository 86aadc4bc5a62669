//! A handheld's first contact, and a person's first sign-in on it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::{InstallationId, PersonId};

use crate::office::{OfficeIdentity, letters};
use crate::seal::Sealed;

/// A one-time code of the office for one handheld: `SSSS-SSSS-FFFF-FFFF`, a secret and the office's
/// fingerprint, in letters and digits that cannot be confused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolCode {
    /// What only the site and the person with the handheld know.
    pub secret: String,
    /// [`OfficeIdentity::fingerprint`].
    pub fingerprint: String,
}

/// A text that is no enrolment code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an enrolment code is 16 letters and digits")]
pub struct EnrolCodeError;

impl EnrolCode {
    /// A code from 5 random bytes for the office with this fingerprint.
    pub fn new(random: [u8; 5], fingerprint: String) -> Self {
        Self { secret: letters(random), fingerprint }
    }
}

impl FromStr for EnrolCode {
    type Err = EnrolCodeError;
    /// Lower case, spaces and dashes are as good; `O` is read as 0, `I` and `L` as 1.
    fn from_str(text: &str) -> Result<Self, EnrolCodeError> {
        let plain: String =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(read_letter).collect();
        if plain.len() != 16 || !plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(EnrolCodeError);
        }
        Ok(Self { secret: plain[..8].to_owned(), fingerprint: plain[8..].to_owned() })
    }
}

fn read_letter(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (s, p) = (&self.secret, &self.fingerprint);
        write!(f, "{}-{}-{}-{}", &s[..4], &s[4..], &p[..4], &p[4..])
    }
}

/// `POST /v1/devices`: enrols this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The secret of the code.
    pub secret: String,
    /// The installation, made at random just now.
    #[schema(value_type = String)]
    pub installation: InstallationId,
    /// The device's own key: it authenticates transport, and signs no fact.
    #[schema(value_type = String)]
    pub device_key: PublicKey,
    /// The store key, sealed to the office for [`crate::seal::Purpose::Escrow`], bound to the installation's id.
    #[schema(value_type = Object)]
    pub store_key: Sealed,
}

/// The office's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnrolAnswer {
    /// The office, once more.
    pub office: OfficeIdentity,
    /// The number that the site gave this handheld.
    pub device_number: i64,
}

/// `POST /v1/persons/{id}/keys`: a person's first sign-in on a device, or a new PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonKeyRequest {
    /// The person's one-time code: 8 digits.
    pub code: String,
    /// The person's new public key.
    #[schema(value_type = String)]
    pub key: PublicKey,
    /// Where the store key is to be sealed to, for [`crate::seal::Purpose::Handover`].
    #[schema(value_type = String)]
    pub handover_key: PublicKey,
}

/// The office's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonKeyAnswer {
    /// The person, as the office writes them.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// The certificate over the person's key.
    #[schema(value_type = Object)]
    pub certificate: Certificate,
    /// The store key, sealed to `handover_key`, bound to the installation's id.
    #[schema(value_type = Object)]
    pub store_key: Sealed,
}

/// `POST /v1/certificates`: an office that was restored from a backup does not know the keys that it has certified since,
/// and knows its own signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificatesRequest {
    /// The certificates of everybody who has signed on this device.
    #[schema(value_type = Vec<Object>)]
    pub certificates: Vec<Certificate>,
}

/// The office's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificatesAnswer {
    /// So many of them it knows only now.
    pub new: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = EnrolCode::new([1, 2, 3, 4, 5], letters([250, 251, 252, 253, 254]));
        assert_eq!(code.to_string().parse::<EnrolCode>().unwrap(), code);
        assert_eq!(code.to_string().to_lowercase().replace('-', " ").parse::<EnrolCode>().unwrap(), code);
        assert_eq!("oil".chars().map(read_letter).collect::<String>(), "011");
        for bad in ["", "1234", "1234-5678-9012-345", "1234-5678-9012-345é", "1234-5678-9012-34567"] {
            assert_eq!(bad.parse::<EnrolCode>(), Err(EnrolCodeError), "{bad}");
        }
    }
}
