//! The personal database: what was received, what is being written, what was done (P-10). SQLCipher
//! with a random key; open only while somebody is signed in.

mod charges;
mod complaints;
mod draft_pictures;
mod drafts;
mod entries;
mod facts;
mod feed;
mod orders;
mod people;
mod pictures;
mod subjects;
mod summaries;
mod supervision;

use std::cell::Cell;
use std::path::Path;

use rusqlite::Connection;

use super::{Migrations, StoreError, check, limit_pages, open, write};

pub use charges::ChargeEntry;
pub use complaints::ComplaintEntry;
pub use doorstep_domain::about::About;
pub use draft_pictures::{DraftPicture, PictureId, PicturePlace};
pub use drafts::Draft;
pub use entries::Entry;
pub use facts::StoredFact;
pub use orders::OrderEntry;
pub use people::PersonRow;
pub use pictures::{Origin, PictureKey, StoredPicture, TakenPicture, WantedPicture};
pub use subjects::{CallbackEntry, CaseRow, EventEntry, Folded, HomeRow, SubjectRow};
pub use summaries::{Base, Known, SnapshotPlace};
pub use supervision::CaseFact;

const MIGRATIONS: Migrations = Migrations(&[
    "
    CREATE TABLE facts (
        id TEXT PRIMARY KEY,
        subject TEXT NOT NULL,
        office_sequence INTEGER,        -- NULL: made here, not in the office's order yet
        own_sequence INTEGER UNIQUE,    -- NULL: made elsewhere
        head TEXT NOT NULL,             -- exactly as signed
        algorithm TEXT NOT NULL,
        signature TEXT NOT NULL,
        verdict TEXT                    -- NULL: the office has not answered
    );
    CREATE INDEX facts_by_subject ON facts (subject, office_sequence, own_sequence);
    CREATE INDEX facts_unanswered ON facts (own_sequence) WHERE office_sequence IS NULL;
    CREATE TABLE parts (
        fact TEXT NOT NULL REFERENCES facts ON DELETE CASCADE,
        slot TEXT NOT NULL,
        salt TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (fact, slot)
    );
    CREATE TABLE pictures (
        fact TEXT NOT NULL REFERENCES facts ON DELETE CASCADE,
        slot TEXT NOT NULL,
        hash TEXT NOT NULL,
        size INTEGER NOT NULL,
        state TEXT NOT NULL,            -- wanted, here or gone
        salt TEXT,
        key TEXT,                       -- of this one file
        file TEXT,
        PRIMARY KEY (fact, slot)
    );
    CREATE INDEX pictures_wanted ON pictures (fact) WHERE state = 'wanted';
    CREATE TABLE subjects (
        subject TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        home TEXT,
        matter TEXT,
        event TEXT,
        due_by INTEGER,
        open INTEGER NOT NULL DEFAULT 0,
        case_kind TEXT,                 -- V-13: repair, complaint or failed_callback
        case_at INTEGER,
        about TEXT,                     -- what parts say, for lists
        office_state TEXT NOT NULL,     -- the fold of the office's facts
        shown_state TEXT NOT NULL,      -- and of what was made here since
        pending INTEGER NOT NULL,       -- facts made here that the office has not answered
        unknown INTEGER NOT NULL,       -- facts of kinds that this version does not know
        fold_version INTEGER NOT NULL
    );
    CREATE INDEX subjects_due ON subjects (kind, open, due_by);
    CREATE INDEX subjects_home ON subjects (home, kind);
    CREATE INDEX subjects_event ON subjects (event);
    CREATE INDEX subjects_fold ON subjects (fold_version);
    CREATE TABLE search (subject TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE grants (
        person TEXT NOT NULL,
        subject TEXT NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0,   -- taken away while a form about it is open
        PRIMARY KEY (person, subject)
    ) WITHOUT ROWID;
    CREATE INDEX grants_by_subject ON grants (subject);
    CREATE TABLE cursors (person TEXT PRIMARY KEY, cursor TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE epochs (epoch INTEGER PRIMARY KEY);
    CREATE TABLE drafts (
        person TEXT NOT NULL,
        subject TEXT NOT NULL,
        form TEXT NOT NULL,
        open INTEGER NOT NULL,          -- reopens by itself after the PIN
        updated INTEGER NOT NULL,
        PRIMARY KEY (person, subject)
    ) WITHOUT ROWID;
    CREATE TABLE strange (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, why TEXT NOT NULL);
",
    "
    ALTER TABLE pictures ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;   -- here, not at the office
    ALTER TABLE pictures ADD COLUMN thumbnail BLOB;
    CREATE TABLE draft_pictures (
        id TEXT PRIMARY KEY,
        person TEXT NOT NULL,
        subject TEXT NOT NULL,
        place TEXT NOT NULL,            -- in the form: door, before, after
        added INTEGER NOT NULL,
        hash TEXT NOT NULL,
        size INTEGER NOT NULL,
        salt TEXT NOT NULL,
        key TEXT NOT NULL,              -- of this one file
        file TEXT NOT NULL,
        thumbnail BLOB NOT NULL
    );
    CREATE INDEX draft_pictures_by_form ON draft_pictures (person, subject);
",
    "
    CREATE TABLE charges (              -- R-13: of the work orders in their shown state
        fact TEXT PRIMARY KEY,
        subject TEXT NOT NULL,
        person TEXT NOT NULL,           -- who took it
        at INTEGER NOT NULL,
        receipt TEXT,
        charge TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX charges_by_subject ON charges (subject);
    CREATE INDEX charges_by_person ON charges (person, at);
    CREATE INDEX charges_by_receipt ON charges (receipt) WHERE receipt IS NOT NULL;
",
    // What lists read of complaints came after they were first folded.
    "
    UPDATE subjects SET fold_version = 0 WHERE kind = 'complaint';
",
    "
    CREATE TABLE answers (              -- what the office last said to a person's question
        person TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (person, question)
    ) WITHOUT ROWID;
    -- V-12: what waits for a word, of the thousands that are done with.
    CREATE INDEX subjects_to_judge ON subjects (due_by) WHERE kind = 'callback' AND open = 0
        AND (shown_state ->> '$.state.review' IS NULL
            OR (shown_state ->> '$.state.disposal' IS NULL
                AND shown_state ->> '$.state.record.verdict' = 'unqualified'));
    CREATE INDEX subjects_cases ON subjects (case_at) WHERE case_kind IS NOT NULL;
",
    // P-12: what happened on a day.
    "
    CREATE INDEX facts_by_time ON facts (head ->> '$.office[1]');
",
    // First contact: what is known before the histories are here.
    "
    ALTER TABLE subjects ADD COLUMN summary INTEGER;    -- the place that office_state speaks up to; NULL: the history is here
    CREATE INDEX subjects_summary ON subjects (open DESC, ifnull(due_by, case_at) DESC, subject) WHERE summary IS NOT NULL;
    CREATE TABLE snapshots (            -- where each person's goes on
        person TEXT PRIMARY KEY,
        place TEXT NOT NULL,
        usable INTEGER NOT NULL
    ) WITHOUT ROWID;
",
    // P-10: what a lost office had granted after its backup.
    "
    ALTER TABLE grants ADD COLUMN unsaid INTEGER NOT NULL DEFAULT 0;   -- by the office's newest epoch
    CREATE INDEX grants_unsaid ON grants (person) WHERE unsaid = 1;
",
]);

/// The personal database, unlocked.
pub struct Personal {
    connection: Connection,
    /// Transactions since the log was last moved into the database.
    unmoved: Cell<u32>,
    /// How often something of the site's own data was written.
    site_changes: Cell<u64>,
}

/// After so many transactions the log is moved into the database: by [`Personal::tidy`], when nobody waits for a save …
const MOVED_EVERY: u32 = 32;
/// … or by SQLite itself, within a save, where nobody came to it before the log had so many pages.
const LONGEST_LOG: u32 = 4_000;

impl Personal {
    /// Opens it with its key, or makes it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        let connection = open(path, Some(key), MIGRATIONS)?;
        connection.pragma_update(None, "wal_autocheckpoint", LONGEST_LOG)?;
        Ok(Self { connection, unmoved: Cell::default(), site_changes: Cell::default() })
    }

    /// Runs `work` in one transaction.
    ///
    /// # Errors
    /// What `work` returns, or that the transaction could not be committed.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        self.unmoved.set(self.unmoved.get().saturating_add(1));
        write(&self.connection, || work(self))
    }

    /// How often the site's own data were written since this was opened: what was made of them before is old.
    pub fn site_changes(&self) -> u64 {
        self.site_changes.get()
    }

    /// Moves the log into the database once there is enough of it: several fsyncs, for which no save should wait.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn tidy(&self) -> Result<(), StoreError> {
        if self.unmoved.get() < MOVED_EVERY {
            return Ok(());
        }
        self.unmoved.set(0);
        Ok(self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }

    /// Looks through the whole file for damage.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn check(&self) -> Result<(), StoreError> {
        check(&self.connection)
    }

    /// Limits the file to so many pages: how a test fills the disk.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        limit_pages(&self.connection, pages)
    }
}
