//! The schema, step by step. A step is never changed once released; a new one comes after it.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

const STEPS: [&str; 9] = [
    include_str!("migrations/0001-order.sql"),
    include_str!("migrations/0002-devices.sql"),
    include_str!("migrations/0003-journal.sql"),
    include_str!("migrations/0004-orders.sql"),
    include_str!("migrations/0005-uploads.sql"),
    include_str!("migrations/0006-complaints.sql"),
    include_str!("migrations/0007-waited-for.sql"),
    include_str!("migrations/0008-backups.sql"),
    include_str!("migrations/0009-open-cases.sql"),
];

/// Runs the steps that the file does not have yet, each in a transaction with its number.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let known = STEPS.len() as i64;
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > known || found < 0 {
            return Err(StoreError::NewerSchema { found, known });
        }
        let Some(step) = STEPS.get(found as usize) else { return Ok(()) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}
