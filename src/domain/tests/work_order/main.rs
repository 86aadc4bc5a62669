//! Section R of the rulebook, told as facts: what is judged how, and what the fold makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

mod apart;
mod clocks;
mod paths;
mod story;
mod sums;
mod table;
