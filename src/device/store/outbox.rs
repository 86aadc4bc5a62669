//! The outbox database: what waits to be sent, sealed to the office, and what is needed to send it
//! while nobody is signed in (F-01, F-03). Nothing in it is readable about anybody (P-10).

mod alarms;
mod keyring;
mod rows;
mod settings;
#[cfg(test)]
mod tests;
mod uploads;

use std::path::Path;

use rusqlite::Connection;

use super::{Migrations, StoreError, check, limit_pages, open, write};

pub use alarms::{Alarm, Callee};
pub use rows::{Confirmation, OutboxRow, RowState, Totals};
pub use settings::{Escrow, KnownOffice};
pub use uploads::{NewUpload, Upload, UploadRefusal, UploadState};

const MIGRATIONS: Migrations = Migrations(&[
    "
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE rows (
        sequence INTEGER PRIMARY KEY,   -- the installation's own count
        fact TEXT NOT NULL,
        author TEXT NOT NULL,
        priority INTEGER NOT NULL,
        tag TEXT NOT NULL,              -- opaque, the same for facts on one subject
        sealed TEXT,                    -- a SealedFact as JSON; NULL once pruned
        content TEXT NOT NULL,          -- the content hash: what counts as the same fact
        bytes INTEGER NOT NULL,
        saved INTEGER NOT NULL,         -- office time, as reckoned at the save
        state TEXT NOT NULL,
        verdict TEXT,                   -- the office's, once it answered
        reason TEXT,                    -- why it is held, refused or to come again
        receipt TEXT,
        epoch INTEGER,
        number INTEGER,                 -- the office's sequence: the receipt's number
        taken INTEGER,
        noticed INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX rows_by_state ON rows (state, sequence);
    CREATE INDEX rows_by_tag ON rows (tag, state);
    CREATE TABLE keyring (
        person TEXT PRIMARY KEY,
        entry TEXT NOT NULL,
        wrong INTEGER NOT NULL DEFAULT 0,
        last_boot TEXT,
        last_millis INTEGER
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE uploads (
        id INTEGER PRIMARY KEY,
        sequence INTEGER NOT NULL REFERENCES rows ON DELETE CASCADE,
        slot TEXT NOT NULL,
        secret TEXT NOT NULL,           -- key and salt, sealed to the office
        file TEXT NOT NULL,             -- its ciphertext, beside this database
        bytes INTEGER NOT NULL,
        sent INTEGER NOT NULL DEFAULT 0,    -- the office's offset, as last heard
        state TEXT NOT NULL,            -- waiting, again, sent or refused
        reason TEXT,                    -- why it is refused
        UNIQUE (sequence, slot)
    );
    CREATE INDEX uploads_by_state ON uploads (state);
",
    // F-01: after 30 days without a network nothing may slow. Rows are long, so what is asked at every save, every
    // screen and every picture is answered from indexes alone.
    "
    CREATE INDEX rows_counted ON rows (sequence, author, state, saved, taken, noticed, bytes);
    CREATE INDEX rows_open ON rows (tag, priority, sequence, state) WHERE state IN ('waiting', 'again');
    CREATE INDEX rows_confirmed ON rows (taken, number, sequence) WHERE state = 'confirmed';
    CREATE INDEX uploads_counted ON uploads (sequence, state, bytes, sent);
    ALTER TABLE uploads ADD COLUMN priority INTEGER NOT NULL DEFAULT 1;    -- its row's, so that the next one is found
    UPDATE uploads SET priority = (SELECT priority FROM rows WHERE rows.sequence = uploads.sequence);
    CREATE INDEX uploads_open ON uploads (priority, id, state) WHERE state IN ('waiting', 'again');
",
    "
    CREATE TABLE alarms (               -- C-07: what the office does not have and nobody was phoned about
        tag TEXT PRIMARY KEY,           -- of the complaint
        sequence INTEGER NOT NULL,      -- the row that made it
        closed BLOB NOT NULL            -- an Alarm, closed with the device secret
    ) WITHOUT ROWID;
",
]);

/// The outbox database.
pub struct Outbox {
    connection: Connection,
}

impl Outbox {
    /// Opens it, or makes it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { connection: open(path, None, MIGRATIONS)? })
    }

    /// Limits the file to so many pages: how a test fills the disk.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        limit_pages(&self.connection, pages)
    }

    /// Runs `work` in one transaction.
    ///
    /// # Errors
    /// What `work` returns, or that the transaction could not be committed.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        write(&self.connection, || work(self))
    }

    /// Looks through the whole file for damage.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn check(&self) -> Result<(), StoreError> {
        check(&self.connection)
    }
}
