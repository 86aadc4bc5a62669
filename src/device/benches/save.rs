//! How long a save takes: a signed callback, to the commit of the personal store, beside a plain append
//! and fdatasync of the same number of bytes in the same run. Sealing is timed apart.
//!
//! `cargo bench -p doorstep-device --bench save`
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

use doorstep_domain::ids::SubjectId;
use doorstep_domain::lang::Lang;

use handheld::Handheld;
use office::Office;

#[path = "../tests/device/handheld.rs"]
mod handheld;
#[path = "../tests/device/office.rs"]
mod office;
#[path = "../tests/device/sample.rs"]
mod sample;

/// So many saves.
const SAVES: usize = 300;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (handheld, callbacks) = runtime.block_on(prepare());
    let mut plain = File::create(handheld.path("plain")).unwrap();
    let mut times = Times::default();
    for callback in &callbacks {
        times.measure(&handheld, callback, &mut plain);
    }
    times.print();
}

async fn prepare() -> (Handheld, Vec<SubjectId>) {
    let office = Office::new(sample::now());
    office.lock().page_size = 200;
    sample::residence(&office);
    let mut callbacks = Vec::new();
    for room in 0..SAVES {
        let home = format!("8-2-{room:04}");
        sample::home(&office, &home, "王先生", "Mr Wang", Lang::Zh);
        callbacks.push(sample::repair(&office, &home, &format!("r{room}"), 1));
    }
    (Handheld::of_lin(&office).await, callbacks)
}

#[derive(Default)]
struct Times {
    save: Vec<Duration>,
    seal: Vec<Duration>,
    plain: Vec<Duration>,
    bytes: usize,
}

impl Times {
    /// One save and one append, next to each other, so that both meet the same noise.
    fn measure(&mut self, handheld: &Handheld, callback: &SubjectId, plain: &mut File) {
        let form = handheld.signed_form(callback);
        let (saved, took) = timed(|| handheld.with(|device| device.commit_callback(&form)).unwrap());
        self.save.push(took);
        self.seal.push(timed(|| handheld.with(|device| device.seal_pending()).unwrap()).1);
        let bytes = handheld.with(|device| {
            let personal = &device.shift().unwrap().personal;
            let fact = personal.fact(saved.fact).unwrap().unwrap();
            serde_json::to_vec(&personal.whole(&fact).unwrap()).unwrap()
        });
        self.bytes = self.bytes.max(bytes.len());
        let append = || {
            plain.write_all(&bytes).unwrap();
            plain.sync_data().unwrap();
        };
        self.plain.push(timed(append).1);
    }

    fn print(mut self) {
        println!("{SAVES} saves of a signed callback, {} bytes each", self.bytes);
        println!("{:<44}{:>10}{:>10}{:>10}", "", "median", "p99", "max");
        row("save, to the commit of the personal store", &mut self.save);
        row("append + fdatasync of the same bytes", &mut self.plain);
        row("sealing into the outbox, after \"saved\"", &mut self.seal);
    }
}

fn row(name: &str, times: &mut [Duration]) {
    times.sort();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    let millis = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
    println!("{name:<44}{:>10}{:>10}{:>10}", millis(at(50)), millis(at(99)), millis(at(100)));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    (done, begin.elapsed())
}
