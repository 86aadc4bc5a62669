//! What a process costs, as Linux counts it.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

/// Ticks of processor time in a second, as Linux tells them to programs (`USER_HZ`).
const TICKS: f64 = 100.0;

/// A count that runs.
pub struct Counting {
    process: u32,
    begin: Instant,
    ticks: u64,
}

/// What was counted.
pub struct Cost {
    lasted: Duration,
    processor: Duration,
    resident: u64,
}

impl Cost {
    /// Bytes of memory that were resident at its end.
    pub fn resident(&self) -> u64 {
        self.resident
    }

    /// Counts from now on.
    pub fn begin(process: u32) -> Counting {
        Counting { process, begin: Instant::now(), ticks: ticks(process) }
    }

    /// Counts for so long.
    pub async fn during(process: u32, time: Duration) -> Self {
        let counting = Self::begin(process);
        tokio::time::sleep(time).await;
        counting.end()
    }
}

impl Counting {
    /// What it was.
    pub fn end(self) -> Cost {
        let ticks = ticks(self.process) - self.ticks;
        Cost {
            lasted: self.begin.elapsed(),
            processor: Duration::from_secs_f64(ticks as f64 / TICKS),
            resident: resident(self.process),
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self.processor.as_secs_f64() / self.lasted.as_secs_f64() * 100.0;
        let (lasted, processor) = (self.lasted.as_secs_f64(), self.processor.as_secs_f64());
        let memory = self.resident / 1_000_000;
        write!(f, "{processor:.2} s of processor in {lasted:.1} s ({share:.1} % of one core), {memory} MB")
    }
}

/// Processor time in ticks: fields 14 and 15 of `proc_pid_stat(5)`, counted after the name, which may hold anything.
fn ticks(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
}

fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
