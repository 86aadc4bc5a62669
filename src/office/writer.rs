//! The one writer: a thread that owns the ledger, and two bounded queues before it, what is urgent first. What
//! waits together is committed together; every answer goes out after the commit (F-01).

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use doorstep_protocol::problem::ProblemCode;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot, watch};

use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::news::News;
use crate::store::StoreError;

/// So many pieces of work may wait in each queue; more are asked to come again.
const QUEUE: usize = 256;
/// So many are committed together at most.
const GROUP: usize = 64;

type Sender = mpsc::Sender<Box<dyn Work>>;
type Receiver = mpsc::Receiver<Box<dyn Work>>;

/// The way to the writer.
#[derive(Clone)]
pub struct Writer {
    urgent: Sender,
    usual: Sender,
    group: Arc<AtomicUsize>,
}

/// When a piece of work has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// C-06: before all that waits, for grave complaints.
    Urgent,
    /// As it came.
    Usual,
}

trait Work: Send {
    /// Does it. An error of the store undoes the whole transaction; a refusal does not.
    fn run(&mut self, ledger: &mut Ledger) -> Result<(), StoreError>;
    /// Tells who waits.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<T, F> {
    work: F,
    result: Option<Result<T, OfficeError>>,
    reply: oneshot::Sender<Result<T, OfficeError>>,
}

impl<T: Send, F: FnMut(&mut Ledger) -> Result<T, OfficeError> + Send> Work for Task<T, F> {
    fn run(&mut self, ledger: &mut Ledger) -> Result<(), StoreError> {
        match (self.work)(ledger) {
            Err(OfficeError::Store(error)) => Err(error),
            result => {
                self.result = Some(result);
                Ok(())
            }
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let result = match committed {
            Ok(()) => self.result.unwrap_or(Err(OfficeError::Stopping)),
            Err(error) => Err(error.into()),
        };
        // Nobody waits any more where the connection broke: the work is done all the same.
        let _ = self.reply.send(result);
    }
}

impl Writer {
    /// Starts the writer's thread. `news` is told after each commit who was told something. The lock of the folder
    /// is kept until the ledger's connection is closed.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(ledger: Ledger, news: watch::Sender<News>, folder: Arc<File>) -> io::Result<Self> {
        let ((urgent, first), (usual, second)) = (mpsc::channel(QUEUE), mpsc::channel(QUEUE));
        // It waits for two queues at once; nothing else runs on it.
        let waiting = Builder::new_current_thread().build()?;
        let group = Arc::new(AtomicUsize::new(GROUP));
        let most = group.clone();
        let drain = move || {
            waiting.block_on(drain(ledger, Queues { first, second }, &most, &news));
            drop(folder);
        };
        thread::Builder::new().name("writer".to_owned()).spawn(drain)?;
        Ok(Self { urgent, usual, group })
    }

    /// From now on each piece of work is committed alone: what grouping gains is measured against that.
    pub(crate) fn commit_alone(&self) {
        self.group.store(1, Ordering::Relaxed);
    }

    /// Has the writer do `work`; returns after the commit. `work` may run twice, the first time in vain.
    ///
    /// # Errors
    /// What `work` says; busy when the queue is full; what the store says when it fails.
    pub(crate) async fn write<T, F>(&self, turn: Turn, work: F) -> Result<T, OfficeError>
    where
        T: Send + 'static,
        F: FnMut(&mut Ledger) -> Result<T, OfficeError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Box::new(Task { work, result: None, reply });
        let queue = match turn {
            Turn::Urgent => &self.urgent,
            Turn::Usual => &self.usual,
        };
        queue.try_send(task).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                OfficeError::refused(ProblemCode::Busy, "the office cannot take more now")
            }
            mpsc::error::TrySendError::Closed(_) => OfficeError::Stopping,
        })?;
        answer.await.map_err(|_| OfficeError::Stopping)?
    }

    /// How much waits.
    pub(crate) fn queued(&self) -> u64 {
        [&self.urgent, &self.usual].iter().map(|queue| (QUEUE - queue.capacity()) as u64).sum()
    }
}

/// What waits.
struct Queues {
    first: Receiver,
    second: Receiver,
}

impl Queues {
    /// Waits for the next piece of work; `None` when nobody can send any more.
    async fn next(&mut self) -> Option<Box<dyn Work>> {
        tokio::select! {
            biased;
            Some(work) = self.first.recv() => Some(work),
            Some(work) = self.second.recv() => Some(work),
            else => None,
        }
    }

    /// The next piece of work, if one waits.
    fn waiting(&mut self) -> Option<Box<dyn Work>> {
        self.first.try_recv().or_else(|_| self.second.try_recv()).ok()
    }
}

async fn drain(mut ledger: Ledger, mut queues: Queues, most: &AtomicUsize, news: &watch::Sender<News>) {
    while let Some(first) = queues.next().await {
        let mut group = vec![first];
        while group.len() < most.load(Ordering::Relaxed) {
            let Some(next) = queues.waiting() else { break };
            group.push(next);
        }
        run_group(&mut ledger, group);
        publish(&ledger, news);
    }
}

/// Nobody is woken by a transaction that told nobody anything.
fn publish(ledger: &Ledger, news: &watch::Sender<News>) {
    let after = news.borrow().position();
    match ledger.store.told_after(after) {
        Ok(told) if told.is_empty() => {}
        Ok(told) => news.send_modify(|news| news.add(told)),
        Err(error) => tracing::error!(%error, "who was told something is not known"),
    }
}

/// One transaction for all; where that fails, one for each, so that nobody fails for another's sake.
fn run_group(ledger: &mut Ledger, mut group: Vec<Box<dyn Work>>) {
    if group.len() > 1 && transact(ledger, &mut group).is_ok() {
        return group.into_iter().for_each(|work| work.answer(Ok(())));
    }
    for work in group {
        let mut alone = [work];
        let committed = transact(ledger, &mut alone);
        let [work] = alone;
        work.answer(committed);
    }
}

fn transact(ledger: &mut Ledger, group: &mut [Box<dyn Work>]) -> Result<(), StoreError> {
    let mut run = |ledger: &mut Ledger| {
        ledger.store.begin()?;
        group.iter_mut().try_for_each(|work| work.run(ledger))?;
        ledger.store.commit()
    };
    run(ledger).inspect_err(|error| {
        tracing::error!(%error, "a transaction failed");
        ledger.forget();
        let _ = ledger.store.rollback();
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc as blocking;

    use doorstep_domain::ids::{FactId, PersonId};
    use tempfile::TempDir;
    use tokio::task::JoinHandle;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Clock;
    use crate::identity::Identity;
    use crate::keys::Keys;
    use crate::store::Reading;
    use crate::store::sqlite::Sqlite;

    fn writer() -> (TempDir, Writer, watch::Receiver<News>) {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("office.db")).unwrap();
        let keys = Keys::load(folder.path(), true).unwrap();
        let identity = Identity::load(&store, keys, Clock::default(), &"test".parse().unwrap()).unwrap();
        let (sender, news) = watch::channel(News::default());
        let lock = Arc::new(File::create(folder.path().join("office.lock")).unwrap());
        let ledger = Ledger::new(Box::new(store), Arc::new(identity));
        let writer = Writer::start(ledger, sender, lock).unwrap();
        (folder, writer, news)
    }

    /// Keeps the writer busy until the sender is dropped.
    async fn hold(writer: &Writer) -> blocking::Sender<()> {
        let (release, held) = blocking::channel::<()>();
        let (begun, running) = tokio::sync::oneshot::channel();
        let (writer, mut begun) = (writer.clone(), Some(begun));
        tokio::spawn(async move {
            writer
                .write(Turn::Usual, move |_| {
                    let _ = begun.take().map(|begun| begun.send(()));
                    let _ = held.recv();
                    Ok(())
                })
                .await
        });
        running.await.unwrap();
        release
    }

    fn spawn<F>(writer: &Writer, work: F) -> JoinHandle<Result<(), OfficeError>>
    where
        F: FnMut(&mut Ledger) -> Result<(), OfficeError> + Send + 'static,
    {
        let writer = writer.clone();
        tokio::spawn(async move { writer.write(Turn::Usual, work).await })
    }

    /// Writes a row, and then ends so.
    fn note(ledger: &Ledger, what: &'static str, end: Result<(), OfficeError>) -> Result<(), OfficeError> {
        let (person, at) = (PersonId::office(), ledger.now());
        let reading = Reading { person, installation: None, at, what, fact: None, detail: String::new() };
        ledger.store.note_reading(&reading)?;
        end
    }

    fn code_of(result: Result<(), OfficeError>) -> Option<ProblemCode> {
        result.err().map(|error| error.problem().code)
    }

    #[tokio::test]
    async fn a_full_queue_asks_to_come_again() {
        let (_folder, writer, _news) = writer();
        let release = hold(&writer).await;
        let nothing = |_: &mut Ledger| Ok(());
        let waiting: Vec<_> = (0..QUEUE).map(|_| spawn(&writer, nothing)).collect();
        while writer.usual.capacity() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(code_of(writer.write(Turn::Usual, nothing).await), Some(ProblemCode::Busy));
        drop(release);
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert!(writer.write(Turn::Usual, nothing).await.is_ok());
    }

    #[tokio::test]
    async fn nobody_fails_for_anothers_sake_and_refusals_keep_what_was_written() {
        let (_folder, writer, _news) = writer();
        let release = hold(&writer).await;
        let orphan = |ledger: &mut Ledger| {
            let (fact, at) = (FactId(Uuid::nil()), ledger.now());
            Ok(ledger.store.note_assignment(fact, &PersonId::office(), at)?)
        };
        let tasks = [
            spawn(&writer, |ledger| note(ledger, "good", Ok(()))),
            spawn(&writer, |ledger| note(ledger, "refused", Err(OfficeError::not_found()))),
            spawn(&writer, |ledger| {
                note(ledger, "failed", Err(StoreError::Failed("full".to_owned()).into()))
            }),
            spawn(&writer, orphan),
        ];
        while writer.usual.capacity() > QUEUE - tasks.len() {
            tokio::task::yield_now().await;
        }
        drop(release);
        let (refused, internal) = (Some(ProblemCode::NotFound), Some(ProblemCode::Internal));
        for (task, expected) in tasks.into_iter().zip([None, refused, internal, internal]) {
            assert_eq!(code_of(task.await.unwrap()), expected);
        }
        let count = |ledger: &mut Ledger, what| ledger.store.count_readings(&PersonId::office(), what);
        let counts = writer.write(Turn::Usual, move |ledger| {
            Ok([count(ledger, "good")?, count(ledger, "refused")?, count(ledger, "failed")?])
        });
        assert_eq!(counts.await.unwrap(), [1, 1, 0]);
    }

    #[tokio::test]
    async fn c_06_what_is_urgent_is_done_before_what_waited_longer() {
        let (_folder, writer, _news) = writer();
        let release = hold(&writer).await;
        let done = Arc::new(std::sync::Mutex::new(Vec::new()));
        let turns = [Turn::Usual, Turn::Usual, Turn::Urgent];
        let tasks = turns.map(|turn| {
            let (writer, done) = (writer.clone(), done.clone());
            tokio::spawn(async move {
                let note = move |_: &mut Ledger| {
                    done.lock().unwrap().push(turn);
                    Ok(())
                };
                writer.write(turn, note).await
            })
        });
        while writer.queued() < 3 {
            tokio::task::yield_now().await;
        }
        drop(release);
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(*done.lock().unwrap(), [Turn::Urgent, Turn::Usual, Turn::Usual]);
    }
}
