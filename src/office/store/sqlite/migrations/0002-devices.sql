CREATE TABLE devices (
    installation TEXT PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE,
    device_key   BLOB NOT NULL,
    store_key    TEXT NOT NULL,
    revoked      INTEGER,
    quarantined  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE person_keys (
    key          BLOB PRIMARY KEY,
    person       TEXT NOT NULL,
    installation TEXT NOT NULL REFERENCES devices (installation),
    certificate  TEXT NOT NULL,
    since        INTEGER NOT NULL,
    retired      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX person_keys_by_person ON person_keys (person, installation);

-- One-time codes, hashed.
CREATE TABLE codes (
    id      INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    name    TEXT NOT NULL,
    digest  BLOB NOT NULL,
    expires INTEGER NOT NULL,
    wrong   INTEGER NOT NULL DEFAULT 0,
    used_by TEXT,
    used_at INTEGER
) STRICT;
CREATE INDEX codes_by_name ON codes (purpose, name);

-- The newest heartbeat of each handheld.
CREATE TABLE heartbeats (
    installation TEXT PRIMARY KEY REFERENCES devices (installation),
    body         TEXT NOT NULL,
    at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Locks that the office lifts, until the handheld lists the person as locked no more.
CREATE TABLE unlocks (
    installation TEXT NOT NULL REFERENCES devices (installation),
    person       TEXT NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (installation, person)
) STRICT, WITHOUT ROWID;
