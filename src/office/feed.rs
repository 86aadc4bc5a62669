//! The feed: what the audiences of one person were told, page by page (P-09, P-10, V-05).

use std::collections::BTreeSet;

use doorstep_domain::bytes::Hash;
use doorstep_domain::fact::RollingHash;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_protocol::cursor::Cursor;
use doorstep_protocol::feed::{FeedEntry, OrderedFact};

use crate::audience::{Audience, is_told};
use crate::error::OfficeError;
use crate::identity::{self, Identity};
use crate::store::{EntryKind, LogRow, Store, StoreError, StoredFact};

/// No more rows of the log on a page.
const MAX_ROWS: usize = 200;
/// A page ends with the entry that reaches this, in bytes.
const MAX_BYTES: usize = 512 * 1024;

/// Where a feed begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// After this place of the log; 0 is the beginning.
    After(i64),
    /// This epoch's office no longer knows the place: it was restored from a backup.
    Lost {
        /// The epoch that ends with it.
        epoch: i64,
        /// The newest that the cursor shows there was.
        newest: i64,
    },
}

/// A page before it is signed.
pub(crate) struct Page {
    pub entries: Vec<FeedEntry>,
    /// The place of the log that was read up to.
    pub position: i64,
    pub remaining: i64,
    /// It holds parts: a reading that is logged.
    pub personal: bool,
}

impl Page {
    /// Before the first place: all is still to come.
    pub fn nothing_yet() -> Self {
        Self { entries: Vec::new(), position: 0, remaining: 1, personal: false }
    }
}

/// Where a cursor goes on. One of another epoch or person begins anew.
pub(crate) fn start(
    store: &dyn Store,
    office: &Identity,
    person: &PersonId,
    after: Option<&str>,
) -> Result<Start, OfficeError> {
    let Some(text) = after else { return Ok(Start::After(0)) };
    let cursor = Cursor::read(text, &office.signing_public())
        .ok_or_else(|| OfficeError::bad_request("not a cursor of this office"))?;
    let epoch = identity::epoch(store)?;
    if cursor.person != *person || cursor.epoch < epoch {
        return Ok(Start::After(0));
    }
    // An epoch that is still to come was lost with what belonged to it.
    match rolling_at(store, cursor.sequence)?.filter(|_| cursor.epoch == epoch) {
        Some(rolling) if rolling == cursor.rolling => Ok(Start::After(cursor.sequence)),
        _ => Ok(Start::Lost { epoch, newest: cursor.epoch }),
    }
}

/// The cursor at a place of the log.
pub(crate) fn cursor(
    store: &dyn Store,
    office: &Identity,
    person: &PersonId,
    position: i64,
) -> Result<String, StoreError> {
    let cursor = Cursor {
        v: 1,
        epoch: identity::epoch(store)?,
        sequence: position,
        rolling: rolling_at(store, position)?.ok_or(StoreError::Unreadable("log"))?,
        person: person.clone(),
    };
    Ok(cursor.issue(&office.keys.signing))
}

fn rolling_at(store: &dyn Store, position: i64) -> Result<Option<Hash>, StoreError> {
    match position {
        0 => Ok(Some(RollingHash::START.0)),
        _ => store.log_sequence_at(position)?.map_or(Ok(None), |sequence| store.rolling_at(sequence)),
    }
}

/// What comes after a place for these audiences.
pub(crate) fn page(store: &dyn Store, audiences: &[Audience], after: i64) -> Result<Page, StoreError> {
    let rows = store.log_after(audiences, after, MAX_ROWS)?;
    let mut pages = Writing { store, audiences, entries: Vec::new(), bytes: 0, told: BTreeSet::new() };
    let mut read_up_to = None;
    for row in &rows {
        pages.add(row)?;
        read_up_to = Some(row.position);
        if pages.bytes >= MAX_BYTES {
            break;
        }
    }
    let all_read = rows.len() < MAX_ROWS && read_up_to == rows.last().map(|row| row.position);
    let position = if all_read { store.last_log()?.0.max(after) } else { read_up_to.unwrap_or(after) };
    let remaining = if all_read { 0 } else { store.count_log_after(audiences, position)? };
    let personal = pages.entries.iter().any(holds_parts);
    Ok(Page { entries: pages.entries, position, remaining, personal })
}

struct Writing<'a> {
    store: &'a dyn Store,
    audiences: &'a [Audience],
    entries: Vec<FeedEntry>,
    bytes: usize,
    /// Facts already on this page: somebody in two audiences is told once.
    told: BTreeSet<i64>,
}

impl Writing<'_> {
    /// Adds what a row says, unless it says what the person may not see now, or has still by another way.
    fn add(&mut self, row: &LogRow) -> Result<(), StoreError> {
        let granted = self.store.is_granted(&row.subject, self.audiences)?;
        match (row.kind, granted) {
            (EntryKind::Withdraw, false) => self.push(FeedEntry::Withdraw { subject: row.subject.clone() }),
            (EntryKind::Grant, true) => self.grant(&row.subject, row.sequence)?,
            (EntryKind::Fact, true) if !self.told.contains(&row.sequence) => {
                if let Some(stored) = self.store.fact_at(row.sequence)? {
                    let fact = self.tell(stored);
                    self.push(FeedEntry::Fact(Box::new(fact)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn grant(&mut self, subject: &SubjectId, through: i64) -> Result<(), StoreError> {
        let facts = told(self.store, subject, through)?;
        if facts.iter().all(|stored| self.told.contains(&stored.place.sequence)) {
            return Ok(());
        }
        let history = facts.into_iter().map(|stored| self.tell(stored)).collect();
        self.push(FeedEntry::Grant { subject: subject.clone(), history });
        Ok(())
    }

    fn tell(&mut self, stored: StoredFact) -> OrderedFact {
        self.told.insert(stored.place.sequence);
        self.bytes += size(&stored);
        ordered(stored)
    }

    fn push(&mut self, entry: FeedEntry) {
        self.bytes += 100;
        self.entries.push(entry);
    }
}

/// A subject's facts up to a place that those who have it are told of.
pub(crate) fn told(
    store: &dyn Store,
    subject: &SubjectId,
    through: i64,
) -> Result<Vec<StoredFact>, StoreError> {
    let mut facts = store.facts_of(subject, through)?;
    facts.retain(|stored| is_told(subject, stored.verdict.is_applied()));
    Ok(facts)
}

/// How long a fact is on a page, about.
pub(crate) fn size(stored: &StoredFact) -> usize {
    let parts: usize = stored.fact.parts.iter().map(|part| part.bytes.0.len() * 4 / 3 + 120).sum();
    stored.fact.head.len() + parts + 400
}

/// A fact as it is told.
pub(crate) fn ordered(stored: StoredFact) -> OrderedFact {
    OrderedFact {
        sequence: stored.place.sequence,
        rolling: stored.place.rolling,
        fact: stored.fact,
        verdict: stored.verdict,
    }
}

fn holds_parts(entry: &FeedEntry) -> bool {
    match entry {
        FeedEntry::Fact(fact) => !fact.fact.parts.is_empty(),
        FeedEntry::Grant { history, .. } => history.iter().any(|fact| !fact.fact.parts.is_empty()),
        FeedEntry::Withdraw { .. } => false,
    }
}
