-- The office itself: its site, its installation, its epoch.
CREATE TABLE office (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts in the office's order. Nothing is ever updated or deleted here.
CREATE TABLE facts (
    sequence          INTEGER PRIMARY KEY,
    rolling           BLOB NOT NULL,
    id                TEXT NOT NULL UNIQUE,
    subject           TEXT NOT NULL,
    kind              TEXT NOT NULL,
    person            TEXT NOT NULL,
    installation      TEXT NOT NULL,
    own_sequence      INTEGER NOT NULL,
    head              TEXT NOT NULL,
    algorithm         TEXT NOT NULL,
    signature         BLOB NOT NULL,
    content           BLOB NOT NULL,
    verdict           TEXT NOT NULL,
    receipt           TEXT NOT NULL,
    receipt_signature BLOB NOT NULL,
    taken             INTEGER NOT NULL
) STRICT;
CREATE INDEX facts_by_subject ON facts (subject, sequence);
CREATE INDEX facts_by_installation ON facts (installation, own_sequence);
CREATE INDEX facts_by_kind ON facts (kind, sequence);

-- Parts: `bytes` for those that came with the fact, `file` for those that travel apart, neither while one is missing.
CREATE TABLE parts (
    fact     TEXT NOT NULL REFERENCES facts (id),
    slot     TEXT NOT NULL,
    hash     BLOB NOT NULL,
    size     INTEGER NOT NULL,
    carriage TEXT NOT NULL,
    salt     BLOB,
    bytes    BLOB,
    file     TEXT,
    PRIMARY KEY (fact, slot)
) STRICT, WITHOUT ROWID;

-- What came and is no fact, or not the one that has its id: kept for a look.
CREATE TABLE refused (
    digest       BLOB PRIMARY KEY,
    why          TEXT NOT NULL,
    installation TEXT NOT NULL,
    own_sequence INTEGER NOT NULL,
    tag          BLOB NOT NULL,
    bytes        BLOB NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX refused_by_installation ON refused (installation, tag);

-- How often an installation sent what this office is too old to know.
CREATE TABLE too_old (
    installation TEXT PRIMARY KEY,
    times        INTEGER NOT NULL,
    last         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The fold of each subject's facts.
CREATE TABLE subjects (
    subject       TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    fold_version  INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    home          TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX subjects_by_kind ON subjects (kind);
CREATE INDEX subjects_by_home ON subjects (home) WHERE home IS NOT NULL;

-- Who has which subject, and why (P-09, P-10).
CREATE TABLE grants (
    subject  TEXT NOT NULL,
    audience TEXT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (subject, audience, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_by_audience ON grants (audience, reason);

-- What each audience was told, in order. A cursor is a place here.
CREATE TABLE log (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    audience TEXT NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    sequence INTEGER NOT NULL
) STRICT;
CREATE INDEX log_by_audience ON log (audience, position);
