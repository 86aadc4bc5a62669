//! F-01: a day's work goes to a real office over loopback, all of it durable, beside Python's `http.client` that sends
//! as many bytes, each body in a request of its own, to a sink that fsyncs each.
//!
//! `cargo run --release -p doorstep-tests-sync --example send -- --orders 91 --pictures 200`

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Parser;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::month::{Load, Month};

/// A day's work, sent.
#[derive(Parser)]
struct Args {
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

#[tokio::main]
async fn main() {
    let Args { orders, pictures, edge, times } = Args::parse();
    println!("| facts | pictures | sent in | reference | ratio | bytes sent | of what waited |");
    println!("|---|---|---|---|---|---|---|");
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
        println!(
            "| {} | {} | {seconds:.2} s ({:.2} s for the facts) | {reference:.2} s | {:.2} | {:.2} MB | {:.3} |",
            sent.facts,
            sent.pictures,
            sent.facts_in.as_secs_f64(),
            seconds / reference,
            bytes as f64 / 1e6,
            bytes as f64 / waiting as f64,
        );
    }
}

/// The seconds that Python needs; `None` where there is none.
fn reference(folder: &Path, sizes: &[i64]) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/send/reference.py");
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
