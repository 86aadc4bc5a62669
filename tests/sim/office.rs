//! The office of a world: the real one, on a thread of its own with a runtime of its own. Whoever asks it waits until
//! it has answered, so that nothing in the world happens meanwhile and every run of a seed is the same.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use doorstep_domain::moment::Moment;
use doorstep_office::clock::Clock;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::{Office, OfficeError};
use doorstep_tests_sync::directory::SITE;
use http_body_util::BodyExt as _;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tower::ServiceExt as _;

use crate::time::Time;

/// By the machine's clock: an office that goes round in circles does not answer, and the world is over.
const PATIENCE: Duration = Duration::from_secs(180);

type Job = Box<dyn FnOnce(&Runtime, &mut Option<Running>) + Send>;

/// The room in which the office runs, or does not.
pub struct Room {
    jobs: mpsc::Sender<Job>,
    time: Time,
    clock: Clock,
    folder: PathBuf,
    news: Notify,
    open: AtomicBool,
    /// The look into its database that was taken last, to be taken again.
    look: Mutex<Option<Sqlite>>,
}

/// A look into the office's database, beside it.
pub struct Look<'a> {
    room: &'a Room,
    store: Option<Sqlite>,
}

struct Running {
    office: Office,
    routes: Router,
}

/// An answer of the office, all of it.
pub type Answer = Response<Vec<u8>>;

impl Room {
    /// The office in `folder`, running.
    pub fn open(folder: PathBuf, time: Time) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::spawn(move || work(&queue));
        let clock = Clock::standing_at(time.now());
        let (news, open, look) = (Notify::new(), AtomicBool::new(false), Mutex::default());
        let room = Self { jobs, time, clock, folder, news, open, look };
        room.start();
        room
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.folder.join("office.db")
    }

    /// A look into its database, beside it.
    pub fn store(&self) -> Look<'_> {
        let kept = self.look.lock().unwrap_or_else(PoisonError::into_inner).take();
        let store = kept.unwrap_or_else(|| Sqlite::open_to_read(&self.database()).unwrap());
        Look { room: self, store: Some(store) }
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends as soon as the office may have news for somebody. Who waits is woken in the order in which they came.
    pub fn news(&self) -> Notified<'_> {
        self.news.notified()
    }

    /// The office may have news.
    pub fn changed(&self) {
        self.news.notify_waiters();
    }

    /// The office starts.
    pub fn start(&self) {
        let (folder, clock) = (self.folder.clone(), self.clock.clone());
        self.ask(move |_, slot| *slot = Some(open(&folder, &clock)));
        self.open.store(true, Ordering::Relaxed);
    }

    /// The office is gone from one moment to the next.
    pub fn stop(&self) {
        drop(self.look.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.open.store(false, Ordering::Relaxed);
        self.ask(|_, slot| drop(slot.take()));
    }

    /// Waits until what it left behind has let go of its folder.
    pub fn wait_until_closed(&self) {
        let lock = std::fs::File::create(self.folder.join("office.lock")).unwrap();
        while lock.try_lock().is_err() {
            thread::sleep(Duration::from_micros(200));
        }
    }

    /// Whether it runs.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Carries a request to it; `None` where nobody is there.
    pub fn call(&self, request: Request<Body>) -> Option<Answer> {
        self.ask(move |runtime, slot| {
            let routes = slot.as_ref()?.routes.clone();
            Some(runtime.block_on(async move {
                let Ok(answer) = routes.oneshot(request).await;
                let (head, body) = answer.into_parts();
                Response::from_parts(head, body.collect().await.unwrap().to_bytes().to_vec())
            }))
        })
    }

    /// Something is done at the office itself. `None` where it does not run.
    pub fn inside<T, F>(&self, work: F) -> Option<T>
    where
        T: Send + 'static,
        F: AsyncFnOnce(Office) -> Result<T, OfficeError> + Send + 'static,
    {
        let done = self.ask(move |runtime, slot| {
            let office = slot.as_ref()?.office.clone();
            Some(runtime.block_on(work(office)).expect("the office does what is asked"))
        });
        self.changed();
        done
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Runtime, &mut Option<Running>) -> T + Send + 'static,
    ) -> T {
        self.clock.advance(self.time.now().since(self.clock.now()));
        let (tell, told) = mpsc::channel();
        let job: Job = Box::new(move |runtime, slot| drop(tell.send(job(runtime, slot))));
        self.jobs.send(job).unwrap();
        told.recv_timeout(PATIENCE).expect("the office answers, and did not fall over")
    }

    /// The office's time.
    pub fn now(&self) -> Moment {
        self.time.now()
    }
}

impl Deref for Look<'_> {
    type Target = Sqlite;

    fn deref(&self) -> &Sqlite {
        self.store.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        *self.room.look.lock().unwrap_or_else(PoisonError::into_inner) = self.store.take();
    }
}

fn work(queue: &mpsc::Receiver<Job>) {
    // Its time is paused: who waits there for news waits no longer than until all is quiet.
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let mut slot = None;
    while let Ok(job) = queue.recv() {
        job(&runtime, &mut slot);
    }
}

/// An office that was stopped lets go of its folder a moment later.
fn open(folder: &Path, clock: &Clock) -> Running {
    loop {
        match Office::open_as(folder, &SITE.parse().unwrap(), clock.clone()) {
            Err(OfficeError::InUse(_)) => thread::sleep(Duration::from_micros(200)),
            opened => {
                let office = opened.unwrap();
                return Running { routes: office.routes(), office };
            }
        }
    }
}
