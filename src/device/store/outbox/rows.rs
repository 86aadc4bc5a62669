//! The rows that wait, and what became of them. Green only for what a receipt confirms (F-01).

use doorstep_domain::bytes::{Fixed, Hash};
use doorstep_domain::fact::{Outcome, Reason, Verdict};
use doorstep_domain::ids::{FactId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::facts::{AgainReason, SealedFact};
use doorstep_protocol::heartbeat::{Lacking, Sequences, WithoutPictures};
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{NewUpload, Outbox, StoreError};
use crate::store::{from_json, to_json};

/// How a row stands. Only [`RowState::Confirmed`] is green.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// Not answered yet.
    Waiting,
    /// Answered: come again later.
    Again(AgainReason),
    /// The office holds it, but pictures of it are still to come.
    PicturesMissing,
    /// The office holds it, pictures included.
    Confirmed,
    /// At the office, but it moved nothing: somebody has to look.
    Held(Reason),
    /// The office could not read it: kept on both sides.
    Refused(Reason),
}

/// A row of the outbox, without what is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// The installation's own count.
    pub sequence: i64,
    /// The fact.
    pub fact: FactId,
    /// Who made it.
    pub author: PersonId,
    /// Its content hash.
    pub content: Hash,
    /// Bytes as they travel.
    pub bytes: i64,
    /// When it was saved, in office time as reckoned then.
    pub saved: Moment,
    /// How it stands.
    pub state: RowState,
    /// The office's verdict, once it answered.
    pub verdict: Option<Verdict>,
    /// The receipt's number and time, once the office holds it.
    pub receipt: Option<(i64, Moment)>,
    /// The person has seen that it is held or refused.
    pub noticed: bool,
}

/// What the one line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Rows that wait, those to come again and those whose pictures are on their way included.
    pub waiting: i64,
    /// Facts among them that the office does not hold.
    pub facts: i64,
    /// Pictures that wait.
    pub pictures: i64,
    /// What is still to be sent of both.
    pub bytes: i64,
    /// When the oldest was saved.
    pub oldest: Option<Moment>,
    /// Rows that are held or refused, or a picture of them is, and that nobody has noticed.
    pub needs_look: i64,
    /// When the office took the newest row that is confirmed.
    pub confirmed_at: Option<Moment>,
}

/// The office's word for a row: only made from a receipt that was verified.
pub struct Confirmation {
    /// The installation's own count.
    pub sequence: i64,
    /// The verdict.
    pub verdict: Verdict,
    /// The receipt as signed.
    pub signed: SignedReceipt,
    /// The receipt as read.
    pub receipt: Receipt,
}

const WAITING: &str = "waiting";
const AGAIN: &str = "again";
const PICTURES: &str = "pictures";
const CONFIRMED: &str = "confirmed";
const HELD: &str = "held";
const REFUSED: &str = "refused";

const COLUMNS: &str =
    "sequence, fact, author, content, bytes, saved, state, reason, verdict, number, taken, noticed";
const WAIT_AGAIN: &str =
    "UPDATE rows SET state = 'waiting', receipt = NULL, verdict = NULL, number = NULL, taken = NULL,
                                 epoch = NULL";
const ANSWERED_BETWEEN: &str =
    "WHERE sequence BETWEEN ?1 AND ?2 AND sealed IS NOT NULL AND state NOT IN ('waiting', 'again')";
const PICTURES_WAIT_AGAIN: &str = "UPDATE uploads SET state = 'waiting', sent = 0
                                   WHERE sequence BETWEEN ?1 AND ?2 AND state IN ('sent', 'again')";
/// What is lost here does not come, however often the office asks: only what was complete waits again.
const COMPLETE: &str = "WHERE sequence = ?1 AND fact = ?2 AND sealed IS NOT NULL AND receipt IS NOT NULL
                        AND NOT EXISTS (SELECT 1 FROM uploads WHERE sequence = ?1 AND state <> 'sent')";

impl Outbox {
    /// Puts a sealed fact in, and its pictures. A second time is harmless: the first row stays.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put(
        &self,
        sealed: &SealedFact,
        fact: FactId,
        author: &PersonId,
        content: Hash,
        saved: Moment,
        pictures: &[NewUpload],
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO rows
                   (sequence, fact, author, priority, tag, sealed, content, bytes, saved, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting')";
        let (routing, text) = (&sealed.routing, to_json(sealed));
        self.connection.prepare_cached(sql)?.execute(params![
            routing.sequence,
            fact.to_string(),
            author.as_str(),
            routing.priority,
            routing.tag.to_string(),
            text,
            content.to_string(),
            text.len() as i64,
            saved.millis(),
        ])?;
        pictures.iter().try_for_each(|picture| self.put_upload(routing.sequence, picture))
    }

    /// The newest sequence that was sealed; 0 before the first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn highest_sequence(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT ifnull(max(sequence), 0) FROM rows")?
            .query_row([], |row| row.get(0))?)
    }

    /// The next rows to send, at most `facts` and `bytes` (but always one). Grave complaints first,
    /// with what precedes them on their subject; everything else in the installation's order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn batch(&self, facts: usize, bytes: usize, again: bool) -> Result<Vec<SealedFact>, StoreError> {
        let mut batch: Vec<SealedFact> = Vec::new();
        let mut size = 0;
        for sequence in self.next_in_order(facts, again)? {
            let Some(text) = self.sealed(sequence)? else { continue };
            size += text.len() + 1;
            if size > bytes && !batch.is_empty() {
                break;
            }
            batch.push(from_json("sealed fact", &text)?);
        }
        Ok(batch)
    }

    /// Which rows go next. Read from an index alone: the rows themselves are long, and may be many.
    fn next_in_order(&self, limit: usize, again: bool) -> Result<Vec<i64>, StoreError> {
        let sql = "WITH subjects AS (
                       SELECT tag, min(priority) AS urgency FROM rows INDEXED BY rows_open
                       WHERE state IN ('waiting', 'again') GROUP BY tag)
                   SELECT rows.sequence FROM rows INDEXED BY rows_open JOIN subjects ON subjects.tag = rows.tag
                   WHERE rows.state IN ('waiting', 'again') AND (rows.state = 'waiting' OR ?2)
                   ORDER BY urgency, rows.sequence LIMIT ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let sequences = statement.query_map(params![limit as i64, again], |row| row.get(0))?;
        Ok(sequences.collect::<Result<_, _>>()?)
    }

    /// All rows that wait, each with its length in bytes, in the order in which they go.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_rows(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT bytes FROM rows WHERE sequence = ?1")?;
        let mut with_bytes = |sequence| Ok((sequence, statement.query_row([sequence], |row| row.get(0))?));
        self.next_in_order(i64::MAX as usize, true)?.into_iter().map(&mut with_bytes).collect()
    }

    /// A sealed fact as it goes out, as JSON; `None` once it was let go of.
    pub(crate) fn sealed(&self, sequence: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT sealed FROM rows WHERE sequence = ?1 AND sealed IS NOT NULL";
        Ok(self.connection.prepare_cached(sql)?.query_row([sequence], |row| row.get(0)).optional()?)
    }

    /// Whether a batch would hold anything.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn has_open(&self, again: bool) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM rows INDEXED BY rows_open
                   WHERE state IN ('waiting', 'again') AND (state = 'waiting' OR ?1))";
        Ok(self.connection.prepare_cached(sql)?.query_row([again], |row| row.get(0))?)
    }

    /// A row.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn row(&self, sequence: i64) -> Result<Option<OutboxRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rows WHERE sequence = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([sequence], read_row).optional()?)
    }

    /// All rows, newest first, at most `limit`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rows(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rows ORDER BY sequence DESC LIMIT ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([limit as i64], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the one line counts; of one person, or of all.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn totals(&self, author: Option<&PersonId>) -> Result<Totals, StoreError> {
        let sql = "WITH pictures AS (
                       SELECT sequence AS of, count(*) FILTER (WHERE state IN ('waiting', 'again')) AS unsent,
                              ifnull(sum(bytes - sent) FILTER (WHERE state IN ('waiting', 'again')), 0) AS left,
                              count(*) FILTER (WHERE state = 'refused') AS refused
                       FROM uploads INDEXED BY uploads_counted GROUP BY sequence),
                   counted AS (
                       SELECT state, saved, taken, noticed, bytes, state IN ('waiting', 'again') AS fact,
                              ifnull(refused, 0) AS refused,
                              iif(state = 'refused', 0, ifnull(unsent, 0)) AS unsent,
                              iif(state = 'refused', 0, ifnull(left, 0)) AS left
                       FROM rows INDEXED BY rows_counted LEFT JOIN pictures ON of = sequence
                       WHERE ?1 IS NULL OR author = ?1),
                   judged AS (
                       SELECT *, fact OR unsent > 0 OR (state = 'pictures' AND refused = 0) AS open
                       FROM counted)
                   SELECT count(*) FILTER (WHERE open),
                          ifnull(sum(iif(fact, bytes, 0) + left), 0),
                          min(saved) FILTER (WHERE open),
                          count(*) FILTER (WHERE (state IN ('held', 'refused') OR refused > 0) AND NOT noticed),
                          max(taken) FILTER (WHERE state = 'confirmed'),
                          count(*) FILTER (WHERE fact),
                          ifnull(sum(unsent), 0)
                   FROM judged";
        let moment = |millis: Option<i64>| millis.map(Moment::nearest);
        Ok(self.connection.prepare_cached(sql)?.query_row([author.map(PersonId::as_str)], |row| {
            Ok(Totals {
                waiting: row.get(0)?,
                bytes: row.get(1)?,
                oldest: moment(row.get(2)?),
                needs_look: row.get(3)?,
                confirmed_at: moment(row.get(4)?),
                facts: row.get(5)?,
                pictures: row.get(6)?,
            })
        })?)
    }

    /// The office holds it: the receipt was verified.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn confirm(&self, word: &Confirmation) -> Result<(), StoreError> {
        let state = match (word.receipt.outcome, word.receipt.missing.is_empty()) {
            (Outcome::Held, _) => HELD,
            (Outcome::Refused, _) => REFUSED,
            (Outcome::Applied, false) => PICTURES,
            (Outcome::Applied, true) => CONFIRMED,
        };
        let sql =
            "UPDATE rows SET state = ?2, verdict = ?3, reason = ?4, receipt = ?5, epoch = ?6, number = ?7,
                   taken = ?8 WHERE sequence = ?1";
        let reason = word.verdict.reason.as_ref().unwrap_or(&Reason::Incomplete);
        self.connection.prepare_cached(sql)?.execute(params![
            word.sequence,
            state,
            to_json(&word.verdict),
            to_json(reason),
            to_json(&word.signed),
            word.receipt.epoch,
            word.receipt.sequence,
            word.receipt.taken.millis(),
        ])?;
        if state != REFUSED {
            self.end_alarm_of(word.sequence)?;
        }
        self.confirm_uploads(word.sequence, &word.receipt.missing)
    }

    /// The office could not read it: it is kept here as well.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn refuse(&self, sequence: i64, reason: &Reason) -> Result<(), StoreError> {
        self.set_state(sequence, REFUSED, &to_json(reason))
    }

    /// It has to come again later.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_off(&self, sequence: i64, why: AgainReason) -> Result<(), StoreError> {
        self.set_state(sequence, AGAIN, &to_json(&why))
    }

    fn set_state(&self, sequence: i64, state: &str, reason: &str) -> Result<(), StoreError> {
        // What a receipt confirmed stays confirmed, whatever a late answer says.
        let sql = "UPDATE rows SET state = ?2, reason = ?3 WHERE sequence = ?1 AND receipt IS NULL";
        self.connection.prepare_cached(sql)?.execute(params![sequence, state, reason])?;
        Ok(())
    }

    /// The person has seen that it is held or refused.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn notice(&self, sequence: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE rows SET noticed = 1 WHERE sequence = ?1")?
            .execute([sequence])?;
        Ok(())
    }

    /// The office began a new epoch, restored from a backup: what another one confirmed is offered again.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn offer_again(&self, epoch: i64) -> Result<usize, StoreError> {
        let pictures = "UPDATE uploads SET state = 'waiting', sent = 0 WHERE state = 'sent' AND sequence IN
                        (SELECT sequence FROM rows WHERE epoch <> ?1 AND sealed IS NOT NULL)";
        self.connection.prepare_cached(pictures)?.execute([epoch])?;
        let sql = format!("{WAIT_AGAIN} WHERE epoch <> ?1 AND sealed IS NOT NULL");
        Ok(self.connection.prepare_cached(&sql)?.execute([epoch])?)
    }

    /// The office says that it does not have what it had confirmed or refused: it goes on from an older copy of its machine.
    /// What waits for its pictures only comes again with the fact itself.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn offer_lacking(&self, lacking: &Lacking) -> Result<(), StoreError> {
        for Sequences { first, last } in &lacking.facts {
            self.connection.prepare_cached(PICTURES_WAIT_AGAIN)?.execute([first, last])?;
            let answered = format!("{WAIT_AGAIN} {ANSWERED_BETWEEN}");
            self.connection.prepare_cached(&answered)?.execute([first, last])?;
        }
        for WithoutPictures { sequence, fact } in &lacking.pictures {
            let complete = format!("{WAIT_AGAIN} {COMPLETE}");
            self.connection.prepare_cached(&complete)?.execute(params![sequence, fact.to_string()])?;
        }
        Ok(())
    }

    /// M-04: lets go of what is confirmed, in a backup and older than `before`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn prune(&self, before: Moment, backed_up_through: i64) -> Result<usize, StoreError> {
        let sql = "DELETE FROM rows INDEXED BY rows_confirmed WHERE state = 'confirmed' AND taken < ?1 AND number <= ?2
                   AND sequence < (SELECT max(sequence) FROM rows)";
        Ok(self.connection.prepare_cached(sql)?.execute(params![before.millis(), backed_up_through])?)
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let number: Option<i64> = row.get("number")?;
    let taken: Option<i64> = row.get("taken")?;
    let verdict: Option<String> = row.get("verdict")?;
    Ok(OutboxRow {
        sequence: row.get("sequence")?,
        fact: parsed(row, "fact", |text| text.parse().ok())?,
        author: parsed(row, "author", |text| text.parse().ok())?,
        content: parsed(row, "content", Fixed::parse)?,
        bytes: row.get("bytes")?,
        saved: Moment::nearest(row.get("saved")?),
        state: read_state(row)?,
        verdict: verdict.and_then(|text| serde_json::from_str(&text).ok()),
        receipt: number.zip(taken.map(Moment::nearest)),
        noticed: row.get("noticed")?,
    })
}

fn read_state(row: &Row<'_>) -> rusqlite::Result<RowState> {
    let (state, reason): (String, Option<String>) = (row.get("state")?, row.get("reason")?);
    let reason = reason.unwrap_or_default();
    Ok(match state.as_str() {
        WAITING => RowState::Waiting,
        AGAIN => RowState::Again(serde_json::from_str(&reason).unwrap_or(AgainReason::TooOld)),
        PICTURES => RowState::PicturesMissing,
        CONFIRMED => RowState::Confirmed,
        HELD => RowState::Held(serde_json::from_str(&reason).unwrap_or(Reason::Incomplete)),
        _ => RowState::Refused(serde_json::from_str(&reason).unwrap_or(Reason::Broken)),
    })
}

pub(super) fn parsed<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("stored {column}").into())
    })
}
