//! Facts, parts and refusals.

use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::fact::{Carriage, Part, PartRef, SignedFact};
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::WithoutPictures;
use doorstep_protocol::receipt::SignedReceipt;
use rusqlite::{Row, params};

use super::Sqlite;
use super::column::{fixed, fixed_option, json, parsed, to_json};
use crate::store::{FactStore, KeptPart, Place, PlacedFact, Refusal, StoreError, StoredFact};

const INSERT_FACT: &str = "INSERT INTO facts
    (sequence, rolling, id, subject, kind, person, installation, own_sequence, head, algorithm,
     signature, content, verdict, receipt, receipt_signature, taken, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
const INSERT_PART: &str = "INSERT INTO parts (fact, slot, hash, size, carriage, salt, bytes, file)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
/// With each fact that comes behind another one. By its subject: of an installation there may be ten thousands.
pub(super) const COUNT_OWN: &str = "SELECT COUNT(*) FROM facts INDEXED BY facts_by_subject
    WHERE subject = ?1 AND sequence > ?2 AND installation = ?3 AND own_sequence < ?4";
/// A handheld has let go of what is older, or will not begin to miss it now.
const NEWEST: i64 = 1_000;
/// Once for each handheld after the office began, and then of what is new.
const OWN_WITH_MISSING: &str = "SELECT DISTINCT id, own_sequence FROM
    (SELECT id, own_sequence FROM facts WHERE installation = ?1 AND own_sequence > ?2 AND own_sequence <= ?3
     ORDER BY own_sequence DESC LIMIT ?4)
    JOIN parts ON parts.fact = id WHERE carriage = 'apart' AND file IS NULL ORDER BY own_sequence DESC LIMIT ?5";

impl FactStore for Sqlite {
    fn last_place(&self) -> Result<Option<Place>, StoreError> {
        self.one("SELECT sequence, rolling FROM facts ORDER BY sequence DESC LIMIT 1", [], place)
    }

    fn rolling_at(&self, sequence: i64) -> Result<Option<Hash>, StoreError> {
        self.one("SELECT rolling FROM facts WHERE sequence = ?1", [sequence], |row| fixed(row, "rolling"))
    }

    fn insert_fact(&self, placed: &PlacedFact<'_>) -> Result<(), StoreError> {
        let (head, fact, receipt) = (placed.head, placed.fact, placed.receipt);
        self.run(
            INSERT_FACT,
            params![
                placed.place.sequence,
                placed.place.rolling.0,
                head.id.to_string(),
                head.subject.as_str(),
                head.kind,
                head.by.person.as_str(),
                head.installation.to_string(),
                head.sequence,
                fact.head,
                fact.algorithm,
                fact.signature.0,
                placed.content.0,
                to_json(placed.verdict)?,
                receipt.receipt,
                receipt.signature.0,
                placed.taken.millis(),
                placed.seal.map(|seal| seal.0),
            ],
        )?;
        placed.parts.iter().try_for_each(|part| self.insert_part(head.id, part))
    }

    fn fact(&self, id: FactId) -> Result<Option<StoredFact>, StoreError> {
        let found = self.one("SELECT * FROM facts WHERE id = ?1", [id.to_string()], stored)?;
        found.map(|fact| self.with_parts(fact)).transpose()
    }

    fn fact_at(&self, sequence: i64) -> Result<Option<StoredFact>, StoreError> {
        let found = self.one("SELECT * FROM facts WHERE sequence = ?1", [sequence], stored)?;
        found.map(|fact| self.with_parts(fact)).transpose()
    }

    fn facts_of(&self, subject: &SubjectId, through: i64) -> Result<Vec<StoredFact>, StoreError> {
        let sql = "SELECT * FROM facts WHERE subject = ?1 AND sequence <= ?2 ORDER BY sequence";
        let facts = self.all(sql, params![subject.as_str(), through], stored)?;
        facts.into_iter().map(|fact| self.with_parts(fact)).collect()
    }

    fn count_own(
        &self,
        installation: InstallationId,
        subject: &SubjectId,
        before: i64,
        after_place: i64,
    ) -> Result<i64, StoreError> {
        self.number(COUNT_OWN, params![subject.as_str(), after_place, installation.to_string(), before])
    }

    fn count_before(&self, installation: InstallationId, before: i64) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM
            (SELECT own_sequence FROM facts WHERE installation = ?1 AND own_sequence < ?2
             UNION SELECT own_sequence FROM refused WHERE installation = ?1 AND own_sequence < ?2)";
        self.number(sql, params![installation.to_string(), before])
    }

    fn own_sequences(
        &self,
        installation: InstallationId,
        after: i64,
        through: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT own_sequence FROM facts WHERE installation = ?1 AND own_sequence > ?2 AND own_sequence <= ?3
            UNION SELECT own_sequence FROM refused WHERE installation = ?1 AND own_sequence > ?2 AND own_sequence <= ?3
            ORDER BY own_sequence";
        self.all(sql, params![installation.to_string(), after, through], |row| Ok(row.get(0)?))
    }

    fn own_with_missing_parts(
        &self,
        installation: InstallationId,
        after: i64,
        through: i64,
        most: usize,
    ) -> Result<Vec<WithoutPictures>, StoreError> {
        let installation = installation.to_string();
        self.all(OWN_WITH_MISSING, params![installation, after, through, NEWEST, most as i64], |row| {
            Ok(WithoutPictures { sequence: row.get("own_sequence")?, fact: parsed(row, "id")? })
        })
    }

    fn count_refused(&self, installation: InstallationId, tag: &Fixed<16>) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM refused WHERE installation = ?1 AND tag = ?2";
        self.number(sql, params![installation.to_string(), tag.0])
    }

    fn last_own_sequence(&self, installation: InstallationId) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(own_sequence), 0) FROM facts WHERE installation = ?1";
        self.number(sql, [installation.to_string()])
    }

    fn last_own_on(&self, installation: InstallationId, subject: &SubjectId) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(own_sequence), 0) FROM facts WHERE subject = ?1 AND installation = ?2";
        self.number(sql, params![subject.as_str(), installation.to_string()])
    }

    fn last_applied(&self, subject: &SubjectId) -> Result<i64, StoreError> {
        let sql = "SELECT sequence FROM facts WHERE subject = ?1 AND verdict ->> '$.outcome' = 'applied'
            ORDER BY sequence DESC LIMIT 1";
        Ok(self.one(sql, [subject.as_str()], |row| Ok(row.get(0)?))?.unwrap_or(0))
    }

    fn has_own_sequence(&self, installation: InstallationId, sequence: i64) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM facts WHERE installation = ?1 AND own_sequence = ?2)";
        Ok(self.number(sql, params![installation.to_string(), sequence])? == 1)
    }

    fn keep_refused(&self, refusal: &Refusal) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO refused (digest, why, installation, own_sequence, tag, bytes, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let r = refusal;
        let installation = r.installation.to_string();
        self.run(sql, params![r.digest.0, r.why, installation, r.sequence, r.tag.0, r.bytes, r.at.millis()])?;
        Ok(())
    }

    fn count_too_old(&self, installation: InstallationId, at: Moment) -> Result<(), StoreError> {
        let sql = "INSERT INTO too_old (installation, times, last) VALUES (?1, 1, ?2)
            ON CONFLICT DO UPDATE SET times = times + 1, last = ?2";
        self.run(sql, params![installation.to_string(), at.millis()]).map(drop)
    }

    fn part(&self, fact: FactId, slot: &str) -> Result<Option<KeptPart>, StoreError> {
        let sql = "SELECT * FROM parts WHERE fact = ?1 AND slot = ?2";
        self.one(sql, params![fact.to_string(), slot], kept_part)
    }

    fn facts_of_kind(&self, kind: &str) -> Result<Vec<FactId>, StoreError> {
        self.all("SELECT id FROM facts WHERE kind = ?1 ORDER BY sequence", [kind], |row| parsed(row, "id"))
    }
}

impl Sqlite {
    fn insert_part(&self, fact: FactId, part: &KeptPart) -> Result<(), StoreError> {
        let reference = &part.reference;
        let carriage = match reference.carriage {
            Carriage::Inline => "inline",
            Carriage::Apart => "apart",
        };
        self.run(
            INSERT_PART,
            params![
                fact.to_string(),
                reference.slot.as_str(),
                reference.hash.0,
                reference.size,
                carriage,
                part.salt.map(|salt| salt.0),
                part.bytes.as_ref().map(|bytes| &bytes.0),
                part.file,
            ],
        )?;
        Ok(())
    }

    fn with_parts(&self, mut stored: (FactId, StoredFact)) -> Result<StoredFact, StoreError> {
        let sql = "SELECT slot, salt, bytes FROM parts WHERE fact = ?1 AND bytes IS NOT NULL ORDER BY slot";
        stored.1.fact.parts = self.all(sql, [stored.0.to_string()], |row| {
            Ok(Part { slot: parsed(row, "slot")?, salt: fixed(row, "salt")?, bytes: Blob(row.get("bytes")?) })
        })?;
        Ok(stored.1)
    }
}

fn place(row: &Row<'_>) -> Result<Place, StoreError> {
    Ok(Place { sequence: row.get("sequence")?, rolling: fixed(row, "rolling")? })
}

fn stored(row: &Row<'_>) -> Result<(FactId, StoredFact), StoreError> {
    let fact = SignedFact {
        head: row.get("head")?,
        algorithm: row.get("algorithm")?,
        signature: fixed(row, "signature")?,
        parts: Vec::new(),
    };
    let receipt = SignedReceipt { receipt: row.get("receipt")?, signature: fixed(row, "receipt_signature")? };
    let stored = StoredFact {
        place: place(row)?,
        subject: parsed(row, "subject")?,
        fact,
        content: fixed(row, "content")?,
        verdict: json(row, "verdict")?,
        receipt,
    };
    Ok((parsed(row, "id")?, stored))
}

fn kept_part(row: &Row<'_>) -> Result<KeptPart, StoreError> {
    let carriage: String = row.get("carriage")?;
    let reference = PartRef {
        slot: parsed(row, "slot")?,
        hash: fixed(row, "hash")?,
        size: row.get("size")?,
        carriage: if carriage == "apart" { Carriage::Apart } else { Carriage::Inline },
    };
    let bytes: Option<Vec<u8>> = row.get("bytes")?;
    let file = row.get("file")?;
    Ok(KeptPart { reference, salt: fixed_option(row, "salt")?, bytes: bytes.map(Blob), file })
}
