//! What is found: by id and place, without anything about anybody (P-10).

use std::fmt;

use crate::store::Gap;

/// No more findings are named; they are counted all the same.
const MAX_NAMED: usize = 1000;

/// Something that is missing or altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The database file is damaged.
    Database(String),
    /// Places of the order are empty.
    Empty {
        /// The first.
        from: i64,
        /// The last.
        through: i64,
    },
    /// Facts that the office itself made are missing.
    OwnFacts(Gap),
    /// Something is wrong with a fact.
    Fact {
        /// Its place in the order.
        place: i64,
        /// Its id, as its row has it.
        id: String,
        /// What.
        fault: Fault,
    },
    /// A part of a fact that is not there.
    StrayPart {
        /// The fact's id.
        fact: String,
        /// The part's slot.
        slot: String,
    },
    /// A key's certificate is not the office's, or not for this key.
    Certificate {
        /// Whose.
        person: String,
        /// On which installation.
        installation: String,
    },
    /// Something that was refused is not what came.
    Refused {
        /// The installation that sent it.
        installation: String,
        /// As which of its own.
        sequence: i64,
    },
    /// The file of a picture on its way up lacks bytes that were acknowledged.
    Upload {
        /// The fact's id.
        fact: String,
        /// The picture's slot.
        slot: String,
    },
}

/// What is wrong with a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Its signed bytes are no head.
    Head,
    /// What is kept beside the head is not what the head says.
    Beside,
    /// The signature does not fit the signed bytes.
    Signature,
    /// The content hash is another one.
    Content,
    /// The rolling hash does not follow from the one before: something was altered, removed or swapped.
    Rolling,
    /// The key that signed was not certified.
    Certificate,
    /// There is no verdict that can be read.
    NoVerdict,
    /// The verdict is not the one that was given.
    Verdict,
    /// The receipt is not the office's.
    Receipt,
    /// The receipt is for something else.
    OtherReceipt,
    /// A part is missing.
    PartMissing(String),
    /// A part is altered.
    PartAltered(String),
    /// The file of a part is gone.
    FileMissing(String),
    /// A part that the head does not name.
    PartUnnamed(String),
}

/// What is no fault, and worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// What handhelds made and has not arrived.
    pub not_arrived: Vec<Gap>,
    /// So many pictures have not arrived.
    pub pictures_missing: u64,
    /// So many verdicts were given before they were sealed: they are there, and nothing proves them.
    pub unsealed: u64,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// So many facts.
    pub facts: u64,
    /// So many parts that came with them.
    pub parts: u64,
    /// So many pictures.
    pub pictures: u64,
    /// So many bytes of pictures.
    pub bytes: u64,
    /// So many certificates.
    pub keys: u64,
    /// What is missing or altered, the first of it.
    pub findings: Vec<Finding>,
    /// So many findings are not named.
    pub more: u64,
    /// What is no fault.
    pub notes: Notes,
}

impl Verified {
    /// Whether nothing is missing or altered.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty() && self.more == 0
    }

    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_NAMED { self.findings.push(finding) } else { self.more += 1 }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.facts += other.facts;
        self.parts += other.parts;
        self.pictures += other.pictures;
        self.bytes += other.bytes;
        self.more += other.more;
        self.notes.pictures_missing += other.notes.pictures_missing;
        self.notes.unsealed += other.notes.unsealed;
        other.findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// In the office's order, whichever core was first.
    pub(super) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| match finding {
            Finding::Fact { place, .. } => *place,
            Finding::Empty { from, .. } => *from,
            _ => 0,
        });
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Database(damage) => write!(f, "the database file: {damage}"),
            Finding::Empty { from, through } if from == through => {
                write!(f, "place {from}: the fact is missing")
            }
            Finding::Empty { from, through } => {
                write!(f, "places {from} to {through}: the facts are missing")
            }
            Finding::OwnFacts(gap) => {
                write!(f, "the office's own facts: {} to {} are missing", gap.from, gap.through)
            }
            Finding::Fact { place, id, fault } => write!(f, "place {place}, fact {id}: {fault}"),
            Finding::StrayPart { fact, slot } => write!(f, "{slot} of {fact}: its fact is missing"),
            Finding::Certificate { person, installation } => {
                write!(f, "the certificate of {person} on {installation} is not the office's, or altered")
            }
            Finding::Refused { installation, sequence } => {
                write!(f, "what {installation} sent as {sequence} and was refused is altered")
            }
            Finding::Upload { fact, slot } => {
                write!(f, "{slot} of {fact}, on its way up: bytes that were acknowledged are missing")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Head => f.write_str("its signed bytes are altered: no head can be read"),
            Fault::Beside => f.write_str("what is kept beside the head is not what the head says"),
            Fault::Signature => {
                f.write_str("the signature does not fit: head, author's key or signature is altered")
            }
            Fault::Content => f.write_str("the content hash is another one"),
            Fault::Rolling => f.write_str("the rolling hash does not follow from the one before"),
            Fault::Certificate => f.write_str("the key that signed is not certified"),
            Fault::NoVerdict => f.write_str("no verdict can be read"),
            Fault::Verdict => f.write_str("the verdict is altered"),
            Fault::Receipt => f.write_str("the receipt is altered"),
            Fault::OtherReceipt => f.write_str("the receipt is for something else"),
            Fault::PartMissing(slot) => write!(f, "{slot} is missing"),
            Fault::PartAltered(slot) => write!(f, "{slot} is altered"),
            Fault::FileMissing(slot) => write!(f, "the file of {slot} is missing"),
            Fault::PartUnnamed(slot) => write!(f, "{slot} is there, and the head does not name it"),
        }
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings.iter().try_for_each(|finding| writeln!(f, "{finding}"))?;
        if self.more > 0 {
            writeln!(f, "and {} findings more", self.more)?;
        }
        for gap in &self.notes.not_arrived {
            writeln!(f, "not arrived from {}: its {} to {}", gap.installation, gap.from, gap.through)?;
        }
        if self.notes.pictures_missing > 0 {
            writeln!(f, "{} pictures have not arrived", self.notes.pictures_missing)?;
        }
        if self.notes.unsealed > 0 {
            writeln!(f, "{} verdicts are older than their seals: nothing proves them", self.notes.unsealed)?;
        }
        let whole = if self.is_whole() { "all of it is whole" } else { "it is not whole" };
        write!(
            f,
            "{} facts, {} parts, {} pictures ({} bytes), {} certificates: {whole}",
            self.facts, self.parts, self.pictures, self.bytes, self.keys
        )
    }
}
