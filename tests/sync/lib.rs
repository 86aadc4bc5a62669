//! The real device against the real office, over a network that breaks.
//!
//! [`world::World`] is an office of a small residence and the network before it; [`handheld::Handheld`]
//! is what a person holds. A test tells a story with them, and looks into the office's order with
//! [`ledger::Ledger`]. The clocks stand still unless a story lets time pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

pub mod complaint;
pub mod cost;
pub mod customer;
pub mod directory;
pub mod event;
pub mod folder;
pub mod handheld;
pub mod ledger;
pub mod line;
pub mod month;
pub mod newer;
pub mod proxy;
pub mod repair;
pub mod site;
pub mod works;
pub mod world;
