//! A handheld in a folder of its own, with clocks that are set by hand.

use std::path::PathBuf;
use std::sync::Arc;

use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_device::keyring::{Pin, PinCost};
use doorstep_device::secret::FileKeystore;
use doorstep_device::{Config, Device, Engine, SetClock};
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::stroke::{Point, Stroke};
use tempfile::TempDir;

use super::office::Office;
use super::sample;

pub struct Handheld {
    folder: TempDir,
    pub clock: SetClock,
    pub office: Office,
    pub engine: Engine,
}

pub fn pin() -> Pin {
    "123456".parse().unwrap()
}

impl Handheld {
    /// Not enrolled yet; its wall clock is 2 hours ahead (F-02).
    pub fn new(office: &Office) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let time = office.lock().time;
        let clock = SetClock::at(time.shifted(2 * sample::HOUR));
        let engine = Engine::new(open(folder.path().to_owned(), &clock), Arc::new(office.clone()));
        Self { folder, clock, office: office.clone(), engine }
    }

    /// Enrolled, with Lin signed in and everything received.
    pub async fn of_lin(office: &Office) -> Self {
        Self::of(office, &sample::lin()).await
    }

    /// The same of somebody else.
    pub async fn of(office: &Office, person: &PersonId) -> Self {
        let handheld = Self::new(office);
        handheld.engine.connect("https://office.test/", &office.code()).await.unwrap();
        handheld.engine.enter(person, "12345678", &pin()).await.unwrap();
        handheld.engine.sync_once().await;
        handheld
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The app is killed and starts again: nobody is signed in.
    pub fn restart(self) -> Self {
        let Self { folder, clock, office, engine } = self;
        drop(engine);
        let engine = Engine::new(open(folder.path().to_owned(), &clock), Arc::new(office.clone()));
        Self { folder, clock, office, engine }
    }

    /// The app ends; the folder stays.
    pub fn close(self) -> (TempDir, SetClock) {
        (self.folder, self.clock)
    }

    /// Time passes here and at the office.
    pub fn pass(&self, millis: i64) {
        self.clock.pass(millis);
        self.office.pass(millis);
    }

    pub fn sign_in(&self, person: &PersonId) {
        self.engine.sign_in(person, &pin()).unwrap();
    }

    pub fn with<T>(&self, work: impl FnOnce(&mut Device) -> T) -> T {
        self.engine.with(work)
    }

    /// Rated, shown and signed; not saved yet.
    pub fn signed_form(&self, callback: &SubjectId) -> CallbackForm {
        let (form, _) = self.with(|device| device.show_sheet(content(callback))).unwrap();
        CallbackForm { pad: Some(signature()), ..form }
    }
}

pub fn config(folder: PathBuf, clock: &SetClock) -> Config {
    Config {
        keystore: Arc::new(FileKeystore::in_folder(&folder)),
        folder,
        clock: Arc::new(clock.clone()),
        pin_cost: PinCost::CHEAP,
        version: "0.1.0".into(),
    }
}

fn open(folder: PathBuf, clock: &SetClock) -> Device {
    std::fs::create_dir_all(&folder).unwrap();
    Device::open(config(folder, clock)).unwrap()
}

/// A content customer.
pub fn content(callback: &SubjectId) -> CallbackForm {
    let rating = |n: u8| Some(n.try_into().unwrap());
    let mut form = CallbackForm::new(callback.clone(), Default::default());
    (form.quality, form.effect, form.satisfaction) = (rating(5), rating(4), rating(5));
    form.texts.opinions = "很好，谢谢".into();
    form
}

pub fn signature() -> Pad {
    let points = (0..20).map(|i| Point { x: i * 100, y: i * 50, t: i * 8 }).collect();
    Pad { width: 12_480, height: 6_400, strokes: vec![Stroke(points)] }
}
