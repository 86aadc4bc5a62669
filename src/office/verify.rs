//! `doorstep-office verify`: looks at everything that an office or a backup holds and believes nothing of it: each fact's
//! signature and its key's certificate, its parts and pictures against the signed hashes, its verdict against the seal,
//! its receipt, its place and the rolling hash; what should be there and is not. It writes nothing, names ids and no
//! personal data (P-10), and holds no more in memory than a few hundred facts and two pictures.

mod fact;
mod finding;
mod keys;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use doorstep_domain::bytes::Hash;
use doorstep_domain::fact::RollingHash;
use thiserror::Error;

use crate::backup;
use crate::keys::{Keys, KeysError};
use crate::office::{DATABASE, KEYS, PARTS, UPLOADS};
use crate::store::sqlite::Sqlite;
use crate::store::{RawFact, Store as _, StoreError};

pub use finding::{Fault, Finding, Notes, Verified};

/// So many facts are looked at together.
const CHUNK: i64 = 128;

/// Why nothing was verified.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is nothing to look at.
    #[error("there is no office in {0}")]
    NoOffice(PathBuf),
    /// The folder says itself that it is not whole.
    #[error("{0} is an unfinished backup: nothing is lost where it was made from. Run `backup` again")]
    Unfinished(PathBuf),
    /// Without the office's keys nothing can be checked, and nobody can go on from here.
    #[error("{0}. Without it nobody can go on from this folder: restore the keys from a backup")]
    Keys(#[from] KeysError),
    /// The database cannot be read.
    #[error("{0}. Restore the newest backup that `verify` finds whole")]
    Store(#[from] StoreError),
}

/// Looks at everything in a data folder or a backup, on all cores.
///
/// # Errors
/// See [`VerifyError`]; what is found is no error.
pub fn verify(folder: &Path) -> Result<Verified, VerifyError> {
    if backup::is_unfinished(folder) {
        return Err(VerifyError::Unfinished(folder.to_owned()));
    }
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Err(VerifyError::NoOffice(folder.to_owned()));
    }
    let keys = Keys::load(&folder.join(KEYS), false)?;
    let store = Sqlite::open_to_verify(&database)?;
    let mut found = Verified::default();
    let office = keys::Office::read(&store, keys, &mut found)?;
    look_around(&store, folder, &mut found)?;
    let order = Order { store, after: 0, rolling: RollingHash::START.0 };
    let looking =
        Looking { office, parts: folder.join(PARTS), order: Mutex::new(order), found: Mutex::new(found) };
    looking.all_facts()?;
    let mut found = looking.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    Ok(found)
}

/// What is seen without looking at any fact: what is missing between those that are there.
fn look_around(store: &Sqlite, folder: &Path, found: &mut Verified) -> Result<(), StoreError> {
    store.damages()?.into_iter().for_each(|damage| found.add(Finding::Database(damage)));
    for gap in store.order_gaps()? {
        found.add(Finding::Empty { from: gap.from, through: gap.through });
    }
    let last = store.last_raw()?;
    let spoken_of = store.spoken_of()?;
    if spoken_of > last {
        found.add(Finding::Empty { from: last + 1, through: spoken_of });
    }
    let installation = store.office_value("installation")?.unwrap_or_default();
    for gap in store.own_gaps()? {
        if gap.installation == installation {
            found.add(Finding::OwnFacts(gap));
        } else {
            found.notes.not_arrived.push(gap);
        }
    }
    for (fact, slot) in store.stray_parts()? {
        found.add(Finding::StrayPart { fact, slot });
    }
    for (installation, sequence) in store.altered_refusals()? {
        found.add(Finding::Refused { installation, sequence });
    }
    look_at_uploads(store, &folder.join(UPLOADS), found)
}

/// What of a picture is durable behind its offset has to be there.
fn look_at_uploads(store: &Sqlite, uploads: &Path, found: &mut Verified) -> Result<(), StoreError> {
    for (fact, slot, file, offset) in store.raw_uploads()? {
        let length = std::fs::metadata(uploads.join(file)).map_or(0, |file| file.len());
        if length < offset.unsigned_abs() {
            found.add(Finding::Upload { fact, slot });
        }
    }
    Ok(())
}

/// The order, read from its beginning to its end.
struct Order {
    store: Sqlite,
    after: i64,
    rolling: Hash,
}

impl Order {
    /// The next facts, and what stands before them; empty at the end.
    fn next(&mut self) -> Result<((i64, Hash), Vec<RawFact>), StoreError> {
        let before = (self.after, self.rolling);
        let facts = self.store.raw_facts(self.after, CHUNK)?;
        if let Some(last) = facts.last() {
            self.after = last.sequence;
            self.rolling = fact::hash(&last.rolling).unwrap_or(RollingHash::START.0);
        }
        Ok((before, facts))
    }
}

struct Looking {
    office: keys::Office,
    parts: PathBuf,
    order: Mutex<Order>,
    found: Mutex<Verified>,
}

impl Looking {
    /// Reading is quick, checking is not: each core takes the next facts and checks them beside the others.
    fn all_facts(&self) -> Result<(), StoreError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            let looking: Vec<_> = (0..cores).map(|_| scope.spawn(|| self.some_facts())).collect();
            let ends = looking.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(stopped())));
            ends.collect()
        })
    }

    fn some_facts(&self) -> Result<(), StoreError> {
        loop {
            let next = self.order.lock().map_err(|_| stopped())?.next();
            let (before, facts) = next?;
            if facts.is_empty() {
                return Ok(());
            }
            let mut found = Verified::default();
            let mut before = before;
            for fact in &facts {
                before = fact::look(&self.office, &self.parts, before, fact, &mut found);
            }
            self.found.lock().map_err(|_| stopped())?.join(found);
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Failed("a thread stopped".to_owned())
}
