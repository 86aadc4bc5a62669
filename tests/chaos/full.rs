//! Full disks under the running app and the running office: nothing is told saved falsely, errors say what to do, and
//! with room again everybody goes on.

use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{Disk, Impossible};
use crate::kills::{Findings, conclude};
use crate::process::PATIENCE;
use crate::scene::{Places, Scene, Target};

/// So long a disk stays full.
const FULL: Duration = Duration::from_millis(1_500);
/// Of each disk, in megabytes.
const SIZE: u64 = 96;
/// At most so many kilobytes are left: some writes fit, others do not.
const LEFT: usize = 96;

/// Fills so many times, waits for clear weather, and checks.
///
/// # Errors
/// Where there is no disk to fill.
pub fn fill(program: std::path::PathBuf, seed: u64, rounds: usize) -> Result<Findings, Impossible> {
    let begin = Instant::now();
    let beside = tempfile::tempdir().map_err(|error| Impossible::from(error.to_string()))?;
    let disks = [Disk::new(beside.path(), "office", SIZE)?, Disk::new(beside.path(), "handhelds", SIZE)?];
    let places = Places::on(program, &disks, beside.path());
    let mut scene = Scene::begin(places, seed, 20 + rounds);
    let mut findings = Findings::default();
    for round in 0..rounds {
        let disk = round % 2;
        let left = scene.chance().below(LEFT);
        disks[disk].fill(left as u64);
        thread::sleep(FULL);
        // A program that starts on a full disk, too.
        let restarts = scene.chance().once_in(2);
        let struck = if disk == 0 { Target::Office } else { Target::Handheld(round / 2 % 2) };
        if restarts {
            scene.kill(struck);
            disks[disk].make_room();
            scene.restart(struck);
        } else {
            disks[disk].make_room();
        }
        findings.office += usize::from(disk == 0);
        findings.handhelds += usize::from(disk == 1);
        goes_on(&mut scene);
    }
    conclude(scene, &mut findings);
    for (words, times) in &findings.not_saved {
        assert!(words.ends_with("[MakeRoom]"), "{times} times refused, and not for want of room: {words}");
    }
    Ok(Findings { took: begin.elapsed(), ..findings })
}

/// Each person saves something again.
fn goes_on(scene: &mut Scene) {
    let begin = Instant::now();
    scene.listen();
    let before: Vec<usize> = scene.handhelds.iter().map(|handheld| handheld.record.saved.len()).collect();
    loop {
        scene.listen();
        let now = scene.handhelds.iter().map(|handheld| handheld.record.saved.len());
        if now.zip(&before).all(|(now, before)| now > *before) {
            return;
        }
        assert!(begin.elapsed() < PATIENCE, "with room again nobody goes on");
        thread::sleep(Duration::from_millis(20));
    }
}
