//! The handheld without its screens: stores, media, commands, queries, sync.
//!
//! No network is the normal case (F-01). [`device::Device`] is the handheld: what a person does is a
//! command (one transaction), what a screen shows is a query (plain rows). [`engine::Engine`] is the same
//! with a network beside it. Nothing here knows an office's code or a screen.

pub mod clock;
pub mod commands;
pub mod device;
pub mod engine;
pub mod export;
mod history;
pub mod keyring;
pub mod look;
pub mod media;
pub mod queries;
pub mod random;
pub mod reckoning;
mod refold;
pub mod secret;
pub mod shift;
pub mod site;
pub mod store;
pub mod sync;
pub mod text;

pub use clock::{Clock, SetClock, SystemClock};
pub use device::{Config, Device};
pub use engine::Engine;
