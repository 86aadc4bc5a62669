//! The handheld against an office in memory and a network that breaks at will.
#![allow(clippy::unwrap_used, clippy::panic)]

mod callback;
mod complaint_views;
mod complaints;
mod drafts;
mod handheld;
mod lists;
mod office;
mod orders;
mod sample;
mod sign_in;
mod stores;
mod supervision;
mod sync;
