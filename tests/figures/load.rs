//! What one office takes: facts in batches, facts one by one, and 30 000 handhelds that say they are there.
//!
//! `cargo run --release -p doorstep-tests-figures -- load facts`, `load one-by-one`, `load heartbeats`
//!
//! The facts are those of whole repairs, recorded by the real device, signed and sealed beforehand. The office is a
//! process of its own on loopback, its folder on disk; each figure stands beside its reference from the same run.

mod handhelds;
mod office;
mod plain;
mod push;
mod queues;

use std::path::PathBuf;

use clap::Subcommand;

use crate::figure::row;
use office::Commits;
use queues::Queues;

/// What an office is given to do.
#[derive(Subcommand)]
pub enum What {
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

/// Prints its rows.
pub async fn measure(what: What) {
    match what {
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
    eprintln!("{} facts of {devices} handhelds, {} bytes each as sent", queues.len(), queues.mean());
    let plain = plain::insert(&queues, 100);
    eprintln!("bare rows of these bytes in SQLite, 100 a transaction:    {plain:>6.0} a second");
    let taken = push::all(&queues, Commits::Together, 100).await;
    eprintln!("taken by the office, {devices} handhelds, 100 a request:        {taken}");
    let work =
        format!("facts taken by the office, {devices} handhelds, 100 a request, {} facts", queues.len());
    let reference = format!("bare rows in SQLite, 100 a transaction: {plain:.0} a second");
    let (rate, ratio) = (taken.a_second(), taken.a_second() / plain);
    row(&work, &format!("{rate:.0} a second"), &reference, Some(ratio), "≥ 0.5 ×; 10 000 a second");
}

async fn one_by_one(devices: usize, orders: usize) {
    let queues = Queues::fill(devices, orders).await;
    eprintln!("{} facts of {devices} handhelds, one a request", queues.len());
    let alone = push::all(&queues, Commits::Alone, 1).await;
    eprintln!("a commit for each:     {alone}");
    let together = push::all(&queues, Commits::Together, 1).await;
    eprintln!("what waits together is committed together:     {together}");
    let work = format!("one fact a request, {devices} handhelds at once, {} facts", queues.len());
    let [rate, other] = [together.a_second(), alone.a_second()];
    let reference = format!("a commit for each: {other:.0} a second");
    row(&work, &format!("{rate:.0} a second"), &reference, Some(rate / other), "≥ 3 000 a second");
}
