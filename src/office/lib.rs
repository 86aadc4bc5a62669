//! The office server: takes facts, judges them once, feeds handhelds.
//!
//! A request goes `router` → `handlers` → `writer` (one, for everything that writes) or a reader;
//! the writer's `ledger` judges a fact, places it in the office's order, and tells its `audience`.
//! Everything kept is behind `store::Store`; no SQL stands elsewhere.

pub mod admin;
mod alarm;
pub mod arrival;
pub mod audience;
pub mod backed_up;
pub mod backup;
mod bells;
pub mod blobs;
pub mod callback;
pub mod carried;
mod cash_up;
pub mod clock;
pub mod codes;
pub mod commands;
pub mod complaint;
pub mod config;
mod copy;
mod coverage;
mod customer_copy;
mod devices;
mod directory;
pub mod draft;
mod durable;
pub mod enrol;
pub mod error;
mod extract;
mod feed;
pub mod finish;
mod handlers;
pub mod identity;
pub mod import;
mod jobs;
pub mod keys;
mod lacking;
pub mod ledger;
pub mod load;
mod metrics;
mod news;
pub mod office;
mod partials;
mod picture;
mod recent;
mod router;
pub mod sample;
pub mod serve;
pub mod session;
mod snapshot;
pub mod store;
mod timeliness;
mod upload;
pub mod verify;
pub mod work_order;
pub mod writer;

pub use draft::{Appended, Draft, DraftPart};
pub use enrol::NewDevice;
pub use error::OfficeError;
pub use office::Office;
pub use serve::Serving;
