//! Campaigns: `cargo run --release -p doorstep-tests-chaos -- kills --kills 500`.

#![allow(clippy::unwrap_used, reason = "a campaign stops at what it did not expect")]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use doorstep_tests_chaos::cuts::{self, Campaign};
use doorstep_tests_chaos::disk::{Disk, Impossible};
use doorstep_tests_chaos::kills::Findings;
use doorstep_tests_chaos::person::{self, Enter, Work};
use doorstep_tests_chaos::scene::Places;
use doorstep_tests_chaos::settle::{self, Settle};
use doorstep_tests_chaos::{full, golden, kills};
use tokio::runtime::Runtime;

/// The real programs, killed, cut off from power and short of room, at random moments.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// kill -9 of handhelds and office, under load.
    Kills(Kills),
    /// Power cuts under handhelds and office: takes root, loop devices and ext4.
    Cuts(Cuts),
    /// Full disks under handhelds and office: takes root, loop devices and ext4.
    Full(Full),
    /// Makes a golden store of the program at hand, for tests/chaos/golden_stores.
    Golden {
        /// What it is called: the release that it is of.
        name: String,
    },
    /// Be the office: the commands of `doorstep-office`.
    #[command(hide = true)]
    Office {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Be a new handheld.
    #[command(hide = true)]
    Enter(Enter),
    /// Be a handheld with a person who works.
    #[command(hide = true)]
    Work(Work),
    /// Be a handheld that sends everything and says what it holds.
    #[command(hide = true)]
    Settle(Settle),
}

#[derive(Debug, Args)]
struct Kills {
    /// How many.
    #[arg(long, default_value_t = 500)]
    kills: usize,
    /// What decides when and whom.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Args)]
struct Cuts {
    /// How many.
    #[arg(long, default_value_t = 200)]
    cuts: usize,
    /// What decides when and which.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many of a thousand calls of fsync fail (libfiu: apt-get install fiu-utils).
    #[arg(long, default_value_t = 0)]
    failing_fsync: u32,
    /// Where it is not possible, say so and be content.
    #[arg(long)]
    if_possible: bool,
}

#[derive(Debug, Args)]
struct Full {
    /// How often a disk is filled.
    #[arg(long, default_value_t = 50)]
    rounds: usize,
    /// What decides when and which.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where it is not possible, say so and be content.
    #[arg(long)]
    if_possible: bool,
}

/// Says what was found, or why nothing was looked for.
fn on_disks(
    what: &str,
    if_possible: bool,
    campaign: impl FnOnce(PathBuf) -> Result<Findings, Impossible>,
) -> ExitCode {
    match Disk::is_possible().and_then(|()| campaign(std::env::current_exe().unwrap())) {
        Ok(findings) => findings.tell(),
        Err(why) => {
            println!("NOT TESTED HERE: {what}. {why}");
            return if if_possible { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    }
    ExitCode::SUCCESS
}

fn wait_for(work: impl Future<Output = ()>) {
    Runtime::new().unwrap().block_on(work);
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Office { words } => {
            let words = std::iter::once("doorstep-office".into()).chain(words);
            return doorstep_office::commands::main_with(words);
        }
        Task::Enter(enter) => wait_for(person::enter(&enter)),
        Task::Work(work) => wait_for(person::work(work)),
        Task::Settle(settle) => wait_for(settle::settle(&settle)),
        Task::Cuts(Cuts { cuts, seed, failing_fsync, if_possible }) => {
            let campaign = Campaign { seed, cuts, failing_fsync };
            return on_disks("power cuts", if_possible, |program| cuts::cut(program, campaign));
        }
        Task::Full(Full { rounds, seed, if_possible }) => {
            return on_disks("full disks", if_possible, |program| full::fill(program, seed, rounds));
        }
        Task::Golden { name } => {
            let archive = golden::folder().join(format!("{name}.tar.gz"));
            assert!(!archive.exists(), "a golden store is never made anew");
            wait_for(golden::make(&archive));
        }
        Task::Kills(Kills { kills, seed }) => {
            let folder = tempfile::tempdir().unwrap();
            kills::kill(Places::below(folder.path(), std::env::current_exe().unwrap()), seed, kills).tell();
        }
    }
    ExitCode::SUCCESS
}
