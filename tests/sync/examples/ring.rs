//! How long until it rings: a grave complaint is saved on one handheld and rings on the manager's, through the real
//! office over loopback, while both engines run by themselves (C-06). Prints one line.
//!
//! `cargo run --release -p doorstep-tests-sync --example ring -- --times 200`

use std::time::{Duration, Instant};

use clap::Parser;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::complaint::SERIOUS;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::world::World;

/// From the save to the ring.
#[derive(Parser)]
struct Args {
    /// So many complaints, one after the other.
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Keep the folders on disk instead of in memory.
    #[arg(long)]
    disk: bool,
}

#[tokio::main]
async fn main() {
    let Args { times, disk } = Args::parse();
    let place = if disk { Place::Disk } else { Place::Memory };
    let world = World::begin_on(place).await;
    let [butler, manager] = [ticking(&world, place, "lin").await, ticking(&world, place, "manager").await];
    let engines = [&butler, &manager].map(|handheld| handheld.engine.clone());
    let running = engines.map(|engine| tokio::spawn(async move { engine.run().await }));
    let mut waits = Vec::new();
    for i in 0..times {
        // At every phase of whatever the engines do in turns.
        tokio::time::sleep(Duration::from_millis(100 + i as u64 * 37 % 400)).await;
        waits.push(ring(&butler, &manager).await);
    }
    running.iter().for_each(tokio::task::JoinHandle::abort);
    println!("{}", figures(&mut waits));
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

fn figures(waits: &mut [Duration]) -> String {
    waits.sort_unstable();
    let millis = |per_mille: usize| {
        let place = (waits.len() * per_mille).div_ceil(1000).saturating_sub(1);
        waits.get(place).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
    };
    format!(
        "{} grave complaints, from the save to the ring: median {:.0} ms, p99 {:.0} ms, slowest {:.0} ms",
        waits.len(),
        millis(500),
        millis(990),
        millis(1000)
    )
}
