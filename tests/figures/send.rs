//! F-01: a day's work goes to a real office over loopback, all of it durable, beside Python's `http.client` that sends
//! as many bytes, each body in a request of its own, to a sink that fsyncs each.
//!
//! `cargo run --release -p doorstep-tests-figures -- send --orders 91 --pictures 200`

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::month::{Load, Month};

use crate::figure::row;

/// A day's work, sent.
#[derive(Args)]
pub struct Options {
    /// Orders, eleven facts each.
    #[arg(long, default_value_t = 91)]
    orders: usize,
    /// Pictures.
    #[arg(long, default_value_t = 200)]
    pictures: usize,
    /// The long edge of a picture, in pixels; 840 make about 150 KB.
    #[arg(long, default_value_t = 840)]
    edge: u32,
    /// So many times, because the machine is noisy.
    #[arg(long, default_value_t = 3)]
    times: usize,
}

/// Prints its rows.
pub async fn measure(options: &Options) {
    let Options { orders, pictures, edge, times } = *options;
    eprintln!("| facts | pictures | sent in | reference | ratio | bytes sent | of what waited |");
    eprintln!("|---|---|---|---|---|---|---|");
    let mut rounds = Vec::new();
    for _ in 0..times {
        let mut month = Month::begin(Load { days: 1, orders, pictures, edge }, Place::Disk).await;
        month.day().await;
        let sizes = month.waiting_sizes();
        let waiting: i64 = sizes.iter().sum();
        let before = month.bytes_sent();
        let sent = month.sync().await;
        let bytes = month.bytes_sent() - before;
        let folder = Place::Disk.folder();
        let reference = reference(folder.path(), &sizes).unwrap_or(f64::NAN);
        let seconds = sent.all.as_secs_f64();
        eprintln!(
            "| {} | {} | {seconds:.2} s ({:.2} s for the facts) | {reference:.2} s | {:.2} | {:.2} MB | {:.3} |",
            sent.facts,
            sent.pictures,
            sent.facts_in.as_secs_f64(),
            seconds / reference,
            bytes as f64 / 1e6,
            bytes as f64 / waiting as f64,
        );
        let work =
            format!("{} facts and {} pictures, {:.0} MB", sent.facts, sent.pictures, waiting as f64 / 1e6);
        rounds.push(Round { work, seconds, reference, bytes: bytes as f64, waiting: waiting as f64 });
    }
    rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
    rounds[rounds.len() / 2].print();
}

/// One day's work.
struct Round {
    work: String,
    seconds: f64,
    reference: f64,
    bytes: f64,
    waiting: f64,
}

impl Round {
    fn ratio(&self) -> f64 {
        self.seconds / self.reference
    }

    fn print(&self) {
        let work = format!("send {} to the office, all durable", self.work);
        let reference = format!("Python to a sink that fsyncs: {:.2} s", self.reference);
        row(&work, &format!("{:.2} s", self.seconds), &reference, Some(self.ratio()), "≤ 0.85 ×");
        let [sent, waited] = [self.bytes, self.waiting].map(|bytes| format!("{:.3} MB", bytes / 1e6));
        let reference = format!("what waited, sealed: {waited}");
        row("bytes sent for that", &sent, &reference, Some(self.bytes / self.waiting), "≤ 1.02 ×");
    }
}

/// The seconds that Python needs; `None` where there is none.
fn reference(folder: &Path, sizes: &[i64]) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/send/reference.py");
    let mut python = Command::new("python3")
        .arg(script)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let sizes: Vec<String> = sizes.iter().map(i64::to_string).collect();
    python.stdin.take()?.write_all(sizes.join("\n").as_bytes()).ok()?;
    String::from_utf8(python.wait_with_output().ok()?.stdout).ok()?.trim().parse().ok()
}
