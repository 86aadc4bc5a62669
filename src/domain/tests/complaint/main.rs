//! Section C of the rulebook, told as facts: what is judged how, and what the fold makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

mod arrival;
mod clocks;
mod grades;
mod paths;
mod story;
mod table;
mod zones;
