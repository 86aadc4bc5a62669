//! An office and two handhelds, each a process of its own over folders on a disk, and the blows that they get.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use doorstep_domain::ids::SubjectId;
use doorstep_office::Office;
use doorstep_office::clock::Clock;
use doorstep_tests_sync::directory::{self, SITE};
use doorstep_tests_sync::event::{Event, photograph};
use doorstep_tests_sync::handheld::who;
use doorstep_tests_sync::works::catalogue;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::chance::Chance;
use crate::disk::Disk;
use crate::person::PHOTOS;
use crate::process::Process;
use crate::record::Record;
use crate::told::{Settled, Told};

/// Who works: a butler, and P-07.
pub const PEOPLE: [&str; 2] = ["lin", "qian"];
/// Between two acts of a person, in milliseconds.
const PAUSE: u64 = 15;
/// How wide the photographs are: from less than a chunk of an upload to several.
const EDGES: [u32; PHOTOS] = [160, 320, 480, 960];

/// Where everything is.
#[derive(Debug, Clone)]
pub struct Places {
    /// This very program: it is the office and the handhelds, too.
    pub program: PathBuf,
    /// The office's folder.
    pub office: PathBuf,
    /// A folder for each handheld in it.
    pub handhelds: PathBuf,
    /// Where photographs and lists lie, on another disk than what is struck.
    pub beside: PathBuf,
}

impl Places {
    /// All of it in one folder.
    pub fn below(folder: &Path, program: PathBuf) -> Self {
        Self {
            program,
            office: folder.join("office"),
            handhelds: folder.join("handhelds"),
            beside: folder.join("beside"),
        }
    }

    /// The office on the first of two disks, the handhelds on the second.
    pub fn on(program: PathBuf, [office, handhelds]: &[Disk; 2], beside: &Path) -> Self {
        Self {
            program,
            office: office.path().join("office"),
            handhelds: handhelds.path().to_owned(),
            beside: beside.join("beside"),
        }
    }
}

/// A handheld, its person, and what they were told.
pub struct Handheld {
    /// Who holds it.
    pub person: &'static str,
    /// Its folder.
    pub folder: PathBuf,
    /// What they were told.
    pub record: Record,
    process: Option<Process>,
}

/// All of it.
pub struct Scene {
    /// Where everything is.
    pub places: Places,
    /// The handhelds.
    pub handhelds: Vec<Handheld>,
    /// What children get in their environment.
    pub environment: Vec<(&'static str, String)>,
    chance: Chance,
    port: u16,
    office: Option<Process>,
}

/// One who is struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The office.
    Office,
    /// This handheld.
    Handheld(usize),
}

impl Scene {
    /// An office is founded with so many callbacks to make, two handhelds are enrolled, and everybody works.
    pub fn begin(places: Places, seed: u64, callbacks: usize) -> Self {
        let photos = places.beside.join("photos");
        fs::create_dir_all(&photos).unwrap();
        for (i, edge) in EDGES.into_iter().enumerate() {
            fs::write(photos.join(format!("{i}.jpg")), photograph(i as u32, edge)).unwrap();
        }
        let codes = Runtime::new().unwrap().block_on(found(&places.office, callbacks));
        // An office lets go of its folder when its last connection is closed.
        fs::File::open(places.office.join("office.lock")).unwrap().lock().unwrap();
        let handheld = |person: &'static str| Handheld {
            person,
            folder: places.handhelds.join(person),
            record: Record::default(),
            process: None,
        };
        let handhelds = PEOPLE.map(handheld).into();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let chance = Chance::new(seed);
        let mut scene = Self { places, handhelds, environment: Vec::new(), chance, port, office: None };
        scene.start_office();
        for (i, (enrol, code)) in codes.into_iter().enumerate() {
            let (person, folder) = (scene.handhelds[i].person, scene.handhelds[i].folder.clone());
            scene.enter(person, &folder, &enrol, &code);
        }
        (0..scene.handhelds.len()).for_each(|i| scene.start_handheld(i));
        scene
    }

    /// Chance, where a campaign decides more than the scene.
    pub fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.places.program);
        command.args(words).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    fn child(&self, words: &str, whose: (&str, &Path)) -> Command {
        let mut command = self.command(&[words, "--person", whose.0, "--folder"]);
        command.arg(whose.1);
        command
    }

    fn enter(&self, person: &str, folder: &Path, enrol: &str, code: &str) {
        let mut enter = self.child("enter", (person, folder));
        enter.args(["--url", &self.url(), "--enrol", enrol, "--code", code]);
        assert!(enter.status().unwrap().success(), "{person} cannot enter");
    }

    /// The office is started on its folder, as an administrator starts it; once more, where a failing disk did not
    /// let it.
    pub fn start_office(&mut self) {
        let listen = format!("127.0.0.1:{}", self.port);
        let start = |_| {
            let mut serve = self.command(&["office", "serve", "--listen", &listen, "--data"]);
            let process = Process::start(serve.arg(&self.places.office));
            process.line().map(|_| process)
        };
        let tries = if self.environment.is_empty() { 1 } else { 100 };
        self.office = Some((0..tries).find_map(start).expect("the office says where it listens"));
    }

    /// Somebody takes their handheld, signs in, finds what they left, and works.
    pub fn start_handheld(&mut self, i: usize) {
        let seed = self.chance.below(usize::MAX).to_string();
        let handheld = &self.handhelds[i];
        let mut work = self.child("work", (handheld.person, &handheld.folder));
        work.args(["--seed", &seed, "--pause", &PAUSE.to_string(), "--photos"]);
        self.handhelds[i].process = Some(Process::start(work.arg(self.places.beside.join("photos"))));
    }

    /// `kill -9`. Whatever had been told until then is told.
    pub fn kill(&mut self, target: Target) {
        match target {
            Target::Office => drop(self.office.take().map(Process::kill)),
            Target::Handheld(i) => {
                let handheld = &mut self.handhelds[i];
                let lines = handheld.process.take().map(Process::kill).unwrap_or_default();
                lines.iter().for_each(|line| handheld.record.hear(line));
            }
        }
    }

    /// Stops in the middle of whatever it does, and says nothing more: what comes before the power goes.
    pub fn freeze(&self, target: Target) {
        let process = match target {
            Target::Office => &self.office,
            Target::Handheld(i) => &self.handhelds[i].process,
        };
        process.iter().for_each(Process::freeze);
    }

    /// And it is started again.
    pub fn restart(&mut self, target: Target) {
        match target {
            Target::Office => self.start_office(),
            Target::Handheld(i) => self.start_handheld(i),
        }
    }

    /// Everybody's lines so far.
    pub fn listen(&mut self) {
        for handheld in &mut self.handhelds {
            let lines = handheld.process.as_ref().map(Process::heard).unwrap_or_default();
            lines.iter().for_each(|line| handheld.record.hear(line));
        }
    }

    /// How many facts were told "saved".
    pub fn saved(&self) -> usize {
        self.handhelds.iter().map(|handheld| handheld.record.saved.len()).sum()
    }

    /// Everybody stops working, what waits goes to the office, and a new handheld reads everything.
    pub fn settle(&mut self) -> Vec<Settled> {
        (0..self.handhelds.len()).for_each(|i| self.kill(Target::Handheld(i)));
        let (folder, list) = (self.places.beside.join("chen"), self.places.beside.join("subjects"));
        let mut settle = Vec::new();
        for handheld in &self.handhelds {
            fs::write(&list, "").unwrap();
            settle.push(self.settle_one(handheld.person, &handheld.folder, &list));
        }
        let subjects = crate::check::subjects(&self.places.office);
        fs::write(&list, subjects.iter().map(|subject| format!("{subject}\n")).collect::<String>()).unwrap();
        let code = |words: &[&str]| {
            let output = self.command(words).arg("--data").arg(&self.places.office).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let (enrol, code) = (code(&["office", "enrol"]), code(&["office", "person-code", "chen"]));
        self.enter("chen", &folder, &enrol, &code);
        let all = self.handhelds.iter().map(|handheld| (handheld.person, handheld.folder.clone()));
        let all: Vec<_> = all.chain([("chen", folder)]).collect();
        all.iter().map(|(person, folder)| self.settle_one(person, folder, &list)).collect()
    }

    fn settle_one(&self, person: &str, folder: &Path, list: &Path) -> Settled {
        let process = Process::start(self.child("settle", (person, folder)).arg("--subjects").arg(list));
        let (well, lines) = process.end();
        match lines.last().and_then(|line| serde_json::from_str(line).ok()) {
            Some(Told::Settled(settled)) if well => settled,
            _ => panic!("{person} does not settle: {lines:?}"),
        }
    }

    /// The office stops, as at a shutdown.
    pub fn stop_office(&mut self) {
        self.office.take().expect("the office runs").stop();
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        drop(self.office.take().map(Process::kill));
        self.handhelds.iter_mut().for_each(|handheld| drop(handheld.process.take().map(Process::kill)));
    }
}

/// Founds the office; a code that enrols and one of a first sign-in for each person.
async fn found(data: &Path, callbacks: usize) -> Vec<(String, String)> {
    fs::create_dir_all(data).unwrap();
    let office = Office::open_as(data, &SITE.parse().unwrap(), Clock::default()).unwrap();
    let now = office.now();
    let subject = SubjectId::new(doorstep_domain::ids::SubjectKind::Catalogue, SITE);
    let body = doorstep_domain::fact::Body::CatalogueRecorded(Box::new(catalogue(&["qian"])));
    let mut entries = directory::entries(now);
    entries.push(directory::draft(subject, body, None, now));
    entries.push(directory::person("feng", doorstep_domain::role::Role::Technician, true, now));
    entries.push(directory::person("builder", doorstep_domain::role::Role::Contractor, true, now));
    office.append(entries).await.unwrap();
    for i in 0..callbacks {
        let home = format!("8-1-{}0{}", 1 + i % 2, 1 + i / 2 % 2);
        let event = Event::new(json!({"kind": "repair"}), &home, office.now().to_utc());
        office.finish(event.told()).await.unwrap();
    }
    let mut codes = Vec::new();
    for person in PEOPLE {
        let enrol = office.enrol_code().await.unwrap().to_string();
        codes.push((enrol, office.person_code(&who(person)).await.unwrap().to_string()));
    }
    codes
}
