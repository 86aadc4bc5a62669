//! Facts and their inline parts, as signed.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::{Head, Part, SignedFact, Slot, Verdict};
use doorstep_domain::ids::{FactId, SubjectId};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Personal, StoreError};
use crate::store::{from_json, to_json};

/// A fact as it is kept; its parts are read one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFact {
    /// Its id.
    pub id: FactId,
    /// Its place in the office's order; `None` for a fact made here that did not come back yet.
    pub office_sequence: Option<i64>,
    /// Its place in this installation's order; `None` for a fact made elsewhere.
    pub own_sequence: Option<i64>,
    /// Head, algorithm and signature; no parts.
    pub signed: SignedFact,
    /// The office's verdict, once it answered.
    pub verdict: Option<Verdict>,
}

const COLUMNS: &str = "id, office_sequence, own_sequence, head, algorithm, signature, verdict";

impl Personal {
    /// Keeps a fact that was made here, with its parts.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_own(&self, head: &Head, signed: &SignedFact) -> Result<(), StoreError> {
        self.insert(head, signed, None, Some(head.sequence), None)?;
        self.put_parts(head.id, &signed.parts)
    }

    /// Keeps a fact of the feed: its place and verdict are the office's. A fact that was made here
    /// keeps its own sequence and its parts, and is pending no more. What the office says by rule has an id that
    /// follows from its cause: said anew after a restore, it takes the place of what was lost.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_ordered(
        &self,
        head: &Head,
        signed: &SignedFact,
        sequence: i64,
        verdict: &Verdict,
    ) -> Result<(), StoreError> {
        let sql =
            "UPDATE facts SET office_sequence = ?2, verdict = ?3, head = iif(own_sequence IS NULL, ?4, head),
                   signature = iif(own_sequence IS NULL, ?5, signature) WHERE id = ?1";
        let (id, signature) = (head.id.to_string(), signed.signature.to_string());
        let values = params![id, sequence, to_json(verdict), signed.head, signature];
        if self.connection.prepare_cached(sql)?.execute(values)? == 0 {
            self.insert(head, signed, Some(sequence), None, Some(verdict))?;
        }
        self.put_parts(head.id, &signed.parts)
    }

    fn insert(
        &self,
        head: &Head,
        signed: &SignedFact,
        office: Option<i64>,
        own: Option<i64>,
        verdict: Option<&Verdict>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO facts (id, subject, office_sequence, own_sequence, head, algorithm, signature, verdict)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.connection.prepare_cached(sql)?.execute(params![
            head.id.to_string(),
            head.subject.as_str(),
            office,
            own,
            signed.head,
            signed.algorithm,
            signed.signature.to_string(),
            verdict.map(to_json),
        ])?;
        Ok(())
    }

    fn put_parts(&self, fact: FactId, parts: &[Part]) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO parts (fact, slot, salt, bytes) VALUES (?1, ?2, ?3, ?4)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for part in parts {
            let values = params![fact.to_string(), part.slot.as_str(), part.salt.to_string(), part.bytes.0];
            statement.execute(values)?;
        }
        Ok(())
    }

    /// The facts on a subject: the office's in its order, then the own ones that it has not ordered yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn facts_on(&self, subject: &SubjectId) -> Result<Vec<StoredFact>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM facts WHERE subject = ?1
             ORDER BY office_sequence IS NULL, office_sequence, own_sequence"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let facts = statement.query_map([subject.as_str()], read_fact)?;
        Ok(facts.collect::<Result<_, _>>()?)
    }

    /// The newest place in the office's order that a fact on a subject has, zero where none has one; and how many have none yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn ordered_on(&self, subject: &SubjectId) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT ifnull(max(office_sequence), 0), count(*) - count(office_sequence)
                   FROM facts WHERE subject = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([subject.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// A fact.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn fact(&self, id: FactId) -> Result<Option<StoredFact>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM facts WHERE id = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([id.to_string()], read_fact).optional()?)
    }

    /// A fact of this installation.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn own_fact(&self, sequence: i64) -> Result<Option<StoredFact>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM facts WHERE own_sequence = ?1");
        Ok(self.connection.prepare_cached(&sql)?.query_row([sequence], read_fact).optional()?)
    }

    /// The own facts after a sequence that the office has not answered, in this installation's order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn unanswered_own_after(&self, sequence: i64) -> Result<Vec<StoredFact>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM facts WHERE own_sequence > ?1 AND office_sequence IS NULL AND verdict IS NULL
             ORDER BY own_sequence"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let facts = statement.query_map([sequence], read_fact)?;
        Ok(facts.collect::<Result<_, _>>()?)
    }

    /// Keeps the office's verdict on an own fact, from its answer.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_verdict(&self, id: FactId, verdict: &Verdict) -> Result<(), StoreError> {
        let sql = "UPDATE facts SET verdict = ?2 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![id.to_string(), to_json(verdict)])?;
        Ok(())
    }

    /// The newest own sequence; 0 before the first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn highest_own_sequence(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(max(own_sequence), 0) FROM facts";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// A part's bytes, if it is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn part(&self, fact: FactId, slot: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM parts WHERE fact = ?1 AND slot = ?2";
        let bytes =
            self.connection.prepare_cached(sql)?.query_row(params![fact.to_string(), slot], |row| row.get(0));
        Ok(bytes.optional()?)
    }

    /// A fact with all the parts that are here, as it is sent.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn whole(&self, fact: &StoredFact) -> Result<SignedFact, StoreError> {
        let sql = "SELECT slot, salt, bytes FROM parts WHERE fact = ?1 ORDER BY rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let parts = statement.query_map([fact.id.to_string()], read_part)?.collect::<Result<_, _>>()?;
        Ok(SignedFact { parts, ..fact.signed.clone() })
    }

    /// Keeps an entry of the feed that this version can make nothing of: a later one may.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_strange(&self, entry: &str, why: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO strange (entry, why) VALUES (?1, ?2)")?
            .execute([entry, why])?;
        Ok(())
    }

    /// How many such entries are kept.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn count_strange(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("SELECT count(*) FROM strange")?.query_row([], |row| row.get(0))?)
    }
}

fn read_fact(row: &Row<'_>) -> rusqlite::Result<StoredFact> {
    let verdict: Option<String> = row.get("verdict")?;
    let verdict = verdict.map(|text| from_json("verdict", &text)).transpose();
    let text: String = row.get("signature")?;
    Ok(StoredFact {
        id: row.get::<_, String>("id")?.parse().map_err(|_| unreadable("fact id"))?,
        office_sequence: row.get("office_sequence")?,
        own_sequence: row.get("own_sequence")?,
        signed: SignedFact {
            head: row.get("head")?,
            algorithm: row.get("algorithm")?,
            signature: Fixed::parse(&text).ok_or_else(|| unreadable("signature"))?,
            parts: Vec::new(),
        },
        verdict: verdict.map_err(|_| unreadable("verdict"))?,
    })
}

fn read_part(row: &Row<'_>) -> rusqlite::Result<Part> {
    let slot: Slot = row.get::<_, String>(0)?.parse().map_err(|_| unreadable("slot"))?;
    let salt = Fixed::parse(&row.get::<_, String>(1)?).ok_or_else(|| unreadable("salt"))?;
    Ok(Part { slot, salt, bytes: Blob(row.get(2)?) })
}

fn unreadable(what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("stored {what}").into())
}
