//! Power cuts under the running app and the running office; fsync that fails, too, if it is asked for.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::{Disk, Impossible};
use crate::kills::{Findings, conclude};
use crate::scene::{Places, Scene, Target};

/// The longest time between two cuts.
const BETWEEN: Duration = Duration::from_millis(1_500);
/// Of each disk, in megabytes.
const SIZE: u64 = 512;

/// How a campaign goes.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// What decides.
    pub seed: u64,
    /// How many cuts.
    pub cuts: usize,
    /// So many of a thousand calls of fsync fail, in whoever works: libfiu makes them.
    pub failing_fsync: u32,
}

/// Cuts so many times, waits for clear weather, and checks.
///
/// # Errors
/// Where there is no disk to cut.
pub fn cut(program: std::path::PathBuf, campaign: Campaign) -> Result<Findings, Impossible> {
    let begin = Instant::now();
    let beside = tempfile::tempdir().map_err(|error| Impossible::from(error.to_string()))?;
    let disks = [Disk::new(beside.path(), "office", SIZE)?, Disk::new(beside.path(), "handhelds", SIZE)?];
    let places = Places::on(program, &disks, beside.path());
    let mut scene = Scene::begin(places, campaign.seed, 20 + campaign.cuts);
    let mut findings = Findings::default();
    scene.environment = failing_fsync(campaign.failing_fsync)?;
    for _ in 0..campaign.cuts {
        let pause = scene.chance().up_to(BETWEEN);
        thread::sleep(pause);
        let struck = match scene.chance().below(3) {
            0 => vec![0],
            1 => vec![1],
            _ => vec![0, 1],
        };
        cut_once(&mut scene, &disks, &struck);
        findings.office += usize::from(struck.contains(&0));
        findings.handhelds += usize::from(struck.contains(&1));
    }
    clear_weather(&mut scene);
    conclude(scene, &mut findings);
    Ok(Findings { took: begin.elapsed(), ..findings })
}

/// Without power nothing goes on: what runs there is frozen first. It would hear lies else: where a transaction of ext4
/// is thrown away while an fsync waits for it, this kernel says that all is well.
fn cut_once(scene: &mut Scene, disks: &[Disk; 2], struck: &[usize]) {
    let targets: Vec<Target> = struck.iter().flat_map(|disk| on(*disk)).collect();
    targets.iter().for_each(|target| scene.freeze(*target));
    struck.iter().for_each(|disk| disks[*disk].cut());
    targets.iter().for_each(|target| scene.kill(*target));
    struck.iter().for_each(|disk| disks[*disk].back());
    targets.iter().for_each(|target| scene.restart(*target));
    scene.listen();
}

/// Who runs on a disk.
fn on(disk: usize) -> Vec<Target> {
    match disk {
        0 => vec![Target::Office],
        _ => vec![Target::Handheld(0), Target::Handheld(1)],
    }
}

/// Debian's libfiu, which makes calls fail.
const LIBFIU: [&str; 2] = ["/usr/lib/fiu/fiu_run_preload.so", "/usr/lib/fiu/fiu_posix_preload.so"];

/// What makes so many of a thousand calls fail in children.
fn failing_fsync(per_mille: u32) -> Result<Vec<(&'static str, String)>, Impossible> {
    if per_mille == 0 {
        return Ok(Vec::new());
    }
    if let Some(missing) = LIBFIU.iter().find(|library| !Path::new(library).exists()) {
        return Err(format!("no {missing} (apt-get install fiu-utils)").into());
    }
    let enable = format!(
        "enable_random name=posix/io/sync/fsync,probability={},failinfo={}",
        f64::from(per_mille) / 1000.0,
        rustix::io::Errno::IO.raw_os_error(),
    );
    Ok(vec![("FIU_ENABLE", enable), ("LD_PRELOAD", LIBFIU.join(" "))])
}

/// The office runs without failures again; the handhelds will.
fn clear_weather(scene: &mut Scene) {
    if scene.environment.is_empty() {
        return;
    }
    scene.environment.clear();
    scene.kill(Target::Office);
    scene.restart(Target::Office);
}
