//! What happened in a world, line by line and without anything that chance of another kind made: two runs of one
//! seed have the same trace. And how often what went wrong.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::time::Time;

/// What happened.
#[derive(Debug)]
pub struct Trace {
    time: Time,
    /// Who hears of it as it happens: a world that never ends has no other way to say why.
    aloud: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<String>,
    faults: Faults,
}

/// How often each kind of fault happened.
pub type Faults = BTreeMap<&'static str, u64>;

impl Trace {
    /// Nothing yet; `aloud`, it is printed too.
    pub fn begin(time: Time, aloud: bool) -> Self {
        Self { time, aloud, kept: Mutex::default() }
    }

    /// Something happened.
    pub fn note(&self, what: impl AsRef<str>) {
        let passed = self.time.passed();
        let line = format!("{:>5}.{:03} {}", passed / 1000, passed % 1000, what.as_ref());
        if self.aloud {
            println!("{line}");
        }
        self.kept(|kept| kept.lines.push(line));
    }

    /// Something went wrong.
    pub fn fault(&self, kind: &'static str, where_: impl AsRef<str>) {
        self.kept(|kept| *kept.faults.entry(kind).or_default() += 1);
        self.note(format!("! {kind}: {}", where_.as_ref()));
    }

    /// All lines.
    pub fn lines(&self) -> Vec<String> {
        self.kept(|kept| kept.lines.clone())
    }

    /// How often what went wrong.
    pub fn faults(&self) -> Faults {
        self.kept(|kept| kept.faults.clone())
    }

    fn kept<T>(&self, look: impl FnOnce(&mut Kept) -> T) -> T {
        look(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
