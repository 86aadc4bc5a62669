//! How fast lists are over a large store: 30 000 subjects list as fast as 300 (DESIGN.md §3).
//!
//! `cargo bench -p doorstep-device --bench lists`
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use std::time::Instant;

use doorstep_device::keyring::PinCost;
use doorstep_domain::lang::Lang;

use handheld::{Handheld, content};
use office::Office;

#[path = "../tests/device/handheld.rs"]
mod handheld;
#[path = "../tests/device/office.rs"]
mod office;
#[path = "../tests/device/sample.rs"]
mod sample;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for homes in [100, 10_000] {
        let office = residence(homes);
        let handheld =
            timed("first contact, pictures included", || runtime.block_on(Handheld::of_lin(&office)));
        measure(&handheld, homes);
    }
    let cost = PinCost::default();
    println!("a PIN at {} MiB, {} passes: {:.0} ms", cost.memory_kib / 1024, cost.passes, one_pin(cost));
}

/// Homes, and in each an event and its callback; 50 of the callbacks are open.
fn residence(homes: usize) -> Office {
    let office = Office::new(sample::now());
    office.lock().page_size = 200;
    sample::residence(&office);
    for room in 0..homes {
        let home = format!("8-{}-{room:05}", room % 4);
        sample::home(&office, &home, &format!("王先生{room}"), "Mr Wang", Lang::Zh);
        let callback = sample::repair(&office, &home, &format!("r{room}"), 1 + room as i64 % 3);
        if room >= 50 {
            sample::done(&office, &callback);
        }
    }
    office
}

fn measure(handheld: &Handheld, homes: usize) {
    println!("{} subjects:", homes * 3);
    let today = timed("today", || handheld.with(|device| device.today())).unwrap();
    println!("    {} rows", today.rows.len());
    let callback = today.rows[0].callback.clone();
    timed("a callback with its history", || handheld.with(|device| device.callback(&callback))).unwrap();
    timed("search by room", || handheld.with(|device| device.search("00042"))).unwrap();
    timed("search by name", || handheld.with(|device| device.search("王先生99"))).unwrap();
    timed("search, nothing found", || handheld.with(|device| device.search("nobody"))).unwrap();
    timed("a home's page", || handheld.with(|device| device.home(&"8-2-00042".parse().unwrap()))).unwrap();
    timed("the sheet", || handheld.with(|device| device.show_sheet(content(&callback)))).unwrap();
    timed("the one line", || handheld.engine.line()).unwrap();
}

fn one_pin(cost: PinCost) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::new(sample::now());
    let clock = doorstep_device::SetClock::at(sample::now());
    let config =
        doorstep_device::Config { pin_cost: cost, ..handheld::config(folder.path().to_owned(), &clock) };
    let engine = doorstep_device::Engine::new(
        doorstep_device::Device::open(config).unwrap(),
        std::sync::Arc::new(office.clone()),
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        engine.connect("https://office.test", &office.code()).await.unwrap();
        engine.enter(&sample::lin(), "12345678", &handheld::pin()).await.unwrap();
    });
    let begin = Instant::now();
    engine.sign_in(&sample::lin(), &handheld::pin()).unwrap();
    begin.elapsed().as_secs_f64() * 1000.0
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    println!("    {name:<32}{:>10.2} ms", begin.elapsed().as_secs_f64() * 1000.0);
    done
}
