//! Backups: what arrived since the last one, and the copy itself.

use std::path::Path;

use doorstep_domain::ids::InstallationId;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::Sqlite;
use super::column::parsed;
use crate::store::{BackupStore, StoreError};

/// So many pages are copied between two looks at whether it goes on: all of them see one state of everything.
const ALL: i32 = -1;

impl BackupStore for Sqlite {
    fn last_arrival(&self) -> Result<i64, StoreError> {
        self.number("SELECT IFNULL(MAX(id), 0) FROM arrivals", [])
    }

    fn forget_arrivals(&self, through: i64) -> Result<(), StoreError> {
        self.run("DELETE FROM arrivals WHERE id <= ?1", [through]).map(drop)
    }

    fn first_arrived(&self, of: Option<InstallationId>) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT MIN(sequence) AS first FROM arrivals WHERE ?1 IS NULL OR installation = ?1";
        let of = of.map(|installation| installation.to_string());
        Ok(self.one(sql, [of], |row| Ok(row.get("first")?))?.flatten())
    }
}

impl Sqlite {
    /// Copies one state of the whole database into a new file, while others read and write it. The copy is one file,
    /// without a journal beside it.
    ///
    /// # Errors
    /// When one of the two fails: a full disk, above all.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let mut copy = Connection::open(path)?;
        let done = Backup::new(&self.0, &mut copy)?.step(ALL)?;
        if done != StepResult::Done {
            return Err(StoreError::Failed("the database is busy".to_owned()));
        }
        copy.execute_batch("PRAGMA journal_mode = DELETE")?;
        copy.close().map_err(|(_, error)| error.into())
    }

    /// Opens such a copy.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_copy(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(super::connect(path)?))
    }

    /// Pictures that are only under way stay out of a copy: they begin anew.
    ///
    /// # Errors
    /// When the store fails.
    pub fn forget_uploads(&self) -> Result<(), StoreError> {
        self.run("DELETE FROM uploads", []).map(drop)
    }

    /// Tells `each` file that a part is kept in.
    ///
    /// # Errors
    /// When the store fails, or `each` says so.
    pub fn for_each_file<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error: rusqlite::Error| E::from(error.into());
        let sql = "SELECT DISTINCT file FROM parts WHERE file IS NOT NULL";
        let mut statement = self.0.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let file: String = parsed(row, "file")?;
            each(&file)?;
        }
        Ok(())
    }
}
