//! Whole worlds in one process and in virtual time, on the code that ships: several handhelds and persons, the office,
//! and all that can go wrong between them, from one seed.
//!
//! [`world::run`] runs the world of a seed and says what did not hold. `cargo run --release -p doorstep-tests-sim --
//! --worlds N` runs many; a seed that fails is replayed by the line that says so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a world stops at what nobody expected"
)]

mod acts;
mod callbacks;
pub mod campaign;
pub mod chance;
mod complaints;
mod faults;
pub mod handheld;
pub mod invariants;
pub mod network;
pub mod office;
mod orders;
pub mod people;
mod progress;
pub mod template;
pub mod time;
pub mod told;
pub mod trace;
pub mod weather;
pub mod world;
