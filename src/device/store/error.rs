//! What can be wrong with a database: what is safe then, and what to do. Screens have the words.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why a database cannot be opened, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The key is not this database's.
    #[error("the key does not open this database")]
    WrongKey,
    /// The file is damaged.
    #[error("the database is damaged")]
    Torn,
    /// Written by a newer Doorstep.
    #[error("the database has schema {0}, which is newer than this program")]
    Newer(i64),
    /// No room is left.
    #[error("no room is left on the device")]
    Full,
    /// The database cannot promise that what was saved survives a power cut.
    #[error("the database cannot be made durable")]
    NotDurable,
    /// The system refuses to read or write.
    #[error("the device cannot read or write: {0}")]
    Io(String),
    /// Something stored is not of its shape.
    #[error("stored {0} cannot be read")]
    Unreadable(&'static str),
    /// Anything else that SQLite says.
    #[error("the database says: {0}")]
    Sql(String),
}

/// What is safe in spite of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safe {
    /// Everything that was saved; only what was being done now is not.
    EverythingSaved,
    /// What was saved and waits to be sent: it is sealed in the outbox.
    Unsent,
}

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToDo {
    /// Sign in once more with a code of the office.
    SignInWithCode,
    /// Set the damaged file aside; the office sends everything once more.
    SetAside,
    /// Install the newest version.
    Update,
    /// Make room, then try again.
    MakeRoom,
    /// Restart the device, then try again.
    Restart,
}

impl StoreError {
    /// F-01: what is safe in spite of it.
    pub fn safe(&self) -> Safe {
        match self {
            StoreError::Torn | StoreError::Unreadable(_) => Safe::Unsent,
            _ => Safe::EverythingSaved,
        }
    }

    /// What to do about it.
    pub fn to_do(&self) -> ToDo {
        match self {
            StoreError::WrongKey => ToDo::SignInWithCode,
            StoreError::Torn | StoreError::Unreadable(_) => ToDo::SetAside,
            StoreError::Newer(_) => ToDo::Update,
            StoreError::Full => ToDo::MakeRoom,
            StoreError::NotDurable | StoreError::Io(_) | StoreError::Sql(_) => ToDo::Restart,
        }
    }

    /// At the first read with a key, what is no database is most likely another key's.
    pub(super) fn at_unlock(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::WrongKey,
            _ => error.into(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::Torn,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => StoreError::Io(error.to_string()),
            _ => StoreError::Sql(error.to_string()),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::Io(error.to_string()),
        }
    }
}
