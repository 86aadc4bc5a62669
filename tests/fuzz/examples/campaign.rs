//! A target for some minutes: `cargo run -p doorstep-tests-fuzz --example campaign -- wire --minutes 5 --number 7`.
//!
//! Every number makes other mutations; what fails is written to standard output with the number that makes it again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a campaign stops at what it did not expect"
)]

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use clap::Parser;
use doorstep_tests_fuzz::{Mutations, Target};

/// Mutations of the seeds of a target, fed for some minutes.
#[derive(Parser)]
struct Args {
    /// `wire`, `facts`, `ledger`, `tus`, `pictures` or `carried`.
    target: String,
    /// How long.
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// Which mutations.
    #[arg(long, default_value_t = 1)]
    number: u64,
}

fn main() {
    let Args { target, minutes, number } = Args::parse();
    let named = |known: &Target| format!("{known:?}").eq_ignore_ascii_case(&target);
    let target = Target::ALL.into_iter().find(named).expect("a target");
    let (begin, end) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0));
    let (mut fed, mut failed) = (0_u64, 0_u64);
    for bytes in Mutations::of(target.seeds(), number) {
        if begin.elapsed() > end {
            break;
        }
        fed += 1;
        if catch_unwind(|| target.feed(&bytes)).is_err() {
            failed += 1;
            println!("number {number}, mutation {fed}: {}", String::from_utf8_lossy(&bytes));
        }
    }
    let seconds = begin.elapsed().as_secs();
    println!("{target:?}: {fed} mutations of number {number} in {seconds} s, {failed} failed");
    assert_eq!(failed, 0, "see above");
}
