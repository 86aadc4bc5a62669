//! Receipts: the office's signed word that it holds a fact. A handheld shows green for nothing else.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use doorstep_domain::bytes::{Hash, PublicKey, SignatureBytes};
use doorstep_domain::fact::sign::{self, prefix};
use doorstep_domain::fact::{Outcome, SigningKey, Slot, strict_json};
use doorstep_domain::ids::{FactId, SiteId};
use doorstep_domain::moment::Moment;

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The format's version: 1.
    pub v: u8,
    /// The site.
    pub site: SiteId,
    /// The office's epoch: a restore from a backup begins a new one.
    pub epoch: i64,
    /// The fact.
    pub fact: FactId,
    /// Its content hash.
    pub content: Hash,
    /// Its place in the office's order; the receipt's number for people.
    pub sequence: i64,
    /// The rolling hash after it.
    pub rolling: Hash,
    /// When the office took it.
    pub taken: Moment,
    /// What became of it.
    pub outcome: Outcome,
    /// The parts that travel apart and have not arrived.
    pub missing: Vec<Slot>,
}

/// A receipt as it is sent: its bytes and the office's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    /// The bytes of a [`Receipt`], exactly as signed.
    pub receipt: String,
    /// The office's signature.
    #[schema(value_type = String)]
    pub signature: SignatureBytes,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// Not by this office.
    #[error("the receipt is not by this office")]
    Signature,
    /// Not of a known shape.
    #[error("not a receipt: {0}")]
    Shape(String),
}

impl SignedReceipt {
    /// Signs with the office's key.
    pub fn issue(receipt: &Receipt, office: &SigningKey) -> Self {
        let bytes = serde_json::to_vec(receipt).unwrap_or_default();
        let signature = sign::sign(office, prefix::RECEIPT, &bytes);
        Self { receipt: String::from_utf8(bytes).unwrap_or_default(), signature }
    }

    /// What it says, if `office` signed it.
    ///
    /// # Errors
    /// When the signature is not the office's or the bytes are no receipt.
    pub fn verify(&self, office: &PublicKey) -> Result<Receipt, ReceiptError> {
        let bytes = self.receipt.as_bytes();
        if !sign::verify(office, prefix::RECEIPT, bytes, &self.signature) {
            return Err(ReceiptError::Signature);
        }
        let value = strict_json::parse(bytes).map_err(|e| ReceiptError::Shape(e.to_string()))?;
        serde_json::from_value(value).map_err(|e| ReceiptError::Shape(e.to_string()))
    }
}
