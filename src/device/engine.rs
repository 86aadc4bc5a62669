//! The engine: the device behind a lock, the network beside it, and what needs both.
//!
//! An app's engine thread calls [`Engine::with`] for commands and queries, which are short and never
//! wait for the network; one task runs [`Engine::run`]. A test brings its own clock and transport and
//! calls [`Engine::sync_once`], step by step. No lock is held while the network is waited for.

mod certificates;
mod enrol;
mod export;
mod first_contact;
mod handhelds;
mod line;
mod state;
mod step;
mod together;
mod upload;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

pub use enrol::{ConnectError, EnterError};
pub use handhelds::AskError;
pub use line::Line;
pub use state::{Network, Progress, SyncState};
pub use step::StepError;

use crate::commands::sign_in::SignInError;
use crate::device::Device;
use crate::keyring::Pin;
use crate::sync::plan::{Event, Plan, Step};
use crate::sync::transport::Transport;
use doorstep_domain::ids::PersonId;
use step::Courier;

/// How often the reckoning is kept while nothing else happens.
const KEEP_RECKONING: Duration = Duration::from_secs(5 * 60);

/// So many subjects are folded again in one transaction.
const REFOLD_AT_ONCE: usize = 50;

/// No more often is the office asked for news.
const LEAST_LISTEN: Duration = Duration::from_millis(200);

/// Says 0 to 1000, to spread the retries of many handhelds.
pub type Chance = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The engine. Clones are the same engine.
#[derive(Clone)]
pub struct Engine {
    device: Arc<Mutex<Device>>,
    transport: Arc<dyn Transport>,
    courier: Arc<tokio::sync::Mutex<Courier>>,
    plan: Arc<Mutex<Plan>>,
    wake: Arc<Notify>,
    state: Arc<watch::Sender<SyncState>>,
    chance: Chance,
}

impl Engine {
    /// An engine over a device and a network.
    pub fn new(device: Device, transport: Arc<dyn Transport>) -> Self {
        Self::with_chance(device, transport, Arc::new(chance))
    }

    /// As [`Engine::new`], with a chance of the caller's: whoever replays what happened needs the same again.
    pub fn with_chance(device: Device, transport: Arc<dyn Transport>, chance: Chance) -> Self {
        let plan = Plan::new(device.is_signed_in());
        Self {
            device: Arc::new(Mutex::new(device)),
            transport,
            courier: Arc::default(),
            plan: Arc::new(Mutex::new(plan)),
            wake: Arc::default(),
            state: Arc::new(watch::Sender::new(SyncState::default())),
            chance,
        }
    }

    /// Runs a command or query on the device: on the engine's thread, never on the screen's.
    pub fn with<T>(&self, work: impl FnOnce(&mut Device) -> T) -> T {
        let mut device = self.device();
        let before = (device.person().cloned(), device.highest_sequence());
        let done = work(&mut device);
        let after = (device.person().cloned(), device.highest_sequence());
        drop(device);
        if before.0 != after.0 {
            self.hush();
            self.tell(if after.0.is_some() { Event::SignedIn } else { Event::Locked });
        }
        if before.1 != after.1 {
            self.tell(Event::Saved);
        }
        done
    }

    /// Signs in with a PIN; see [`Device::sign_in`].
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn sign_in(&self, person: &PersonId, pin: &Pin) -> Result<(), SignInError> {
        let done = self.device().sign_in(person, pin);
        if done.is_ok() {
            self.hush();
        }
        self.tell(if done.is_ok() { Event::SignedIn } else { Event::Locked });
        done
    }

    /// C-06: whoever signs in is told by [`Device::bells`] what rings.
    fn hush(&self) {
        self.show(|state| state.bells.clear());
    }

    /// Locks; see [`Device::lock`].
    pub fn lock(&self) {
        self.device().lock();
        self.tell(Event::Locked);
    }

    /// What sync is doing: changes wake whoever watches.
    pub fn watch(&self) -> watch::Receiver<SyncState> {
        self.state.subscribe()
    }

    /// Something calls for sync now: the network came back, somebody asks.
    pub fn try_now(&self) {
        self.tell(Event::TryNow);
    }

    /// Does what is to be done until there is nothing left but to listen or to rest; answers which.
    pub async fn sync_once(&self) -> Step {
        self.catch_up_fold().await;
        let mut courier = self.courier.lock().await;
        loop {
            match self.next() {
                step @ (Step::Listen | Step::Bells | Step::Rest { .. }) => return self.settle(step),
                step => self.take(&mut courier, step).await,
            }
        }
    }

    /// After an upgrade: what another version folded is folded again, a little at a time, so that the person
    /// at the screen does not wait.
    async fn catch_up_fold(&self) {
        loop {
            let more = self.device().refold_some(REFOLD_AT_ONCE);
            match more {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => return,
                Err(error) => return tracing::warn!(%error, "subjects were not folded again"),
            }
        }
    }

    /// "Send now": tries at once, whatever pauses stand. Dropping the future cancels; nothing is lost by it.
    pub async fn send_now(&self) -> SyncState {
        self.try_now();
        self.sync_once().await;
        self.state.borrow().clone()
    }

    /// Syncs for ever: to be spawned as one task. Dropping it stops it at any point without loss.
    pub async fn run(&self) {
        loop {
            let woken = self.wake.notified();
            match self.sync_once().await {
                step @ (Step::Listen | Step::Bells) => self.listen(step, woken).await,
                Step::Rest { until } => self.rest(until, woken).await,
                _ => {}
            }
        }
    }

    /// Waits at the office for news or bells, until something is saved here or somebody signs in.
    async fn listen(&self, step: Step, woken: tokio::sync::futures::Notified<'_>) {
        let listening = async {
            let mut courier = self.courier.lock().await;
            self.take(&mut courier, step).await;
        };
        let begin = Instant::now();
        // Who is woken already asks for nothing before.
        tokio::select! {
            biased;
            () = woken => return,
            () = listening => {}
        }
        // An office that does not wait is not asked in a circle.
        tokio::time::sleep(LEAST_LISTEN.saturating_sub(begin.elapsed())).await;
    }

    async fn rest(&self, until: i64, woken: tokio::sync::futures::Notified<'_>) {
        let millis = u64::try_from(until - self.boot_millis()).unwrap_or(0);
        let pause = Duration::from_millis(millis).min(KEEP_RECKONING);
        tokio::select! {
            biased;
            () = woken => {}
            () = tokio::time::sleep(pause) => {}
        }
        if let Err(error) = self.device().keep_reckoning() {
            tracing::warn!(%error, "the reckoning was not kept");
        }
    }

    fn next(&self) -> Step {
        self.plan().next(self.boot_millis())
    }

    /// The plan hears what happened, and whoever rests or listens is woken by what came from outside.
    fn tell(&self, event: Event) {
        let now = self.boot_millis();
        let mut plan = self.plan();
        *plan = plan.after(event, now, (self.chance)());
        drop(plan);
        if matches!(event, Event::Saved | Event::SignedIn | Event::Locked | Event::TryNow) {
            self.wake.notify_one();
        }
    }

    fn boot_millis(&self) -> i64 {
        self.device().config.clock.boot_millis()
    }

    fn device(&self) -> MutexGuard<'_, Device> {
        self.device.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn chance() -> i64 {
    crate::random::bytes::<2>().map_or(500, |bytes| i64::from(u16::from_be_bytes(bytes)) % 1001)
}
