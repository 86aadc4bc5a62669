//! What a start and a day's work cost on a handheld that has everything: in a process of its own, so that its memory is its
//! own.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::keyring::PinCost;
use doorstep_device::secret::FileKeystore;
use doorstep_device::{Config, Device, SystemClock};
use doorstep_tests_sync::handheld::{HOUR, PIN, pin, who};
use doorstep_tests_sync::month::figures::{Sample, resident};
use serde::{Deserialize, Serialize};

use super::list::Listed;
use super::residence::BUTLER;

/// How often each is measured.
const TIMES: usize = 30;

/// What was measured, in milliseconds and bytes.
#[derive(Serialize, Deserialize)]
pub struct Start {
    /// Stores opened, signed in, Today read, after the program was killed in the middle of its work …
    pub after_kill: f64,
    /// … and once more.
    pub first: f64,
    /// Today, again: the median.
    pub today: f64,
    /// A home's page: the median.
    pub home: f64,
    /// A save, from the tap to sealed: the median.
    pub save: f64,
    /// The open callbacks by due time …
    pub listed: Listed,
    /// … and the same in Python on a plain copy.
    pub in_python: Option<Listed>,
    /// Resident memory after the first list.
    pub memory: u64,
    /// Resident memory at the end.
    pub memory_at_end: u64,
    /// Rows of Today.
    pub rows: usize,
}

impl Start {
    /// Measures in a process of its own.
    pub fn of(folder: &Path, homes: usize) -> Self {
        let program = std::env::current_exe().unwrap();
        let output = Command::new(program)
            .args(["first-contact", "--homes", &homes.to_string(), "--start"])
            .arg(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// The process of its own.
pub fn measure(folder: &Path, homes: usize) {
    let config = || Config {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock::new()),
        keystore: Arc::new(FileKeystore::in_folder(folder)),
        pin_cost: PinCost::CHEAP,
        version: "figures".to_owned(),
    };
    let (after_kill, _) = start(config());
    let (first, mut device) = start(config());
    let list = device.today().unwrap();
    let memory = resident();
    let listed = Listed::here(&device, TIMES);
    let today = Sample::of(TIMES, || drop(device.today().unwrap()));
    let home = list.rows[0].place.as_ref().map(|place| place.home.clone()).unwrap();
    let home = Sample::of(TIMES, || drop(device.home(&home).unwrap()));
    let mut save = Sample::default();
    for row in list.rows.iter().take(TIMES) {
        let next_try = Some(device.now().shifted(24 * HOUR));
        let form = CallbackForm { next_try, ..device.form(&row.callback).unwrap() };
        save.time(|| device.record_attempt(&form).unwrap());
    }
    let memory_at_end = resident();
    let in_python = Listed::in_python(&device, homes, folder, TIMES);
    let millis = |sample: &Sample| sample.median().as_secs_f64() * 1e3;
    let start = Start {
        after_kill: after_kill.as_secs_f64() * 1e3,
        first: first.as_secs_f64() * 1e3,
        today: millis(&today),
        home: millis(&home),
        save: millis(&save),
        memory,
        memory_at_end,
        listed,
        in_python,
        rows: list.rows.len(),
    };
    println!("{}", serde_json::to_string(&start).unwrap());
}

/// How long until the first list is there.
fn start(config: Config) -> (Duration, Device) {
    let begin = Instant::now();
    let mut device = Device::open(config).unwrap();
    device.sign_in(&who(BUTLER), &pin(PIN)).unwrap();
    device.today().unwrap();
    (begin.elapsed(), device)
}
