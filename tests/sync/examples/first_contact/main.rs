//! First contact and start of a handheld in a large residence, beside a small one in the same run (DESIGN.md §3, §4).
//!
//! `cargo run --release -p doorstep-tests-sync --example first-contact -- --subjects 30000 --facts 10`
//!
//! A real office, a real handheld, both on disk, and a line of 100 Mbit/s between. The small residence has a hundredth of the
//! subjects; the third one has as many as the large one, with a tenth of the facts.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a measurement stops at what it did not expect"
)]

mod line;
mod residence;
mod start;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use doorstep_device::Device;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::world::World;

use line::Line;
use residence::{BUTLER, Size};
use start::Start;

/// First contact and start, measured.
#[derive(Parser)]
struct Args {
    /// Subjects of the large residence.
    #[arg(long, default_value_t = 30_000)]
    subjects: usize,
    /// Facts of each subject, on average.
    #[arg(long, default_value_t = 10)]
    facts: usize,
    /// Speed of the line, in megabits a second.
    #[arg(long, default_value_t = 100)]
    megabits: u64,
    /// Measures the start of the handheld in this folder: what this program calls itself with.
    #[arg(long, hide = true)]
    start: Option<PathBuf>,
}

fn main() {
    let args = Args::parse();
    if let Some(folder) = &args.start {
        return start::measure(folder);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(figures(&args));
}

async fn figures(args: &Args) {
    let sizes = [
        Size { subjects: args.subjects / 100, facts: args.facts },
        Size { subjects: args.subjects, facts: (args.facts / 10).max(1) },
        Size { subjects: args.subjects, facts: args.facts },
    ];
    println!(
        "| subjects | facts | list usable | all listed | histories | bytes: listed | all | at the line's speed |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut starts = Vec::new();
    for size in sizes {
        let (handheld, facts) = first_contact(size, args.megabits).await;
        let folder = handheld.folder().to_owned();
        let folder = tempfile::TempDir::new_in(folder.parent().unwrap()).unwrap();
        doorstep_tests_sync::folder::copy(handheld.folder(), folder.path());
        starts.push((size, facts, Start::of(folder.path())));
    }
    println!(
        "\n| subjects | facts | start to the first list | Today again | a home | a save | memory: listed | after all |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (size, facts, start) in starts {
        println!(
            "| {} | {facts} | {:.1} ms ({} rows) | {:.2} ms | {:.2} ms | {:.2} ms | {} MB | {} MB |",
            size.subjects,
            start.first,
            start.rows,
            start.today,
            start.home,
            start.save,
            start.memory / 1_000_000,
            start.memory_at_end / 1_000_000
        );
    }
}

/// When something came about, and how much had come by then.
#[derive(Debug, Clone, Copy)]
struct Reached {
    after: Duration,
    bytes: u64,
}

async fn first_contact(size: Size, megabits: u64) -> (Handheld, i64) {
    let mut world = World::begin_on(Place::Disk).await;
    let identity = world.site.office().identity().clone();
    world.stop_office().await;
    let facts = residence::write(&world.site.database(), &identity, world.site.now(), size);
    world.start_office().await;
    let line = Line::open(world.site.address(), megabits).await;
    let handheld = Handheld::unbox_on(Place::Disk, world.site.now());
    let code = world.site.office().enrol_code().await.unwrap().to_string();
    handheld.engine.connect(&line.url, &code).await.unwrap();
    let code = world.site.person_code(&who(BUTLER)).await;
    let (begin, before) = (Instant::now(), line.carried());
    handheld.enter(BUTLER, &code).await.unwrap();
    let engine = Arc::new(handheld.engine.clone());
    let syncing = tokio::spawn(async move { engine.run().await });
    let reached = |so: fn(&Device) -> bool| {
        let (handheld, line) = (&handheld, &line);
        async move {
            let mut changes = handheld.engine.watch();
            while !handheld.engine.with(|device| so(device)) {
                changes.changed().await.unwrap();
            }
            Reached { after: begin.elapsed(), bytes: line.carried() - before }
        }
    };
    let usable = reached(|device| !device.today().unwrap().first_load).await;
    let listed =
        reached(|device| device.shift().unwrap().personal.cursor(&who(BUTLER)).unwrap().is_some()).await;
    let all = reached(|device| device.shift().unwrap().personal.count_wanted_histories().unwrap() == 0).await;
    syncing.abort();
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    println!(
        "| {} | {facts} | {:.2} s | {:.2} s | {:.1} s | {} | {} | {:.2} s, {:.2} s |",
        size.subjects,
        usable.after.as_secs_f64(),
        listed.after.as_secs_f64(),
        all.after.as_secs_f64(),
        megabytes(listed.bytes),
        megabytes(all.bytes),
        listed.bytes as f64 * 8e-6 / megabits as f64,
        all.bytes as f64 * 8e-6 / megabits as f64,
    );
    (handheld, facts)
}
