//! The engine thread: it alone asks the device, so that the UI's thread never waits for a disk or a
//! network (DESIGN.md §3). Sync runs beside it.

use std::future::Future;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{io, thread};

use doorstep_device::device::Device;
use doorstep_device::engine::SyncState;
use doorstep_device::queries::QueryError;
use thiserror::Error;
use tokio::runtime::Runtime;
use tokio::sync::{oneshot, watch};

/// So long a page that is asked for waits for its history.
const PATIENCE: Duration = Duration::from_secs(5);

type Job = Box<dyn FnOnce(&doorstep_device::Engine) + Send>;

/// Where the device is asked. Questions are answered in the order in which they are put.
pub struct Engine {
    engine: doorstep_device::Engine,
    jobs: mpsc::Sender<Job>,
    runtime: Runtime,
}

/// The engine thread is gone: the app is ending, or the thread failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the engine thread is gone")]
pub struct EngineGone;

impl Engine {
    /// Starts the thread, and sync beside it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(engine: doorstep_device::Engine) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let syncing = engine.clone();
        runtime.spawn(async move { syncing.run().await });
        let (jobs, queue) = mpsc::channel::<Job>();
        let asked = engine.clone();
        let work = move || queue.into_iter().for_each(|job| job(&asked));
        thread::Builder::new().name("engine".to_owned()).spawn(work)?;
        Ok(Self { engine, jobs, runtime })
    }

    /// Puts a question to the device; the caller's thread does not wait.
    ///
    /// # Errors
    /// When the thread is gone.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Device) -> T + Send + 'static,
    ) -> Result<T, EngineGone> {
        self.order(|engine| engine.with(question)).await
    }

    /// Asks the device for what a page shows. Where its history is still on its way it comes next, and is waited for, but
    /// not so long that a page opens by itself when nobody thinks of it any more.
    ///
    /// # Errors
    /// When the thread is gone.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl Fn(&mut Device) -> Result<T, QueryError> + Clone + Send + 'static,
    ) -> Result<Result<T, QueryError>, EngineGone> {
        let (begin, mut changes) = (Instant::now(), self.watch());
        loop {
            let answer = self.ask(question.clone()).await?;
            let waits = matches!(answer, Err(QueryError::OnItsWay));
            if !waits || changes.changed().await.is_err() || begin.elapsed() > PATIENCE {
                return Ok(answer);
            }
        }
    }

    /// Gives the engine an order: signing in, locking, what the one line says.
    ///
    /// # Errors
    /// When the thread is gone.
    pub async fn order<T: Send + 'static>(
        &self,
        order: impl FnOnce(&doorstep_device::Engine) -> T + Send + 'static,
    ) -> Result<T, EngineGone> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |engine| {
            // Nobody may be waiting any more: a screen was left.
            let _ = answer.send(order(engine));
        });
        self.jobs.send(job).map_err(|_| EngineGone)?;
        answered.await.map_err(|_| EngineGone)
    }

    /// Gives the device an order that nobody waits for. It is done before whatever is asked later.
    ///
    /// # Errors
    /// When the thread is gone.
    pub fn tell(&self, order: impl FnOnce(&mut Device) + Send + 'static) -> Result<(), EngineGone> {
        let job: Job = Box::new(move |engine| engine.with(order));
        self.jobs.send(job).map_err(|_| EngineGone)
    }

    /// Calls the office. Dropping the answer does not stop the call; aborting its handle does.
    pub fn call<F>(
        &self,
        call: impl FnOnce(doorstep_device::Engine) -> F,
    ) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime.spawn(call(self.engine.clone()))
    }

    /// What sync is doing.
    pub fn watch(&self) -> watch::Receiver<SyncState> {
        self.engine.watch()
    }
}
