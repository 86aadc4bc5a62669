//! Pictures on their way up.

use doorstep_domain::fact::{PartSalt, Slot};
use doorstep_domain::ids::FactId;
use doorstep_protocol::seal::Sealed;

use super::StoreError;

/// A picture on its way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The fact that it belongs to.
    pub fact: FactId,
    /// The slot that the fact's head names.
    pub slot: Slot,
    /// Its key and salt, sealed to the office.
    pub secret: Sealed,
    /// The name of the file that grows.
    pub file: String,
    /// How long it will be, in bytes.
    pub length: i64,
    /// How much of it is durable, in bytes.
    pub offset: i64,
}

/// Pictures on their way up, and their arrival.
pub trait UploadStore {
    /// The upload of a slot, while it is not complete.
    fn upload(&self, fact: FactId, slot: &Slot) -> Result<Option<UploadRow>, StoreError>;

    /// Begins an upload.
    fn insert_upload(&self, upload: &UploadRow) -> Result<(), StoreError>;

    /// More of it is durable.
    fn move_upload(&self, fact: FactId, slot: &Slot, offset: i64) -> Result<(), StoreError>;

    /// It is complete, or was refused.
    fn end_upload(&self, fact: FactId, slot: &Slot) -> Result<(), StoreError>;

    /// A part that travels apart is here: its file is durable already.
    fn part_arrived(&self, fact: FactId, slot: &Slot, salt: PartSalt, file: &str) -> Result<(), StoreError>;

    /// The slots of a fact whose parts have not arrived.
    fn missing_parts(&self, fact: FactId) -> Result<Vec<Slot>, StoreError>;
}
