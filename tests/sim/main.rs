//! `cargo run --release -p doorstep-tests-sim -- --worlds N [--seed S]`: a campaign.

use std::process::ExitCode;

use clap::Parser;
use doorstep_tests_sim::campaign::Campaign;
use doorstep_tests_sim::template::Template;
use doorstep_tests_sim::world;

/// Whole worlds in virtual time, each from one seed.
#[derive(Parser)]
struct Arguments {
    /// How many worlds.
    #[arg(long, default_value_t = 1000)]
    worlds: u64,
    /// The first one's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many run at once.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Stops after so many failures.
    #[arg(long, default_value_t = 10)]
    failures: usize,
    /// Tells everything that happens in the first one.
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let Arguments { worlds, seed, threads, failures, trace } = Arguments::parse();
    if trace {
        world::run_aloud(&Template::found(), seed);
    }
    let summary = Campaign { seeds: seed..seed + worlds, threads, enough: failures }.run();
    println!("{summary}");
    ExitCode::from(u8::from(!summary.failures.is_empty()))
}
