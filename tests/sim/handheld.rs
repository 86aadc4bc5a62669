//! A handheld: the real device and its engine in a folder of its own. It runs by itself, and can be killed at any
//! moment: what it was doing is dropped where it stands, and only its files stay.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_device::keyring::PinCost;
use doorstep_device::secret::FileKeystore;
use doorstep_device::store::outbox::Outbox;
use doorstep_device::{Config, Device, Engine};
use doorstep_domain::ids::InstallationId;
use doorstep_tests_sync::folder::copy;
use doorstep_tests_sync::handheld::{PIN, pin, who};
use tokio::task::JoinHandle;

use crate::chance::Chance;
use crate::network::Line;
use crate::time::HandClock;

/// A handheld.
pub struct Handheld {
    /// Which one.
    pub number: usize,
    /// Who has keys on it.
    pub people: &'static [&'static str],
    /// Its clocks.
    pub clock: HandClock,
    /// It was revoked at the office.
    pub revoked: bool,
    /// It was replaced by an old copy of itself, and gave some sequences twice.
    pub restored: bool,
    folder: PathBuf,
    line: Line,
    chance: Chance,
    running: Option<Running>,
}

struct Running {
    engine: Engine,
    task: JoinHandle<()>,
}

/// What the outbox is kept in.
const OUTBOX: [&str; 3] = ["outbox.db", "outbox.db-wal", "outbox.db-shm"];

/// The outbox's files as they were at one moment.
pub struct OutboxFiles(Vec<(&'static str, Option<Vec<u8>>)>);

impl Handheld {
    /// The handheld in this folder, switched off.
    pub fn new(
        (number, people): (usize, &'static [&'static str]),
        folder: PathBuf,
        clock: HandClock,
        line: Line,
        chance: Chance,
    ) -> Self {
        Self { number, people, clock, revoked: false, restored: false, folder, line, chance, running: None }
    }

    /// The app opens and runs by itself; nobody is signed in.
    pub fn open(&mut self) {
        let device = Device::open(self.config()).expect("what is in the folder opens");
        let chance = self.chance.clone();
        let chance = Arc::new(move || i64::try_from(chance.below(1001)).unwrap_or(0));
        let engine = Engine::with_chance(device, Arc::new(self.line.clone()), chance);
        let running = engine.clone();
        let task = tokio::spawn(async move { running.run().await });
        self.running = Some(Running { engine, task });
    }

    /// The app is gone from one moment to the next.
    pub async fn kill(&mut self) {
        let Some(Running { engine, task }) = self.running.take() else { return };
        task.abort();
        let _ = task.await;
        drop(engine);
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// Something is done on it; nothing where it is off.
    pub fn with<T>(&self, work: impl FnOnce(&mut Device) -> T) -> Option<T> {
        self.running.as_ref().map(|running| running.engine.with(work))
    }

    /// The engine, where it is on.
    pub fn engine(&self) -> Option<&Engine> {
        self.running.as_ref().map(|running| &running.engine)
    }

    /// Somebody signs in with their PIN, and says whether they are in.
    pub fn sign_in(&self, person: &str) -> bool {
        self.engine().is_some_and(|engine| engine.sign_in(&who(person), &pin(PIN)).is_ok())
    }

    /// Who is signed in.
    pub fn person(&self) -> Option<String> {
        self.with(|device| device.person().map(ToString::to_string)).flatten()
    }

    /// This installation.
    pub fn installation(&self) -> InstallationId {
        self.with(|device| device.installation()).expect("it is on")
    }

    /// A look into its outbox, beside it.
    pub fn outbox(&self) -> Outbox {
        Outbox::open(&self.folder.join("outbox.db")).unwrap()
    }

    /// Everything on it, as it is now.
    pub fn copy_to(&self, to: &Path) {
        copy(&self.folder, to);
    }

    /// Everything on it becomes what it once was; it is off.
    pub fn replace_by(&self, copied: &Path) {
        fs::remove_dir_all(&self.folder).unwrap();
        fs::create_dir_all(&self.folder).unwrap();
        copy(copied, &self.folder);
    }

    /// The outbox as it is now.
    pub fn outbox_files(&self) -> OutboxFiles {
        OutboxFiles(OUTBOX.iter().map(|name| (*name, fs::read(self.folder.join(name)).ok())).collect())
    }

    /// The outbox becomes what it was; it is off.
    pub fn put_back(&self, files: &OutboxFiles) {
        for (name, bytes) in &files.0 {
            let path = self.folder.join(name);
            match bytes {
                Some(bytes) if !name.ends_with("-shm") => fs::write(path, bytes).unwrap(),
                _ => drop(fs::remove_file(path)),
            }
        }
    }

    fn config(&self) -> Config {
        Config {
            folder: self.folder.clone(),
            clock: Arc::new(self.clock.clone()),
            keystore: Arc::new(FileKeystore::in_folder(&self.folder)),
            pin_cost: PinCost::CHEAP,
            version: "sim".to_owned(),
        }
    }
}
