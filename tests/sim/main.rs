//! `cargo run --release -p doorstep-tests-sim -- --worlds N [--seed S] [--for MINUTES]`: a campaign.

use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::Duration;

use clap::Parser;
use doorstep_tests_sim::campaign::Campaign;
use doorstep_tests_sim::template::Template;
use doorstep_tests_sim::world;

/// Whole worlds in virtual time, each from one seed.
#[derive(Parser)]
struct Arguments {
    /// How many worlds; 1000, or as many as the time allows.
    #[arg(long)]
    worlds: Option<u64>,
    /// The first one's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// After so many minutes no more worlds begin.
    #[arg(long = "for", value_name = "MINUTES")]
    minutes: Option<u64>,
    /// How many run at once; as many as there are processors.
    #[arg(long, alias = "threads")]
    jobs: Option<usize>,
    /// Stops after so many failures.
    #[arg(long, default_value_t = 10)]
    failures: usize,
    /// Tells everything that happens in the first one.
    #[arg(long)]
    trace: bool,
}

impl Arguments {
    fn campaign(&self) -> Campaign {
        let worlds = self.worlds.unwrap_or(if self.minutes.is_some() { u64::MAX } else { 1000 });
        Campaign {
            seeds: self.seed..self.seed.saturating_add(worlds),
            jobs: self.jobs.unwrap_or_else(|| available_parallelism().map_or(2, usize::from)),
            enough: self.failures,
            longest: self.minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60))),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.trace {
        world::run_aloud(&Template::found(), arguments.seed);
    }
    let summary = arguments.campaign().run();
    println!("{summary}");
    ExitCode::from(u8::from(!summary.failures.is_empty()))
}
