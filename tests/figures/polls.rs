//! 2 000 polls wait on one office: it costs no busy loop, and who is concerned hears at once (C-06).
//!
//! `cargo run --release -p doorstep-tests-figures -- polls --polls 2000 --seconds 60 --changes 200`
//!
//! The office is a process of its own on loopback, its folder on disk, so that its processor time and memory are its
//! alone. What it costs with nobody waiting stands beside what it costs with all of them.

mod office;
mod waiting;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use doorstep_tests_sync::cost::Cost;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::month::figures::Sample;

use office::OfficeProcess;
use waiting::Waiting;

/// Polls that wait, measured.
#[derive(Args)]
pub struct Options {
    /// How many wait.
    #[arg(long, default_value_t = 2_000)]
    polls: usize,
    /// How long nothing happens, in seconds: within a minute every poll ends once and is asked again.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many things happen then, ten a second.
    #[arg(long, default_value_t = 200)]
    changes: usize,
    /// Be the office, on this folder.
    #[arg(long, hide = true)]
    office: Option<PathBuf>,
}

/// Prints what it costs.
pub async fn measure(options: &Options) {
    match &options.office {
        Some(folder) => office::serve(folder).await,
        None => figures(options).await,
    }
}

async fn figures(args: &Options) {
    let folder = Place::Disk.folder();
    let mut office = OfficeProcess::start(folder.path());
    let idle = Duration::from_secs(args.seconds);
    println!("nobody waits, nothing happens:    {}", Cost::during(office.id(), idle).await);
    let mut waiting = Waiting::begin(&office.hello, args.polls).await;
    println!("{} polls wait, nothing happens: {}", args.polls, Cost::during(office.id(), idle).await);
    let (cost, heard) = changes(&mut office, &mut waiting, args.changes).await;
    println!("{} changes, ten a second:        {cost}", args.changes);
    println!(
        "each concerns {} polls; from the change to their answer: median {:.1} ms, p99 {:.1} ms; {} others were woken",
        args.polls / office.hello.bearers.len(),
        heard.median().as_secs_f64() * 1e3,
        heard.p99().as_secs_f64() * 1e3,
        waiting.woken_for_nothing(),
    );
}

/// Something is finished in one home after the other; whoever waits for it hears.
async fn changes(office: &mut OfficeProcess, waiting: &mut Waiting, count: usize) -> (Cost, Sample) {
    let mut heard = Sample::default();
    let mut pace = tokio::time::interval(Duration::from_millis(100));
    let before = Cost::begin(office.id());
    for change in 0..count {
        pace.tick().await;
        let concerned = change % office.hello.bearers.len();
        let begin = Instant::now();
        office.finish_in_home_of(concerned);
        waiting.hear(concerned, begin, &mut heard).await;
    }
    (before.end(), heard)
}
