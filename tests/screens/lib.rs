//! The built programs, driven as a hand would drive them.
//!
//! `hand` taps and reads the screens of a handheld that runs without a display, `programs` starts, kills and
//! restarts it and the office as processes of their own, `residence` is the sample residence that they work
//! in, `copy` is what the office holds. `pictures` draws the README's pictures.
//!
//! All of it stops at the first thing that is not as expected, and says what it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what tests and pictures are made with"
)]

pub mod copy;
pub mod hand;
pub mod http;
mod order_pictures;
pub mod pictures;
pub mod programs;
pub mod residence;
