//! Everything that is kept on the device. No SQL stands outside this module.
//!
//! Two databases of different trust: [`personal`] (SQLCipher, open only while somebody is signed in)
//! and [`outbox`] (sealed rows, open always). Both are SQLite in WAL with `synchronous=FULL`, read
//! back at open: measured, nothing less survives a power cut (DESIGN.md §3).

mod error;
mod migrate;
pub mod outbox;
pub mod personal;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use doorstep_domain::bytes::{Fixed, Hash};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use error::{Safe, StoreError, ToDo};
pub use migrate::Migrations;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many statements stay prepared: all that there are.
const STATEMENTS: usize = 256;

/// Opens a database and brings it to the newest schema.
pub(crate) fn open(
    path: &Path,
    key: Option<&[u8; 32]>,
    migrations: Migrations,
) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // Otherwise SQLite plans a statement anew whenever other values are bound to it: a sixth of a save.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if let Some(key) = key {
        unlock(&connection, key)?;
    }
    make_durable(&connection)?;
    settle(&connection, path)?;
    migrations.run(&mut connection)?;
    Ok(connection)
}

/// F-01: what is found is durable before anybody is told of it. A program that was killed between writing and fsync, or
/// whose fsync failed, left a commit that can be read, and that a power cut would take back; and after a failed fsync
/// the system does not write the same pages again. So all of it is written anew, into the database itself.
fn settle(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let moved = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    match moved.map_err(StoreError::from) {
        // No room to move it into: a full disk is no reason to show nothing.
        Err(StoreError::Full) => Ok(File::open(wal(path))?.sync_all()?),
        settled => settled,
    }
}

fn wal(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

/// A raw key: the PIN was stretched elsewhere, so SQLCipher derives nothing.
fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), StoreError> {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    // Quiet: what does not open is reported by its type, not by SQLCipher on stderr.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", *Zeroizing::new(hex)));
    connection.execute_batch(&pragma)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(StoreError::at_unlock)
}

fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;",
    )?;
    let journal: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if journal == "wal" && synchronous == 2 { Ok(()) } else { Err(StoreError::NotDurable) }
}

/// Runs `work` in one transaction: all of it is durable, or nothing of it is there.
pub(crate) fn write<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let begin = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
    let transaction = begin.map_err(StoreError::from)?;
    let done = work()?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(done)
}

/// Looks through the whole file for damage; SQLCipher through the authentication of each page, too.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let found: Option<String> =
        connection.query_row("PRAGMA cipher_integrity_check", [], |row| row.get(0)).optional()?;
    let sound: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found.is_none() && sound == "ok" { Ok(()) } else { Err(StoreError::Torn) }
}

/// How a test fills the disk: a database never grows beyond so many pages, nor shrinks below what it has.
fn limit_pages(connection: &Connection, pages: u32) -> Result<(), StoreError> {
    Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
}

pub(crate) fn to_json(value: &impl Serialize) -> String {
    // Cannot fail: what is stored is plain data with text keys.
    serde_json::to_string(value).unwrap_or_default()
}

/// V-07: whether two things say the same: made of what [`to_json`] writes.
pub(crate) fn fingerprint(value: &impl Serialize) -> Hash {
    Fixed(Sha256::digest(to_json(value).as_bytes()).into())
}

pub(crate) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}
