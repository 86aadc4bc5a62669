//! How far a campaign is, told as it goes: one that is cut by a time limit has told what it ran.

use std::time::{Duration, Instant};

/// A line after so many worlds …
const WORLDS: u64 = 1_000;
/// … and at the latest after so long.
const LATEST: Duration = Duration::from_secs(60);

/// What was told, and when.
#[derive(Debug)]
pub struct Progress {
    begin: Instant,
    told: Instant,
}

impl Progress {
    /// Nothing was told yet.
    pub fn begin(begin: Instant) -> Self {
        Self { begin, told: begin }
    }

    /// So many worlds ran, and so many of them failed.
    pub fn tell(&mut self, worlds: u64, failed: usize) {
        if worlds.is_multiple_of(WORLDS) || self.told.elapsed() >= LATEST {
            self.told = Instant::now();
            eprintln!("{}", line(worlds, failed, self.begin.elapsed()));
        }
    }
}

fn line(worlds: u64, failed: usize, took: Duration) -> String {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    format!("{worlds} worlds so far, {failed} failed, {} a minute", worlds * 60_000 / millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_many_how_they_went_and_how_fast() {
        let took = Duration::from_secs(90);
        assert_eq!(line(600, 2, took), "600 worlds so far, 2 failed, 400 a minute");
    }
}
