//! Bytes from outside, whoever made them: nothing panics, nothing is read as something that would be written otherwise,
//! and the office answers.
//!
//! Each [`Target`] is one function of bytes. `cargo test` runs it over its seeds (the golden files) and some thousand
//! mutations of them, the same ones each time; the example `campaign` runs others for as long as one pleases.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a panic is what is looked for")]

mod carried;
mod facts;
mod ledger;
mod mutations;
mod pictures;
mod seeds;
mod tus;
mod wire;

pub use mutations::Mutations;

/// What is fed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Requests and answers, as JSON or sealed.
    Wire,
    /// Heads, bodies and verdicts, a line each: judged and applied.
    Facts,
    /// Heads, a line each, signed by somebody whom the office knows: taken into its order.
    Ledger,
    /// Headers of tus.
    Tus,
    /// Files that are given as pictures.
    Pictures,
    /// Files that are given as the queue of a handheld.
    Carried,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Wire, Self::Facts, Self::Ledger, Self::Tus, Self::Pictures, Self::Carried];

    /// Feeds it.
    ///
    /// # Panics
    /// When something is wrong.
    pub fn feed(self, bytes: &[u8]) {
        match self {
            Self::Wire => wire::feed(bytes),
            Self::Facts => facts::feed(bytes),
            Self::Ledger => ledger::feed(bytes),
            Self::Tus => tus::feed(bytes),
            Self::Pictures => pictures::feed(bytes),
            Self::Carried => carried::feed(bytes),
        }
    }

    /// What it begins with.
    pub fn seeds(self) -> Vec<Vec<u8>> {
        match self {
            Self::Wire => seeds::wire(),
            Self::Facts | Self::Ledger => seeds::facts(),
            Self::Tus => seeds::tus(),
            Self::Pictures => seeds::pictures(),
            Self::Carried => seeds::carried(),
        }
    }
}
