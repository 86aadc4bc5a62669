//! How long until it rings: a grave complaint is saved on one handheld and rings on the manager's, through the real
//! office over loopback, while both engines run by themselves (C-06). Prints one line.
//!
//! `cargo run --release -p doorstep-tests-figures -- ring --times 200`

use std::time::{Duration, Instant};

use clap::Args;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::complaint::SERIOUS;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::month::figures::Sample;
use doorstep_tests_sync::world::World;

use crate::figure::{millis, row};

/// From the save to the ring.
#[derive(Args)]
pub struct Options {
    /// So many complaints, one after the other.
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Keep the folders in memory instead of on disk.
    #[arg(long)]
    memory: bool,
}

/// Prints its row.
pub async fn measure(options: &Options) {
    let Options { times, memory } = *options;
    let place = if memory { Place::Memory } else { Place::Disk };
    let world = World::begin_on(place).await;
    let [butler, manager] = [ticking(&world, place, "lin").await, ticking(&world, place, "manager").await];
    let engines = [&butler, &manager].map(|handheld| handheld.engine.clone());
    let running = engines.map(|engine| tokio::spawn(async move { engine.run().await }));
    let mut waits = Sample::default();
    for i in 0..times {
        // At every phase of whatever the engines do in turns.
        tokio::time::sleep(Duration::from_millis(100 + i as u64 * 37 % 400)).await;
        waits.push(ring(&butler, &manager).await);
    }
    running.iter().for_each(tokio::task::JoinHandle::abort);
    let work =
        format!("a grave complaint is saved on one handheld and rings on another, {times} times: median");
    row(&work, &millis(waits.median()), "-", None, "-");
    row("the same: p99", &millis(waits.p99()), "-", None, "-");
}

async fn ticking(world: &World, place: Place, person: &str) -> Handheld {
    let handheld = Handheld::unbox_ticking_on(place);
    world.enrol(&handheld).await;
    world.admit(&handheld, person).await;
    handheld
}

/// A complaint is saved, rings, and is acknowledged, which the butler sees before the next one.
async fn ring(butler: &Handheld, manager: &Handheld) -> Duration {
    let begin = Instant::now();
    let complaint = butler.take_complaint("8-1-101", SERIOUS);
    manager.until(|manager| manager.rings().contains(&complaint)).await;
    let wait = begin.elapsed();
    manager.acknowledge(&complaint);
    butler.until(|butler| is_acknowledged(butler, &complaint)).await;
    wait
}

fn is_acknowledged(butler: &Handheld, complaint: &SubjectId) -> bool {
    !butler.complaint(complaint).acknowledged.is_empty()
}
