//! A world: a residence, its office, its handhelds and people, from one seed. It storms, then the weather clears, all
//! sync until nothing changes, and everything that was promised is held against what is there.

use std::path::PathBuf;
use std::sync::Arc;

use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_office::finish::FinishedElsewhere;
use doorstep_office::store::SubjectStore as _;
use doorstep_tests_sync::site::beginning;
use tempfile::TempDir;
use tokio::runtime::Builder;

use crate::chance::Chance;
use crate::handheld::Handheld;
use crate::invariants::{self, Broken};
use crate::network::Network;
use crate::office::Room;
use crate::people::Hand;
use crate::template::{CREWS, Template, handheld_in, office_in};
use crate::time::{HandClock, Time, pass};
use crate::told::{Told, newest};
use crate::trace::{Faults, Trace};
use crate::weather::Weather;

/// How it went.
#[derive(Debug)]
pub struct Outcome {
    /// How many facts people were told were saved.
    pub facts: u64,
    /// How many pictures of them.
    pub pictures: u64,
    /// How often what went wrong.
    pub faults: Faults,
    /// What happened.
    pub trace: Vec<String>,
    /// What did not hold.
    pub broken: Vec<Broken>,
}

/// A world that is happening.
pub struct World {
    /// Its chance.
    pub chance: Chance,
    /// Its time.
    pub time: Time,
    /// Its office.
    pub room: Arc<Room>,
    /// The network.
    pub network: Arc<Network>,
    /// The handhelds.
    pub handhelds: Vec<Handheld>,
    /// What people were told was saved.
    pub told: Vec<Told>,
    /// What other systems told the office.
    pub events: Vec<FinishedElsewhere>,
    /// What happened.
    pub trace: Arc<Trace>,
    /// Copies that somebody made of a folder: of the office, and of handhelds.
    pub copies: Copies,
    /// The office was lost, and went on from a copy, of whichever kind.
    pub office_was_restored: bool,
    /// The office goes on from a copy of its machine: it does not know that it lost anything until handhelds show it.
    pub office_was_set_back: bool,
    /// What did not hold already.
    pub broken: Vec<Broken>,
    folder: TempDir,
}

/// How a copy of the office was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// `doorstep-office backup`.
    ByItself,
    /// The machine was copied as it ran.
    OfItsMachine,
}

/// Copies that somebody made.
#[derive(Default)]
pub struct Copies {
    /// The office's newest: by itself, or of its machine, which the office does not know of.
    pub office: Option<(PathBuf, Made)>,
    /// A handheld's, with how many facts people had been told of when it was made.
    pub handhelds: Vec<(usize, PathBuf, usize)>,
}

/// Runs the world of a seed.
pub fn run(template: &Template, seed: u64) -> Outcome {
    run_as(template, seed, false)
}

/// The same, and prints what happens as it happens.
pub fn run_aloud(template: &Template, seed: u64) -> Outcome {
    run_as(template, seed, true)
}

fn run_as(template: &Template, seed: u64, aloud: bool) -> Outcome {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut world = World::begin(template, seed, aloud);
        world.storm().await;
        world.clear_up().await;
        invariants::check(&mut world).await;
        world.end().await
    })
}

impl World {
    fn begin(template: &Template, seed: u64, aloud: bool) -> Self {
        let (chance, folder) = (Chance::of(seed), template.copy());
        let time = Time::begin(beginning());
        let trace = Arc::new(Trace::begin(time, aloud));
        let room = Arc::new(Room::open(office_in(folder.path()), time));
        let network = Network::before(room.clone(), trace.clone(), chance.branch());
        let handhelds = CREWS.iter().enumerate().map(|(number, people)| {
            let place = handheld_in(folder.path(), number);
            let (line, chance) = (network.line(number), chance.branch());
            Handheld::new((number, people), place, HandClock::new(time), line, chance)
        });
        let mut handhelds: Vec<Handheld> = handhelds.collect();
        handhelds.truncate(usize::try_from(chance.between(1, 4)).unwrap_or(1));
        Self {
            handhelds,
            told: Vec::new(),
            events: Vec::new(),
            copies: Copies::default(),
            office_was_restored: false,
            office_was_set_back: false,
            broken: Vec::new(),
            chance,
            time,
            room,
            network,
            trace,
            folder,
        }
    }

    async fn end(mut self) -> Outcome {
        for handheld in &mut self.handhelds {
            handheld.kill().await;
        }
        self.room.stop();
        Outcome {
            facts: self.told.len() as u64,
            pictures: self.told.iter().map(|told| told.pictures.len() as u64).sum(),
            faults: self.trace.faults(),
            trace: self.trace.lines(),
            broken: self.broken,
        }
    }

    /// A place for one more copy of something.
    pub fn place_for_copy(&self) -> PathBuf {
        let place = self.folder.path().join(format!("copy-{}", self.time.passed()));
        std::fs::create_dir_all(&place).unwrap();
        place
    }

    async fn storm(&mut self) {
        for number in 0..self.handhelds.len() {
            self.handhelds[number].open();
            self.somebody_signs_in(number);
        }
        pass(5_000).await;
        for _ in 0..self.chance.between(20, 80) {
            self.something_happens().await;
            pass(self.pause()).await;
        }
    }

    /// Often much happens at once.
    fn pause(&self) -> u64 {
        let longest = *self.chance.pick(&[50, 2_000, 60_000]).unwrap_or(&50);
        self.chance.between(1, longest)
    }

    async fn something_happens(&mut self) {
        match self.chance.below(100) {
            0..=9 => self.network.set(Weather::any(&self.chance)),
            10..=19 => self.office_acts(),
            20..=31 => self.something_breaks().await,
            _ => self.somebody_works(),
        }
    }

    /// Somebody does something on some handheld.
    fn somebody_works(&mut self) {
        let number = self.some_handheld();
        if self.handhelds[number].person().is_none() {
            self.somebody_signs_in(number);
        }
        self.work_on(number);
    }

    /// Some handheld.
    pub fn some_handheld(&self) -> usize {
        usize::try_from(self.chance.below(self.handhelds.len() as u64)).unwrap_or(0)
    }

    /// Whoever is signed in on a handheld does something.
    pub fn work_on(&mut self, number: usize) {
        let (cases, chance, now) = (self.cases(), &self.chance, self.time.now());
        let done = self.handhelds[number].with(|device| {
            let before = newest(device);
            let said = Hand { device, chance }.work(&cases);
            (said.is_ok(), Told::since(device, number, before, now))
        });
        match done {
            Some((said, told)) => self.note_work(number, said, told),
            None => self.trace.note(format!("h{number} is off")),
        }
    }

    fn note_work(&mut self, number: usize, said: bool, told: Vec<Told>) {
        if !said {
            self.trace.note(format!("h{number} did nothing"));
        }
        for Told { subject, pictures, .. } in &told {
            self.trace.note(format!("h{number} saved: {:?}, {} pictures", subject.kind(), pictures.len()));
        }
        // Who was told that it was not saved does it once more, and then it is there twice.
        if said == told.is_empty() {
            let detail = format!("h{number}: {} facts, said saved: {said}", told.len());
            self.broken.push(Broken { what: "\"saved\" and \"not saved\" are true", detail });
        }
        self.told.extend(told);
        self.note_sealed(number);
    }

    /// What is sealed goes out, whoever is signed in.
    pub fn note_sealed(&mut self, number: usize) {
        let mut unsealed =
            self.told.iter_mut().filter(|told| told.handheld == number && !told.sealed).peekable();
        if unsealed.peek().is_none() || !self.handhelds[number].is_on() {
            return;
        }
        let outbox = self.handhelds[number].outbox();
        for told in unsealed {
            told.sealed = outbox.row(told.sequence).unwrap().is_some_and(|row| row.fact == told.id);
        }
    }

    /// What nobody could seal before the keys were destroyed lies in a store that opens with the office's escrow alone.
    pub fn is_locked_in(&self, told: &Told) -> bool {
        self.handhelds[told.handheld].revoked && !told.sealed
    }

    /// Somebody signs in on a handheld.
    pub fn somebody_signs_in(&mut self, number: usize) {
        let handheld = &self.handhelds[number];
        let Some(person) = self.chance.pick(handheld.people) else { return };
        let is_in = handheld.sign_in(person);
        self.trace.note(format!("h{number} {person} signs in: {is_in}"));
        self.note_sealed(number);
    }

    /// What can be worked on, in an order that does not depend on ids: as the office has it, then what is only here.
    pub fn cases(&self) -> Vec<SubjectId> {
        let mut rows = Vec::new();
        if self.room.is_open() {
            let store = self.room.store();
            for kind in [SubjectKind::Callback, SubjectKind::WorkOrder, SubjectKind::Complaint] {
                rows.extend(store.subjects_of_kind(kind).unwrap());
            }
        }
        rows.sort_by_key(|row| row.last_sequence);
        let mut cases: Vec<SubjectId> = rows.into_iter().map(|row| row.subject).collect();
        let new = self.told.iter().map(|told| &told.subject);
        for subject in new {
            if !cases.contains(subject) {
                cases.push(subject.clone());
            }
        }
        cases
    }

    /// The weather clears, everything is switched on, and nothing happens but what happens by itself.
    async fn clear_up(&mut self) {
        self.trace.note("it clears up");
        self.network.set(Weather::clear());
        if !self.room.is_open() {
            self.room.start();
        }
        for handheld in &mut self.handhelds {
            let _ = handheld.with(|device| device.limit_pages(u32::MAX - 1));
            if !handheld.is_on() {
                handheld.open();
            }
        }
        pass(660_000).await;
    }
}
