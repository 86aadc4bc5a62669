//! What crosses the wire between a handheld and its office: requests, answers, refusal codes.
//!
//! Everything is JSON over HTTP but the parts, which are bytes. Who signs or seals something signs or
//! seals bytes that are carried as they are, so no reader ever has to write them again.

pub mod bells;
pub mod carried;
pub mod cursor;
pub mod devices;
pub mod enrol;
pub mod facts;
pub mod feed;
pub mod heartbeat;
pub mod layout;
pub mod office;
pub mod pack;
pub mod problem;
pub mod receipt;
pub mod seal;
pub mod session;
pub mod snapshot;
pub mod upload;

/// The version of this protocol, sent as [`VERSION_HEADER`] with every request.
pub const VERSION: u16 = 1;
/// The header that carries the version of the protocol.
pub const VERSION_HEADER: &str = "doorstep-protocol";
/// The header that carries a part's salt beside its bytes.
pub const SALT_HEADER: &str = "doorstep-salt";
