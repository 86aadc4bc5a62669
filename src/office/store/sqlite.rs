//! The store in one SQLite file: WAL, `synchronous=FULL`, so that what is committed survives a power cut.

mod alarms;
mod audit;
mod backups;
mod codes;
mod column;
mod devices;
mod facts;
mod feed;
mod journal;
mod migrations;
mod orders;
mod subjects;
mod uploads;

use std::fs::File;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::{Store, StoreError};

/// One connection.
pub struct Sqlite(Connection);

/// So many prepared statements are kept: more than there are, because preparing one costs more than running it.
const STATEMENTS: usize = 200;
/// A checkpoint each 16 MB of the log: it is what a commit waits for now and then. 32 MB of pages are kept in memory.
const WRITING: &str = "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000";

/// Every connection waits 5 seconds for another; what is committed is fsynced.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

impl Sqlite {
    /// Opens the database, and brings it up to this program's schema.
    ///
    /// # Errors
    /// When the file is no database, damaged, of a newer schema, or cannot be opened.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connect(path)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(StoreError::Failed(format!("the file system allows journal mode {mode}, not WAL")));
        }
        settle(&connection, path)?;
        migrations::run(&mut connection)?;
        connection.execute_batch(WRITING)?;
        Ok(Self(connection))
    }

    /// Opens one more connection to a database that is open already; it only reads.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path)?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(Self(connection))
    }

    /// Looks through the whole file for damage.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn check(&self) -> Result<(), StoreError> {
        let found: String = self.0.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    fn number(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        Ok(self.0.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    // Otherwise SQLite plans a statement anew whenever other values are bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(SETTINGS)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// F-01: what is found is durable before anybody gets a receipt for it. An office that was killed between writing and
/// fsync, or whose fsync failed, left a commit that can be read, and that a power cut would take back; and after a failed
/// fsync the system does not write the same pages again. So all of it is written anew, into the database itself.
fn settle(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let moved = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    match moved.map_err(StoreError::from) {
        // No room to move it into: what is there can be served all the same.
        Err(StoreError::Full) => {
            let wal = format!("{}-wal", path.display());
            let synced = File::open(wal).and_then(|file| file.sync_all());
            synced.map_err(|error| StoreError::of_file("the log of the database", &error))
        }
        settled => settled,
    }
}

impl Store for Sqlite {
    fn begin(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE", []).map(drop)
    }

    fn begin_reading(&self) -> Result<(), StoreError> {
        self.run("BEGIN DEFERRED", []).map(drop)
    }

    fn commit(&self) -> Result<(), StoreError> {
        self.run("COMMIT", []).map(drop)
    }

    fn rollback(&self) -> Result<(), StoreError> {
        // After some failures SQLite has rolled back by itself.
        if self.0.is_autocommit() { Ok(()) } else { Ok(self.0.execute_batch("ROLLBACK")?) }
    }

    fn office_value(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT value FROM office WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    fn set_office_value(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO office (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
        self.run(sql, params![key, value]).map(drop)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::Full,
            Some(DatabaseCorrupt | NotADatabase) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Failed(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

    use super::*;

    /// What is asked with each fact or transaction costs no more when there is more.
    #[test]
    fn what_is_asked_all_the_time_walks_nothing_whole() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("office.db")).unwrap();
        let check = |sql: &str, expected: &str| {
            let mut plan = store.0.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let mut rows = plan.raw_query();
            let detail: String = rows.next().unwrap().unwrap().get("detail").unwrap();
            assert_eq!(detail, expected);
        };
        check(feed::TOLD_AFTER, "SEARCH log USING INTEGER PRIMARY KEY (rowid>?)");
        check(facts::COUNT_OWN, "SEARCH facts USING INDEX facts_by_subject (subject=? AND sequence>?)");
    }
}
