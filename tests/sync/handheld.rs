//! A handheld as a person holds it: the real device and its engine, in a folder of its own, with clocks
//! that a story can turn.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::commands::save::Saved;
use doorstep_device::commands::sheet::Sheet;
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::engine::{EnterError, SyncState};
use doorstep_device::keyring::{Pin, PinCost};
use doorstep_device::queries::callback::CallbackDetail;
use doorstep_device::queries::outbox::OutboxItem;
use doorstep_device::queries::today::Today;
use doorstep_device::secret::FileKeystore;
use doorstep_device::store::outbox::RowState;
use doorstep_device::store::personal::PicturePlace;
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::{Clock, Config, Device, Engine, SetClock, SystemClock};
use doorstep_domain::ids::{InstallationId, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use tempfile::TempDir;

use crate::customer::Customer;
use crate::folder::Place;

/// Everybody's PIN, to keep stories short.
pub const PIN: &str = "271828";
/// A day, in milliseconds.
pub const DAY: i64 = 24 * HOUR;
/// An hour, in milliseconds.
pub const HOUR: i64 = 60 * 60 * 1000;

/// A handheld.
pub struct Handheld {
    /// The engine: commands and queries go through [`Engine::with`].
    pub engine: Engine,
    /// Its clocks.
    pub clock: SetClock,
    config: Config,
    folder: TempDir,
}

/// A callback that was recorded: what the customer saw and what was saved.
pub struct Recorded {
    /// Where it was saved.
    pub saved: Saved,
    /// What the customer was shown.
    pub sheet: Sheet,
}

/// The database of the outbox and what has not been moved into it yet.
const OUTBOX: [&str; 2] = ["outbox.db", "outbox.db-wal"];

/// The outbox's files as they were at one moment.
pub struct OutboxFiles(Vec<(&'static str, Vec<u8>)>);

impl OutboxFiles {
    fn put_back(&self, folder: &Path) {
        for name in OUTBOX.iter().chain(&["outbox.db-shm"]) {
            let _ = fs::remove_file(folder.join(name));
        }
        for (name, bytes) in &self.0 {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

impl Handheld {
    /// A handheld fresh from the box. Its wall clock shows `wall`, and stands until a story moves it.
    pub fn unbox(wall: Moment) -> Self {
        Self::unbox_on(Place::Memory, wall)
    }

    /// As [`Handheld::unbox`], with its folder there.
    pub fn unbox_on(place: Place, wall: Moment) -> Self {
        let clock = SetClock::at(wall);
        Self::with_clocks(place, Arc::new(clock.clone()), clock)
    }

    /// A handheld that goes by the machine's own clocks, for stories of an engine that runs by itself.
    pub fn unbox_ticking() -> Self {
        Self::unbox_ticking_on(Place::Memory)
    }

    /// As [`Handheld::unbox_ticking`], with its folder there.
    pub fn unbox_ticking_on(place: Place) -> Self {
        Self::with_clocks(place, Arc::new(SystemClock::new()), SetClock::at(Moment::EARLIEST))
    }

    /// As [`Handheld::unbox`], over a network of the story's own.
    pub fn unbox_with(transport: HttpTransport, wall: Moment) -> Self {
        let handheld = Self::unbox(wall);
        let Self { engine, clock, config, folder } = handheld;
        drop(engine);
        let engine = Engine::new(Device::open(config.clone()).unwrap(), Arc::new(transport));
        Self { engine, clock, config, folder }
    }

    fn with_clocks(place: Place, used: Arc<dyn Clock>, clock: SetClock) -> Self {
        let folder = place.folder();
        let config = Config {
            folder: folder.path().to_owned(),
            clock: used,
            keystore: Arc::new(FileKeystore::in_folder(folder.path())),
            pin_cost: PinCost::CHEAP,
            version: "story".to_owned(),
        };
        Self { engine: engine(&config), clock, config, folder }
    }

    /// The app is killed, and opens again: nobody is signed in.
    #[must_use]
    pub fn restart(self) -> Self {
        self.restart_after(|_| ())
    }

    /// The device is off for so long, and the app opens again.
    #[must_use]
    pub fn reboot(self, millis: i64) -> Self {
        self.clock.reboot(millis);
        self.restart()
    }

    /// The app is killed after a fact was committed and before it was sealed: the outbox is as it was.
    #[must_use]
    pub fn restart_unsealed(self, outbox: &OutboxFiles) -> Self {
        self.restart_after(|folder| outbox.put_back(folder))
    }

    fn restart_after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { engine: killed, clock, config, folder } = self;
        drop(killed);
        meanwhile(folder.path());
        Self { engine: engine(&config), clock, config, folder }
    }

    /// The outbox as it is now.
    pub fn outbox_files(&self) -> OutboxFiles {
        let read = |name: &&str| fs::read(self.folder().join(name)).ok();
        OutboxFiles(OUTBOX.iter().filter_map(|name| Some((*name, read(name)?))).collect())
    }

    /// Where it keeps everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// This installation.
    pub fn installation(&self) -> InstallationId {
        self.engine.with(|device| device.installation())
    }

    /// "Send now": everything that can be done is done.
    pub async fn sync(&self) -> SyncState {
        self.engine.send_now().await
    }

    /// Somebody's first sign-in here, or a new PIN, with a code of the office.
    ///
    /// # Errors
    /// As [`Engine::enter`].
    pub async fn enter(&self, person: &str, code: &str) -> Result<(), EnterError> {
        self.engine.enter(&who(person), code, &pin(PIN)).await
    }

    /// Somebody signs in with their PIN.
    pub fn sign_in(&self, person: &str) {
        self.try_pin(person, PIN).unwrap();
    }

    /// Somebody tries a PIN.
    ///
    /// # Errors
    /// As [`Engine::sign_in`].
    pub fn try_pin(&self, person: &str, digits: &str) -> Result<(), SignInError> {
        self.engine.sign_in(&who(person), &pin(digits))
    }

    /// The first screen.
    pub fn today(&self) -> Today {
        self.engine.with(|device| device.today()).unwrap()
    }

    /// The first screen lists these callbacks and no others.
    pub fn check_to_do(&self, expected: &[&SubjectId]) {
        let today = self.today();
        let mut listed: Vec<&SubjectId> = today.rows.iter().map(|row| &row.callback).collect();
        let mut expected = expected.to_vec();
        listed.sort();
        expected.sort();
        assert_eq!(listed, expected);
    }

    /// A callback with its history.
    pub fn callback(&self, callback: &SubjectId) -> CallbackDetail {
        self.engine.with(|device| device.callback(callback)).unwrap()
    }

    /// Whether the person who is signed in may see a callback here.
    pub fn can_see(&self, callback: &SubjectId) -> bool {
        self.engine.with(|device| device.callback(callback)).is_ok()
    }

    /// At the door: the customer says what they think, is shown it, and signs.
    pub fn record(&self, callback: &SubjectId, customer: &Customer) -> Recorded {
        let form = self.engine.with(|device| device.form(callback)).unwrap();
        self.record_form(form, customer)
    }

    /// V-07: a signed record is superseded.
    pub fn correct(&self, callback: &SubjectId, customer: &Customer) -> Recorded {
        let form = self.engine.with(|device| device.supersede(callback)).unwrap();
        self.record_form(form, customer)
    }

    fn record_form(&self, form: CallbackForm, customer: &Customer) -> Recorded {
        self.engine.with(|device| {
            let (form, sheet) = device.show_sheet(customer.fill(form)).unwrap();
            let saved = device.record_callback(&customer.sign(form)).unwrap();
            Recorded { saved, sheet }
        })
    }

    /// V-09: nobody is home; the next try is tomorrow.
    pub fn attempt(&self, callback: &SubjectId) -> Saved {
        self.engine.with(|device| {
            let next_try = Some(device.now().shifted(DAY));
            let mut form = CallbackForm { next_try, ..device.form(callback).unwrap() };
            form.texts.note = "敲门无人应".to_owned();
            device.record_attempt(&form).unwrap()
        })
    }

    /// V-09: nobody is home, and the door is photographed.
    pub fn attempt_with_pictures(&self, callback: &SubjectId, pictures: &[Vec<u8>]) -> Saved {
        self.engine.with(|device| {
            for picture in pictures {
                device.add_picture(callback, PicturePlace::door(), &picture[..]).unwrap();
            }
        });
        self.attempt(callback)
    }

    /// The outbox, oldest first, as the person who is signed in sees it.
    pub fn outbox(&self) -> Vec<OutboxItem> {
        let mut rows = self.engine.with(|device| device.outbox()).unwrap();
        rows.reverse();
        rows
    }

    /// How everything in the outbox stands, oldest first.
    pub fn states(&self) -> Vec<RowState> {
        self.outbox().into_iter().map(|row| row.state).collect()
    }

    /// Waits until something is so, while the engine runs by itself.
    pub async fn until(&self, so: impl Fn(&Self) -> bool) {
        let mut changes = self.engine.watch();
        let waiting = async {
            while !so(self) {
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it came about");
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.engine.with(|device| device.is_signed_in())
    }

    /// How many facts wait, whoever is signed in.
    pub fn waiting(&self) -> i64 {
        self.engine.with(|device| device.waiting()).unwrap().facts
    }
}

fn engine(config: &Config) -> Engine {
    let device = Device::open(config.clone()).unwrap();
    Engine::new(device, Arc::new(HttpTransport::new().unwrap()))
}

/// A member of staff.
pub fn who(person: &str) -> PersonId {
    person.parse().unwrap()
}

/// A PIN.
pub fn pin(digits: &str) -> Pin {
    digits.parse().unwrap()
}
