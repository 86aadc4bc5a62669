//! Many worlds, on all processors, and what they came to.

use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::invariants::Broken;
use crate::progress::Progress;
use crate::template::Template;
use crate::trace::Faults;
use crate::world::{self, Outcome};

/// What many worlds came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many there were.
    pub worlds: u64,
    /// How many facts people were told were saved.
    pub facts: u64,
    /// How many pictures of them.
    pub pictures: u64,
    /// How often what went wrong.
    pub faults: Faults,
    /// The seeds that failed, and why.
    pub failures: Vec<(u64, Vec<Broken>)>,
    /// How long it took.
    pub took: Duration,
}

/// How many there are to be, and when to give up.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The seeds.
    pub seeds: Range<u64>,
    /// How many run at once.
    pub jobs: usize,
    /// After so many failures no more worlds begin.
    pub enough: usize,
    /// After so long no more worlds begin.
    pub longest: Option<Duration>,
}

/// What there is so far.
struct Course {
    begin: Instant,
    next: AtomicU64,
    counted: Mutex<(Summary, Progress)>,
}

impl Campaign {
    /// Runs them, and tells on stderr how far it is.
    pub fn run(&self) -> Summary {
        let (template, begin) = (Template::found(), Instant::now());
        let counted = Mutex::new((Summary::default(), Progress::begin(begin)));
        let course = Course { begin, next: AtomicU64::new(self.seeds.start), counted };
        thread::scope(|scope| {
            for _ in 0..self.jobs.max(1) {
                scope.spawn(|| self.work(&template, &course));
            }
        });
        let (summary, _) = course.counted.into_inner().unwrap_or_else(PoisonError::into_inner);
        Summary { took: begin.elapsed(), ..summary }
    }

    fn work(&self, template: &Template, course: &Course) {
        while self.longest.is_none_or(|longest| course.begin.elapsed() < longest) {
            let seed = course.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.seeds.end {
                return;
            }
            let outcome = outcome(template, seed);
            let mut counted = course.counted.lock().unwrap_or_else(PoisonError::into_inner);
            let (summary, progress) = &mut *counted;
            if summary.failures.len() >= self.enough {
                return;
            }
            if !outcome.broken.is_empty() {
                eprintln!("{}", Failure { seed, broken: &outcome.broken });
            }
            summary.add(seed, outcome);
            progress.tell(summary.worlds, summary.failures.len());
        }
    }
}

/// A world that falls over is one that failed.
fn outcome(template: &Template, seed: u64) -> Outcome {
    let ran = catch_unwind(AssertUnwindSafe(|| world::run(template, seed)));
    ran.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let detail =
            text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
        let broken = vec![Broken { what: "nothing falls over", detail }];
        Outcome { facts: 0, pictures: 0, faults: Faults::new(), trace: Vec::new(), broken }
    })
}

impl Summary {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.worlds += 1;
        self.facts += outcome.facts;
        self.pictures += outcome.pictures;
        for (kind, count) in outcome.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        if !outcome.broken.is_empty() {
            self.failures.push((seed, outcome.broken));
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.took.as_secs_f64();
        writeln!(
            f,
            "{} worlds, {} facts, {} pictures in {seconds:.1} s",
            self.worlds, self.facts, self.pictures
        )?;
        for (kind, count) in &self.faults {
            writeln!(f, "  {count:>9} {kind}")?;
        }
        for (seed, broken) in &self.failures {
            writeln!(f, "{}", Failure { seed: *seed, broken })?;
        }
        write!(f, "{} failed", self.failures.len())
    }
}

/// A world that failed: the line that replays it, and what did not hold.
struct Failure<'a> {
    seed: u64,
    broken: &'a [Broken],
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seed = self.seed;
        // What falls over in a debug build alone, an overflow for example, does so in one alone.
        let profile = if cfg!(debug_assertions) { "" } else { "--release " };
        write!(f, "cargo run {profile}-p doorstep-tests-sim -- --worlds 1 --trace --seed {seed} # failed")?;
        for Broken { what, detail } in self.broken.iter().take(5) {
            write!(f, "\n  not so: {what} ({detail})")?;
        }
        Ok(())
    }
}
