//! Schemas, numbered from 1. A released one is never changed: a new one is appended.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The migrations of one database: the n-th brings it to schema n.
#[derive(Debug, Clone, Copy)]
pub struct Migrations(pub &'static [&'static str]);

impl Migrations {
    /// Brings the database to the newest schema, each step in a transaction of its own.
    ///
    /// # Errors
    /// When the database is newer than this program, or SQLite fails.
    pub fn run(self, connection: &mut Connection) -> Result<(), StoreError> {
        let at: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let done = usize::try_from(at).map_err(|_| StoreError::Newer(at))?;
        let missing = self.0.get(done..).ok_or(StoreError::Newer(at))?;
        for (step, sql) in (done + 1..).zip(missing) {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", step as i64)?;
            transaction.commit()?;
        }
        Ok(())
    }
}
