//! The one writer: a thread that owns the ledger, and a bounded queue before it. What waits together is
//! committed together; every answer goes out after the commit (F-01).

use std::io;
use std::thread;

use doorstep_protocol::problem::ProblemCode;
use tokio::sync::{mpsc, oneshot, watch};

use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::StoreError;

/// So many pieces of work may wait; more are asked to come again.
const QUEUE: usize = 256;
/// So many are committed together at most.
const GROUP: usize = 64;

/// The way to the writer.
#[derive(Clone)]
pub struct Writer(mpsc::Sender<Box<dyn Work>>);

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
    /// Starts the writer's thread. `news` is told the newest place of the log after each commit.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(ledger: Ledger, news: watch::Sender<i64>) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        thread::Builder::new().name("writer".to_owned()).spawn(move || drain(ledger, receiver, &news))?;
        Ok(Self(sender))
    }

    /// Has the writer do `work`; returns after the commit. `work` may run twice, the first time in vain.
    ///
    /// # Errors
    /// What `work` says; busy when the queue is full; what the store says when it fails.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, OfficeError>
    where
        T: Send + 'static,
        F: FnMut(&mut Ledger) -> Result<T, OfficeError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Box::new(Task { work, result: None, reply });
        self.0.try_send(task).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                OfficeError::refused(ProblemCode::Busy, "the office cannot take more now")
            }
            mpsc::error::TrySendError::Closed(_) => OfficeError::Stopping,
        })?;
        answer.await.map_err(|_| OfficeError::Stopping)?
    }
}

fn drain(mut ledger: Ledger, mut queue: mpsc::Receiver<Box<dyn Work>>, news: &watch::Sender<i64>) {
    while let Some(first) = queue.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            let Ok(next) = queue.try_recv() else { break };
            group.push(next);
        }
        run_group(&mut ledger, group);
        if let Ok((position, _)) = ledger.store.last_log() {
            news.send_replace(position);
        }
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
    use std::sync::Arc;
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

    fn writer() -> (TempDir, Writer, watch::Receiver<i64>) {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("office.db")).unwrap();
        let keys = Keys::load(folder.path(), true).unwrap();
        let identity = Identity::load(&store, keys, Clock::default(), &"test".parse().unwrap()).unwrap();
        let (sender, news) = watch::channel(0);
        let writer = Writer::start(Ledger::new(Box::new(store), Arc::new(identity)), sender).unwrap();
        (folder, writer, news)
    }

    /// Keeps the writer busy until the sender is dropped.
    async fn hold(writer: &Writer) -> blocking::Sender<()> {
        let (release, held) = blocking::channel::<()>();
        let (begun, running) = tokio::sync::oneshot::channel();
        let (writer, mut begun) = (writer.clone(), Some(begun));
        tokio::spawn(async move {
            writer
                .write(move |_| {
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
        tokio::spawn(async move { writer.write(work).await })
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
        while writer.0.capacity() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(code_of(writer.write(nothing).await), Some(ProblemCode::Busy));
        drop(release);
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert!(writer.write(nothing).await.is_ok());
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
        while writer.0.capacity() > QUEUE - tasks.len() {
            tokio::task::yield_now().await;
        }
        drop(release);
        let (refused, internal) = (Some(ProblemCode::NotFound), Some(ProblemCode::Internal));
        for (task, expected) in tasks.into_iter().zip([None, refused, internal, internal]) {
            assert_eq!(code_of(task.await.unwrap()), expected);
        }
        let count = |ledger: &mut Ledger, what| ledger.store.count_readings(&PersonId::office(), what);
        let counts = writer.write(move |ledger| {
            Ok([count(ledger, "good")?, count(ledger, "refused")?, count(ledger, "failed")?])
        });
        assert_eq!(counts.await.unwrap(), [1, 1, 0]);
    }
}
