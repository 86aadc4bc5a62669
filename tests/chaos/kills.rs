//! `kill -9` of app and office at random moments under load.

use std::thread;
use std::time::{Duration, Instant};

use crate::check::{Archive, Counted};
use crate::scene::{Places, Scene, Target};
use crate::told::Settled;

/// The longest time between two blows.
const BETWEEN: Duration = Duration::from_millis(1_000);

/// What a campaign did and found.
#[derive(Debug, Default)]
pub struct Findings {
    /// How often the office was struck.
    pub office: usize,
    /// How often a handheld was.
    pub handhelds: usize,
    /// Both handhelds together.
    pub counted: Counted,
    /// Half-done forms that were there again.
    pub reopened: usize,
    /// Saves that were committed when the blow came, and of which nobody had heard.
    pub unheard: usize,
    /// What was refused in words, and how often.
    pub not_saved: Vec<(String, usize)>,
    /// How long it took.
    pub took: Duration,
}

/// Strikes so many times, waits for clear weather, and checks.
pub fn kill(places: Places, seed: u64, kills: usize) -> Findings {
    let begin = Instant::now();
    let mut scene = Scene::begin(places, seed, 20 + kills);
    let mut findings = Findings::default();
    for _ in 0..kills {
        let pause = scene.chance().up_to(BETWEEN);
        thread::sleep(pause);
        let target = match scene.chance().below(3) {
            0 => Target::Office,
            i => Target::Handheld(i - 1),
        };
        match target {
            Target::Office => findings.office += 1,
            Target::Handheld(_) => findings.handhelds += 1,
        }
        scene.kill(target);
        scene.restart(target);
        scene.listen();
    }
    conclude(scene, &mut findings);
    Findings { took: begin.elapsed(), ..findings }
}

/// Clear weather: everything is sent, and everything that was told is true.
pub fn conclude(mut scene: Scene, findings: &mut Findings) {
    let settled = scene.settle();
    scene.stop_office();
    let archive = Archive::open(&scene.places.office);
    for (handheld, settled) in scene.handhelds.iter().zip(&settled) {
        let record = &handheld.record;
        let counted = archive.check(record, settled);
        check_not_green(settled, counted.held);
        findings.counted.facts += counted.facts;
        findings.counted.told += counted.told;
        findings.counted.held += counted.held;
        findings.counted.pictures += counted.pictures;
        findings.reopened += record.reopened;
        findings.unheard += record.unheard;
        findings.not_saved.extend(record.not_saved.clone());
    }
    settled.iter().for_each(|settled| archive.check_converged(&settled.states));
}

/// What is not green is held, with a reason, here as at the office.
fn check_not_green(settled: &Settled, held: usize) {
    let other: Vec<_> = settled.not_green.iter().filter(|row| !row.contains("Held")).collect();
    assert!(other.is_empty(), "neither green nor held: {other:?}");
    assert_eq!(settled.not_green.len(), held, "{:?}", settled.not_green);
}

impl Findings {
    /// For people.
    pub fn tell(&self) {
        let Counted { facts, told, held, pictures } = self.counted;
        println!(
            "struck: the office {} times, handhelds {} times, in {:.0} s",
            self.office,
            self.handhelds,
            self.took.as_secs_f64()
        );
        println!(
            "at the office: {facts} facts, {told} of them told \"saved\", each once; {pictures} pictures"
        );
        println!("{held} held; {} half-done forms were there again", self.reopened);
        println!("{} saves were committed when the blow came, and nobody had heard: once, too", self.unheard);
        for (words, times) in &self.not_saved {
            println!("{times} times: {words}");
        }
    }
}
