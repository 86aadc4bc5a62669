//! What the office keeps, behind one trait: rows in, rows out, no rule. No SQL stands outside of here.
//!
//! A [`Store`] is one connection. The writer owns one; readers borrow others from [`Readers`].

pub mod alarms;
pub mod audit;
pub mod backups;
pub mod codes;
pub mod devices;
pub mod facts;
pub mod feed;
pub mod journal;
pub mod orders;
mod readers;
pub mod sqlite;
pub mod subjects;
pub mod uploads;

use std::io;

use thiserror::Error;

pub use alarms::AlarmStore;
pub use audit::{Gap, RawFact, RawKey, RawPart};
pub use backups::BackupStore;
pub use codes::{Code, CodeStore, Purpose};
pub use devices::{Contact, Device, DeviceStore, PersonKey};
pub use facts::{FactStore, KeptPart, Place, PlacedFact, Refusal, StoredFact};
pub use feed::{EntryKind, FeedStore, LogRow};
pub use journal::{JournalStore, Reading};
pub use orders::OrderStore;
pub use readers::Readers;
pub use subjects::{SubjectRow, SubjectStore};
pub use uploads::{UploadRow, UploadStore};

/// Why the store did not do it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file is no database of this program, or it is torn.
    #[error("not a database of an office, or damaged: {0}")]
    Damaged(String),
    /// Written by a newer Doorstep.
    #[error("the database has schema {found}, this program knows up to {known}: install the newer program")]
    NewerSchema {
        /// In the file.
        found: i64,
        /// In this program.
        known: i64,
    },
    /// A row that this program wrote and cannot read again.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// No room is left on the disk: nothing of it was kept, and it goes on by itself once there is room.
    #[error("no room is left on the office's disk: make room, and it goes on by itself")]
    Full,
    /// Anything else: a disk that fails, a lock.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// What could not be done with a file beside the database.
    pub(crate) fn of_file(what: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Failed(format!("{what}: {error}")),
        }
    }
}

/// One connection to what the office keeps.
pub trait Store:
    FactStore
    + SubjectStore
    + OrderStore
    + FeedStore
    + DeviceStore
    + CodeStore
    + JournalStore
    + UploadStore
    + AlarmStore
    + BackupStore
    + Send
{
    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When the store fails.
    fn begin(&self) -> Result<(), StoreError>;

    /// Begins a transaction that sees one state of everything.
    ///
    /// # Errors
    /// When the store fails.
    fn begin_reading(&self) -> Result<(), StoreError>;

    /// Makes everything since [`Store::begin`] durable: on return it survives a power cut.
    ///
    /// # Errors
    /// When the store fails; then nothing since `begin` happened.
    fn commit(&self) -> Result<(), StoreError>;

    /// Forgets everything since [`Store::begin`].
    ///
    /// # Errors
    /// When the store fails.
    fn rollback(&self) -> Result<(), StoreError>;

    /// A value of the office itself: its site, its installation, its epoch.
    ///
    /// # Errors
    /// When the store fails.
    fn office_value(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Sets a value of the office itself.
    ///
    /// # Errors
    /// When the store fails.
    fn set_office_value(&self, key: &str, value: &str) -> Result<(), StoreError>;
}
