//! What one office takes: facts in batches, facts one by one, and 30 000 handhelds that say they are there.
//!
//! `cargo run --release -p doorstep-tests-sync --example load -- facts`, `-- one-by-one`, `-- heartbeats`
//!
//! The facts are those of whole repairs, recorded by the real device, signed and sealed beforehand. The office is a
//! process of its own on loopback, its folder on disk; each figure stands beside its reference from the same run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a measurement stops at what it did not expect"
)]

mod handhelds;
mod office;
mod plain;
mod push;
mod queues;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::office::Commits;
use crate::queues::Queues;

/// The office under load, measured.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Facts in batches of 100, beside bare rows of the same bytes in SQLite.
    Facts {
        /// Handhelds that send at once.
        #[arg(long, default_value_t = 16)]
        devices: usize,
        /// Repairs of each, of 11 facts.
        #[arg(long, default_value_t = 100)]
        orders: usize,
    },
    /// One fact a request, beside the same with a commit for each.
    OneByOne {
        /// Handhelds that send at once.
        #[arg(long, default_value_t = 64)]
        devices: usize,
        /// Repairs of each, of 11 facts.
        #[arg(long, default_value_t = 15)]
        orders: usize,
    },
    /// Each handheld sends a heartbeat and polls once a minute.
    Heartbeats {
        /// Handhelds.
        #[arg(long, default_value_t = 30_000)]
        devices: usize,
        /// Connections that they share.
        #[arg(long, default_value_t = 300)]
        connections: usize,
        /// How long.
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
    /// Be the office, on this folder.
    #[command(hide = true)]
    Office {
        folder: PathBuf,
        #[arg(long)]
        alone: bool,
        #[arg(long, default_value_t = 0)]
        enrol: usize,
    },
}

#[tokio::main]
async fn main() {
    match Args::parse().what {
        What::Facts { devices, orders } => facts(devices, orders).await,
        What::OneByOne { devices, orders } => one_by_one(devices, orders).await,
        What::Heartbeats { devices, connections, minutes } => {
            handhelds::measure(devices, connections, minutes).await;
        }
        What::Office { folder, alone, enrol } => office::serve(&folder, Commits::of(alone), enrol).await,
    }
}

async fn facts(devices: usize, orders: usize) {
    let queues = Queues::fill(devices, orders).await;
    println!("{} facts of {devices} handhelds, {} bytes each as sent", queues.len(), queues.mean());
    let plain = plain::insert(&queues, 100);
    println!("bare rows of these bytes in SQLite, 100 a transaction:    {plain:>6.0} a second");
    let taken = push::all(&queues, Commits::Together, 100).await;
    println!("taken by the office, {devices} handhelds, 100 a request:        {taken}");
    println!("that is {:.2} of the bare rows", taken.a_second() / plain);
}

async fn one_by_one(devices: usize, orders: usize) {
    let queues = Queues::fill(devices, orders).await;
    println!("{} facts of {devices} handhelds, one a request", queues.len());
    let alone = push::all(&queues, Commits::Alone, 1).await;
    println!("a commit for each:     {alone}");
    let together = push::all(&queues, Commits::Together, 1).await;
    println!("what waits together is committed together:     {together}");
    println!("that is {:.1} times as many", together.a_second() / alone.a_second());
}
