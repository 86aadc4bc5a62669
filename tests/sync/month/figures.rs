//! What was measured, and how it is told.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

/// How long the same thing took, each time.
#[derive(Debug, Clone, Default)]
pub struct Sample(Vec<Duration>);

impl Sample {
    /// Does something so many times.
    pub fn of(times: usize, mut work: impl FnMut()) -> Self {
        let mut sample = Self::default();
        (0..times).for_each(|_| sample.time(&mut work));
        sample
    }

    /// Does it once more.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let done = work();
        self.push(begin.elapsed());
        done
    }

    /// It took so long once more.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// It took as long as these, too.
    pub fn add(&mut self, more: &Self) {
        self.0.extend(&more.0);
    }

    /// How often.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it was never done.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The median.
    pub fn median(&self) -> Duration {
        self.per_mille(500)
    }

    /// What one of a hundred exceeds.
    pub fn p99(&self) -> Duration {
        self.per_mille(990)
    }

    fn per_mille(&self, share: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        let place = (sorted.len() * share / 1000).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or_default()
    }
}

/// A day without a network.
#[derive(Debug, Clone, Default)]
pub struct DayFigures {
    /// Saves of a fact, each sealed into the outbox.
    pub saves: Sample,
    /// Pictures kept: encrypted, durable, in the form.
    pub pictures: Sample,
    /// Today: orders and callbacks.
    pub today: Sample,
    /// Its rows.
    pub listed: usize,
    /// An order's page.
    pub order: Sample,
    /// The outbox, newest 500.
    pub outbox: Sample,
    /// The one line that every screen shows.
    pub line: Sample,
    /// Facts that wait at noon.
    pub facts: i64,
    /// Bytes of memory that are resident.
    pub resident: u64,
}

/// What the columns of [`DayFigures`] are.
pub const COLUMNS: &str = "| day | waiting | save: median | p99 | keep a picture: median | p99 | Today | an order | outbox | one line | memory |
|---|---|---|---|---|---|---|---|---|---|---|";

impl DayFigures {
    /// As a row of a table.
    pub fn row(&self, day: usize) -> String {
        let looks =
            [&self.today, &self.order, &self.outbox, &self.line].map(|sample| millis(sample.median()));
        format!(
            "| {day} | {} | {} | {} | {} | {} | {} | {} MB |",
            self.facts,
            millis(self.saves.median()),
            millis(self.saves.p99()),
            millis(self.pictures.median()),
            millis(self.pictures.p99()),
            looks.join(" | "),
            self.resident / 1_000_000,
        )
    }
}

/// Everything went to the office.
#[derive(Debug, Clone, Default)]
pub struct SyncFigures {
    /// From the network's return to the last receipt.
    pub all: Duration,
    /// Until the first picture went up.
    pub facts_in: Duration,
    /// Facts of the handheld at the office.
    pub facts: usize,
    /// Its pictures there.
    pub pictures: usize,
    /// Their bytes.
    pub picture_bytes: i64,
    /// Bytes that the handheld sent, heads of requests included.
    pub sent: u64,
    /// What the facts are with zstd alone …
    pub plain: usize,
    /// … and with the dictionary.
    pub packed: usize,
    /// Bytes of memory that are resident, handheld and office together.
    pub resident: u64,
}

impl fmt::Display for SyncFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (facts, rest) =
            (self.facts_in.as_secs_f64(), (self.all.saturating_sub(self.facts_in)).as_secs_f64());
        let megabytes = self.picture_bytes as f64 / 1e6;
        writeln!(f, "{} facts in {facts:.1} s: {:.0} a second", self.facts, self.facts as f64 / facts)?;
        writeln!(
            f,
            "{} pictures, {megabytes:.0} MB, in {rest:.1} s: {:.0} a second, {:.1} MB/s",
            self.pictures,
            self.pictures as f64 / rest,
            megabytes / rest
        )?;
        let needed = self.picture_bytes as usize + self.packed;
        writeln!(
            f,
            "sent {} bytes for {} of pictures and {} of facts ({} with zstd alone): {:.4} times",
            self.sent,
            self.picture_bytes,
            self.packed,
            self.plain,
            self.sent as f64 / needed as f64
        )?;
        write!(
            f,
            "each fact and picture is at the office exactly once; memory {} MB",
            self.resident / 1_000_000
        )
    }
}

fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}

/// Bytes of memory of this process that are resident; 0 where the system does not say.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
