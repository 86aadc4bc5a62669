//! First contact and start of a handheld in a large residence, beside a small one in the same run (DESIGN.md §3, §4).
//!
//! `cargo run --release -p doorstep-tests-figures -- first-contact --subjects 30000 --facts 10`
//!
//! A real office, a real handheld, both on disk, and a line of 100 Mbit/s between. The small residence has a hundredth of the
//! subjects; the third one has as many as the large one, with a tenth of the facts.

mod line;
mod list;
mod residence;
mod start;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use doorstep_device::Device;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::world::World;

use crate::figure::row;
use line::Line;
use residence::{BUTLER, Size};
use start::Start;

/// First contact and start, measured.
#[derive(Args)]
pub struct Options {
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
    /// So many homes are in it.
    #[arg(long, hide = true, default_value_t = 0)]
    homes: usize,
}

/// Prints its rows.
pub async fn measure(options: &Options) {
    match &options.start {
        Some(folder) => start::measure(folder, options.homes),
        None => figures(options).await,
    }
}

async fn figures(args: &Options) {
    let sizes = [
        Size { subjects: args.subjects / 100, facts: args.facts },
        Size { subjects: args.subjects, facts: (args.facts / 10).max(1) },
        Size { subjects: args.subjects, facts: args.facts },
    ];
    eprintln!(
        "| subjects | facts | list usable | all listed | histories | bytes: listed | all | at the line's speed |"
    );
    eprintln!("|---|---|---|---|---|---|---|---|");
    let mut starts = Vec::new();
    for size in sizes {
        let (handheld, facts, usable) = first_contact(size, args.megabits).await;
        let folder = handheld.folder().to_owned();
        let folder = tempfile::TempDir::new_in(folder.parent().unwrap()).unwrap();
        doorstep_tests_sync::folder::copy(handheld.folder(), folder.path());
        starts.push(Residence { size, facts, usable, start: Start::of(folder.path(), size.subjects / 5) });
    }
    eprintln!(
        "\n| subjects | facts | start to the first list | Today again | a home | a save | memory: listed | after all |"
    );
    eprintln!("|---|---|---|---|---|---|---|---|");
    for Residence { size, facts, start, .. } in &starts {
        eprintln!(
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
    let [small, young, large] = &starts[..] else { unreachable!("three sizes") };
    print([small, young, large]);
}

/// What was measured in a residence.
struct Residence {
    size: Size,
    facts: i64,
    usable: Reached,
    start: Start,
}

/// The table's rows: the small residence, the large one with a tenth of the facts, and the large one.
fn print([small, young, large]: [&Residence; 3]) {
    let of =
        |residence: &Residence| format!("{} subjects, {} facts", residence.size.subjects, residence.facts);
    let ms = |value: f64| format!("{value:.2} ms");
    let usable =
        format!("{:.2} s, {:.1} MB", large.usable.after.as_secs_f64(), large.usable.bytes as f64 / 1e6);
    let reference = format!("of {}: {:.2} s", small.size.subjects, small.usable.after.as_secs_f64());
    let work = format!("first contact over 100 Mbit/s, until the list is usable: {}", of(large));
    row(&work, &usable, &reference, None, "2 s");
    let compare = |work: &str, value: f64, reference: String, than: f64, goal: &str| {
        row(work, &ms(value), &reference, Some(value / than), goal);
    };
    let (a, b) = (&large.start, &small.start);
    let killed = format!("of {}: {}", of(small), ms(b.after_kill));
    compare("start after a kill right at the end of that", a.after_kill, killed, b.after_kill, "-");
    compare(
        "start to the first list",
        a.first,
        format!("of {}: {}", of(small), ms(b.first)),
        b.first,
        "≤ 1.2 ×",
    );
    if let Some(python) = a.in_python {
        let listed = a.listed;
        let work = format!("{} open callbacks of these, by due time: first", a.rows);
        compare(
            &work,
            listed.first,
            format!("Python, unencrypted: {}", ms(python.first)),
            python.first,
            "≤ 1.0 ×",
        );
        compare(
            "again",
            listed.again,
            format!("Python, unencrypted: {}", ms(python.again)),
            python.again,
            "≤ 1.0 ×",
        );
    }
    let b = &young.start;
    let than = |value: f64| format!("a tenth of the facts: {}", ms(value));
    compare("ten times the history: start", a.first, than(b.first), b.first, "≤ 1.1 ×");
    compare("Today again", a.today, than(b.today), b.today, "≤ 1.1 ×");
    compare("a home's page", a.home, than(b.home), b.home, "≤ 1.1 ×");
    compare("a save, from the tap to sealed", a.save, than(b.save), b.save, "≤ 1.1 ×");
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    let memory = format!("{}, after all {}", megabytes(a.memory), megabytes(a.memory_at_end));
    row("memory of the device without screens", &memory, &megabytes(small.start.memory), None, "≤ 80 MB");
}

/// When something came about, and how much had come by then.
#[derive(Debug, Clone, Copy)]
struct Reached {
    after: Duration,
    bytes: u64,
}

async fn first_contact(size: Size, megabits: u64) -> (Handheld, i64, Reached) {
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
    eprintln!(
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
    (handheld, facts, usable)
}
