//! Thirty days without a network, 40 orders and 200 pictures a day: nothing slows, then everything syncs (F-01).
//!
//! `cargo run --release -p doorstep-tests-figures -- thirty-days --days 30 --orders 40 --pictures 200`
//!
//! The handheld and the office keep their folders on disk, in the system's folder for temporary files.

use std::time::Instant;

use clap::Args;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::month::figures::COLUMNS;
use doorstep_tests_sync::month::{Load, Month};

/// A month of work without a network, measured.
#[derive(Args)]
pub struct Options {
    /// Days without a network.
    #[arg(long, default_value_t = 30)]
    days: usize,
    /// Orders a day.
    #[arg(long, default_value_t = 40)]
    orders: usize,
    /// Pictures a day.
    #[arg(long, default_value_t = 200)]
    pictures: usize,
    /// The long edge of a picture, in pixels.
    #[arg(long, default_value_t = 1000)]
    edge: u32,
}

/// Prints its own table.
pub async fn measure(options: &Options) {
    let Options { days, orders, pictures, edge } = *options;
    println!("{days} days, {orders} orders and {pictures} pictures a day\n\n{COLUMNS}");
    let begin = Instant::now();
    let mut month = Month::begin(Load { days, orders, pictures, edge }, Place::Disk).await;
    let shown = [1, days / 3, days * 2 / 3, days];
    for day in 1..=days {
        let figures = month.day().await;
        if shown.contains(&day) {
            println!("{}", figures.row(day));
        }
    }
    println!("\nthe days took {:.0} s; the network is back\n", begin.elapsed().as_secs_f64());
    println!("{}", month.sync().await);
}
