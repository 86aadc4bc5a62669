//! Campaigns: `cargo run --release -p doorstep-tests-chaos -- kills --kills 500`.

#![allow(clippy::unwrap_used, reason = "a campaign stops at what it did not expect")]

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use doorstep_tests_chaos::kills;
use doorstep_tests_chaos::person::{self, Enter, Work};
use doorstep_tests_chaos::scene::Places;
use doorstep_tests_chaos::settle::{self, Settle};
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

fn main() -> ExitCode {
    let wait = |work| Runtime::new().unwrap().block_on(work);
    match Arguments::parse().task {
        Task::Office { words } => {
            let words = std::iter::once("doorstep-office".into()).chain(words);
            return doorstep_office::commands::main_with(words);
        }
        Task::Enter(enter) => Runtime::new().unwrap().block_on(person::enter(&enter)),
        Task::Work(work) => wait(person::work(work)),
        Task::Settle(settle) => Runtime::new().unwrap().block_on(settle::settle(&settle)),
        Task::Kills(Kills { kills, seed }) => {
            let folder = tempfile::tempdir().unwrap();
            kills::kill(Places::below(folder.path(), std::env::current_exe().unwrap()), seed, kills).tell();
        }
    }
    ExitCode::SUCCESS
}
