//! Facts: what a person did, written down once, signed, never changed (DESIGN.md §1).

pub mod body;
pub mod head;
pub mod order;
pub mod part;
pub mod sign;
pub mod strict_json;
pub mod verdict;

pub use body::{Body, BodyError};
pub use head::{Author, Head, HeadError, Seen};
pub use order::RollingHash;
pub use part::{Carriage, Part, PartRef, PartSalt, Slot};
pub use sign::{FactError, SignedFact, SigningKey, Unsigned};
pub use verdict::{Outcome, Reason, Verdict};
