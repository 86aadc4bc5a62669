//! `load`: a site from CSV files, into a real office and through the real command.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may")]

mod changes;
mod command;
mod folder;
mod lines;
mod paper;
