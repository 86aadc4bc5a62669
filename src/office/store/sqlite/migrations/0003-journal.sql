-- P-10: every reading of personal data by a person.
CREATE TABLE reads (
    at           INTEGER NOT NULL,
    person       TEXT NOT NULL,
    installation TEXT,
    what         TEXT NOT NULL,
    fact         TEXT,
    detail       TEXT NOT NULL
) STRICT;
CREATE INDEX reads_by_person ON reads (person, at);

-- V-01: who had the office assign a callback.
CREATE TABLE assignments (
    fact TEXT PRIMARY KEY REFERENCES facts (id),
    by   TEXT NOT NULL,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
