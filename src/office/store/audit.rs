//! Rows as they lie, nothing of them believed: what [`crate::verify`] looks at.

/// A row of the office's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFact {
    /// Its place.
    pub sequence: i64,
    /// The rolling hash there.
    pub rolling: Vec<u8>,
    /// Beside the head: the fact's id, …
    pub id: String,
    /// … what it is about, …
    pub subject: String,
    /// … what sort it is of, …
    pub kind: String,
    /// … who made it, …
    pub person: String,
    /// … where, …
    pub installation: String,
    /// … and as which of that installation.
    pub own_sequence: i64,
    /// The signed bytes.
    pub head: String,
    /// How they are signed.
    pub algorithm: String,
    /// The signature.
    pub signature: Vec<u8>,
    /// The content hash.
    pub content: Vec<u8>,
    /// What the office made of it.
    pub verdict: Vec<u8>,
    /// What binds that to the fact; none for what was judged before there was one.
    pub seal: Option<Vec<u8>>,
    /// The office's word.
    pub receipt: String,
    /// The signature of that.
    pub receipt_signature: Vec<u8>,
    /// When it was taken.
    pub taken: i64,
    /// The rows of its parts.
    pub parts: Vec<RawPart>,
}

/// A row of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPart {
    /// Its slot.
    pub slot: String,
    /// Its salted hash.
    pub hash: Vec<u8>,
    /// Its length in bytes.
    pub size: i64,
    /// How it travels.
    pub carriage: String,
    /// Its salt, once it is here.
    pub salt: Option<Vec<u8>>,
    /// Its bytes, where they came with the fact.
    pub bytes: Option<Vec<u8>>,
    /// Its file, where it came apart.
    pub file: Option<String>,
}

/// A row of a person's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawKey {
    /// The key.
    pub key: Vec<u8>,
    /// Whose.
    pub person: String,
    /// Where.
    pub installation: String,
    /// The office's certificate, as JSON.
    pub certificate: String,
}

/// What is missing between two that are there, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Of which installation; empty for the office's order.
    pub installation: String,
    /// The first that is missing.
    pub from: i64,
    /// The last.
    pub through: i64,
}
