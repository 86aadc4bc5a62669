//! What is fast, measured, each figure beside its reference from the same run, because machines are noisy.
//!
//! `cargo run --release -p doorstep-tests-figures` measures everything, one after the other in a process of its own, and
//! prints one table; what leads to each figure goes to the standard error. `-- save` and the like measure one thing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a measurement stops at what it did not expect"
)]

mod archive;
mod feed;
mod figure;
mod first_contact;
mod load;
mod polls;
mod ring;
mod save;
mod send;
mod slow;
mod thirty_days;

use std::process::Command;

use clap::{Parser, Subcommand};

use crate::figure::HEAD;

/// Figures: everything, or one of them.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// A signed callback is saved.
    Save(save::Options),
    /// A day's facts and pictures go to the office.
    Send(send::Options),
    /// A new handheld in a large residence, and its starts after that.
    FirstContact(first_contact::Options),
    /// What one office takes.
    #[command(subcommand)]
    Load(load::What),
    /// Polls that wait.
    Polls(polls::Options),
    /// From the save of a grave complaint to its ring.
    Ring(ring::Options),
    /// Backup and verification of a big office.
    Archive(archive::Options),
    /// A month without a network.
    ThirtyDays(thirty_days::Options),
    /// A picture goes up a slow line.
    Slow(slow::Options),
}

/// What the table holds, in its order. `polls`, `slow` and `thirty-days` say more than a row holds.
const TABLE: [&[&str]; 8] = [
    &["save"],
    &["send"],
    &["first-contact"],
    &["load", "facts"],
    &["load", "one-by-one"],
    &["load", "heartbeats"],
    &["ring"],
    &["archive"],
];

#[tokio::main]
async fn main() {
    match Args::parse().what {
        None => all(),
        Some(What::Save(options)) => save::measure(&options).await,
        Some(What::Send(options)) => send::measure(&options).await,
        Some(What::FirstContact(options)) => first_contact::measure(&options).await,
        Some(What::Load(what)) => load::measure(what).await,
        Some(What::Polls(options)) => polls::measure(&options).await,
        Some(What::Ring(options)) => ring::measure(&options).await,
        Some(What::Archive(options)) => archive::measure(&options).await,
        Some(What::ThirtyDays(options)) => thirty_days::measure(&options).await,
        Some(What::Slow(options)) => slow::measure(&options).await,
    }
}

/// Each in a process of its own, so that the memory of one is not another's; each prints its rows of the table.
fn all() {
    println!("{HEAD}");
    for arguments in TABLE {
        let done = Command::new(std::env::current_exe().unwrap()).args(arguments).status().unwrap();
        assert!(done.success(), "{arguments:?}");
    }
}
