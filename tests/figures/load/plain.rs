//! What SQLite alone does with the same bytes on the same disk: the reference.

use std::time::Instant;

use doorstep_tests_sync::folder::Place;
use rusqlite::{Connection, params};

use super::queues::Queues;

const TABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE bare (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT";

/// Inserts all of them, so many a transaction; rows a second.
pub fn insert(queues: &Queues, batch: usize) -> f64 {
    let rows: Vec<Vec<u8>> = queues.bytes().collect();
    let folder = Place::Disk.folder();
    let mut connection = Connection::open(folder.path().join("bare.db")).unwrap();
    connection.execute_batch(TABLE).unwrap();
    let begin = Instant::now();
    for rows in rows.chunks(batch) {
        let transaction = connection.transaction().unwrap();
        for row in rows {
            let mut insert =
                transaction.prepare_cached("INSERT INTO bare (id, bytes) VALUES (?1, ?2)").unwrap();
            insert.execute(params![uuid::Uuid::now_v7().to_string(), row]).unwrap();
        }
        transaction.commit().unwrap();
    }
    rows.len() as f64 / begin.elapsed().as_secs_f64()
}
