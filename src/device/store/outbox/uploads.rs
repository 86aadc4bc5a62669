//! Pictures that wait to go up, each as it lies on the flash: ciphertext whose key only the office and the
//! personal store can open. They are sent while nobody is signed in, and after a forgotten PIN (F-01).

use doorstep_domain::fact::Slot;
use doorstep_domain::ids::FactId;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::seal::Sealed;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::rows::parsed;
use super::{Outbox, StoreError};
use crate::store::{from_json, to_json};

/// A picture that is to wait with its fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// The slot that the head names.
    pub slot: Slot,
    /// Its key and salt, sealed to the office.
    pub secret: Sealed,
    /// The name of its file.
    pub file: String,
    /// Its length as it travels.
    pub bytes: i64,
}

/// A picture in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Which one.
    pub id: i64,
    /// The installation's own count of its fact.
    pub sequence: i64,
    /// Its fact.
    pub fact: FactId,
    /// Its slot.
    pub slot: Slot,
    /// Its key and salt, sealed to the office.
    pub secret: Sealed,
    /// The name of its file.
    pub file: String,
    /// Its length as it travels.
    pub bytes: i64,
    /// So much of it the office said it has.
    pub sent: i64,
    /// How it stands.
    pub state: UploadState,
}

/// How a picture stands. Only [`UploadState::Sent`] is green.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Not all of it is there.
    Waiting,
    /// The office does not take it yet: it comes again later.
    Again,
    /// The office's receipt says that it holds it.
    Sent,
    /// It will not be taken: kept, and shown.
    Refused(UploadRefusal),
}

/// Why a picture does not go up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadRefusal {
    /// The office says so.
    Office(ProblemCode),
    /// Its file is gone or shorter than it was.
    FileLost,
}

const WAITING: &str = "waiting";
const AGAIN: &str = "again";
const SENT: &str = "sent";

const COLUMNS: &str = "uploads.id, uploads.sequence, rows.fact, uploads.slot, uploads.secret, uploads.file,
                       uploads.bytes, uploads.sent, uploads.state, uploads.reason";

impl Outbox {
    /// Puts a picture in beside its fact's row. A second time is harmless.
    pub(super) fn put_upload(&self, sequence: i64, upload: &NewUpload) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO uploads (sequence, slot, secret, file, bytes, state, priority)
                   VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', (SELECT priority FROM rows WHERE sequence = ?1))";
        let (slot, secret) = (upload.slot.as_str(), to_json(&upload.secret));
        self.connection.prepare_cached(sql)?.execute(params![
            sequence,
            slot,
            secret,
            upload.file,
            upload.bytes
        ])?;
        Ok(())
    }

    /// The next pictures to send, no more than so many: of the facts that the office holds, grave complaints first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn next_uploads(&self, most: u32) -> Result<Vec<Upload>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM uploads INDEXED BY uploads_open
             CROSS JOIN rows ON rows.sequence = uploads.sequence
             WHERE uploads.state IN ('waiting', 'again') AND uploads.state = 'waiting'
               AND rows.receipt IS NOT NULL
             ORDER BY uploads.priority, uploads.id LIMIT ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let uploads = statement.query_map([most], read)?;
        Ok(uploads.collect::<Result<_, _>>()?)
    }

    /// Whether the office did not take some picture yet, though it holds its fact.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn has_put_off_uploads(&self) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM uploads INDEXED BY uploads_open
                   CROSS JOIN rows ON rows.sequence = uploads.sequence
                   WHERE uploads.state IN ('waiting', 'again') AND uploads.state = 'again'
                     AND rows.receipt IS NOT NULL";
        Ok(self.connection.prepare_cached(sql)?.exists([])?)
    }

    /// All pictures that wait, each with its length in bytes, in the order in which they go.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_uploads(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT uploads.id, uploads.bytes FROM uploads INDEXED BY uploads_open
                   CROSS JOIN rows ON rows.sequence = uploads.sequence
                   WHERE uploads.state IN ('waiting', 'again') AND rows.state <> 'refused'
                   ORDER BY uploads.priority, uploads.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let uploads = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(uploads.collect::<Result<_, _>>()?)
    }

    /// A picture in the outbox.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn upload(&self, id: i64) -> Result<Option<Upload>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM uploads JOIN rows ON rows.sequence = uploads.sequence WHERE uploads.id = ?1"
        );
        Ok(self.connection.prepare_cached(&sql)?.query_row([id], read).optional()?)
    }

    /// The pictures of a row, in the order of their slots.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn uploads_of(&self, sequence: i64) -> Result<Vec<Upload>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM uploads JOIN rows ON rows.sequence = uploads.sequence
             WHERE uploads.sequence = ?1 ORDER BY uploads.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let uploads = statement.query_map([sequence], read)?;
        Ok(uploads.collect::<Result<_, _>>()?)
    }

    /// The office says how much of a picture it has.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_upload_offset(&self, id: i64, offset: i64) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET sent = ?2, state = 'waiting' WHERE id = ?1 AND state <> 'sent'";
        self.connection.prepare_cached(sql)?.execute([id, offset])?;
        Ok(())
    }

    /// The office does not take it yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_off_upload(&self, id: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached("UPDATE uploads SET state = 'again' WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    /// What was put off waits again, each for one more try.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn take_up_put_off(&self) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE uploads SET state = 'waiting' WHERE state = 'again'")?
            .execute([])?;
        Ok(())
    }

    /// It will not be taken. The row is to be looked at.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn refuse_upload(&self, id: i64, why: UploadRefusal) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET state = 'refused', reason = ?2 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![id, to_json(&why)])?;
        Ok(())
    }

    /// What a receipt says of a row's pictures: those that are not missing are there.
    pub(super) fn confirm_uploads(&self, sequence: i64, missing: &[Slot]) -> Result<(), StoreError> {
        for upload in self.uploads_of(sequence)? {
            let sql = match (missing.contains(&upload.slot), upload.state) {
                (false, _) => "UPDATE uploads SET state = 'sent', sent = bytes WHERE id = ?1",
                (true, UploadState::Sent) => "UPDATE uploads SET state = 'waiting', sent = 0 WHERE id = ?1",
                (true, _) => continue,
            };
            self.connection.prepare_cached(sql)?.execute([upload.id])?;
        }
        Ok(())
    }

    /// The files of all pictures that are in the outbox: they stay, whoever may see the subject.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn upload_files(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT file FROM uploads")?;
        let files = statement.query_map([], |row| row.get(0))?;
        Ok(files.collect::<Result<_, _>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Upload> {
    let (state, reason): (String, Option<String>) = (row.get(8)?, row.get(9)?);
    Ok(Upload {
        id: row.get(0)?,
        sequence: row.get(1)?,
        fact: parsed(row, "fact", |text| text.parse().ok())?,
        slot: parsed(row, "slot", |text| text.parse().ok())?,
        secret: parsed(row, "secret", |text| from_json("secret", text).ok())?,
        file: row.get(5)?,
        bytes: row.get(6)?,
        sent: row.get(7)?,
        state: match state.as_str() {
            WAITING => UploadState::Waiting,
            AGAIN => UploadState::Again,
            SENT => UploadState::Sent,
            _ => UploadState::Refused(read_refusal(reason)),
        },
    })
}

fn read_refusal(reason: Option<String>) -> UploadRefusal {
    let read = reason.and_then(|text| serde_json::from_str(&text).ok());
    read.unwrap_or(UploadRefusal::Office(ProblemCode::BadRequest))
}
