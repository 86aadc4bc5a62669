//! Sync: what is waiting goes out, what happened comes in (DESIGN.md §4).
//!
//! [`plan`] decides and does nothing else; [`transport`] carries bytes; [`client`] knows the office's
//! answers from anything else that a network may say. No transaction is open across the network.

pub mod client;
pub mod feed;
pub mod http;
pub mod pace;
pub mod parts;
pub mod plan;
pub mod push;
pub mod report;
pub mod snapshot;
pub mod transport;
pub mod upload;
