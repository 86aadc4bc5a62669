//! What a customer is shown and signs: a document of its own, made once, kept as bytes (V-07).
//!
//! Screens and PDFs are views of it. The strokes name its hash, so what was signed is what was seen.

mod callback;
mod disposal;
mod opinion;
mod order;
mod price;
mod words;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::bytes::{Fixed, Hash};
use crate::callback::Relation;
use crate::lang::Lang;

pub use callback::CallbackSheet;
pub use disposal::DisposalSheet;
pub use opinion::OpinionSheet;
pub use order::{MaterialRow, OrderSheet};
pub use price::{PriceSheet, SheetLine};

/// A document, as the part `document` holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The format's version: 1.
    pub v: u8,
    /// What it is about: `callback`, `price`, `work_order`, `complaint` or `disposal`.
    pub about: String,
    /// The language that it is written in.
    pub language: Lang,
    /// How the customer is addressed.
    pub heading: String,
    /// By whom, when, and that it is final once signed.
    pub intro: String,
    /// Line by line.
    pub rows: Vec<Row>,
    /// The hashes of the pictures that were shown with it.
    pub pictures: Vec<Hash>,
}

/// A line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub text: String,
    /// A sign beside the text, which says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What it is, where it is more than a line of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<RowPart>,
}

/// What a line is within a document of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowPart {
    /// what was really found.
    Found,
    /// a line of the price.
    Line,
    /// the sum.
    Total,
    /// What the customer can rely on.
    Promise,
    /// what the customer was warned of, and chose.
    Warning,
}

/// A sign beside a line's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A face for a rating of 1 to 5.
    Rating(u8),
    /// A tick.
    Qualified,
    /// A cross.
    Unqualified,
}

/// Bytes that are no document of a known version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a document: {0}")]
pub struct DocumentError(String);

impl Document {
    /// The bytes that are kept and hashed: UTF-8 JSON.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a document back.
    ///
    /// # Errors
    /// When the bytes are not a document of version 1.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document: Self = serde_json::from_slice(bytes).map_err(|e| DocumentError(e.to_string()))?;
        if document.v == 1 { Ok(document) } else { Err(DocumentError(format!("version {}", document.v))) }
    }

    /// V-08: as this document, and it says who signs for the customer: it never looks as if the customer had
    /// signed.
    pub fn signed_by(mut self, signer: &str, relation: Relation) -> Self {
        self.rows.push(words::signed_by(signer, relation, self.language));
        self
    }

    /// All characters that it shows: one that has no glyph is reported before signing.
    pub fn characters(&self) -> impl Iterator<Item = char> + '_ {
        let rows = self.rows.iter().flat_map(|row| row.label.chars().chain(row.text.chars()));
        self.heading.chars().chain(self.intro.chars()).chain(rows)
    }
}

/// The hash by which strokes and head name a document: SHA-256 of its bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    Fixed(Sha256::digest(bytes).into())
}
