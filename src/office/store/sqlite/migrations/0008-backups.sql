-- M-04: pictures that arrived since the last backup: what it holds of their facts is not all of them.
CREATE TABLE arrivals (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    installation TEXT NOT NULL,
    sequence     INTEGER NOT NULL      -- of the fact, in the office's order
) STRICT;
CREATE INDEX arrivals_by_installation ON arrivals (installation, sequence);

-- What binds a verdict to its fact: a keyed hash. None for what was judged before there was one.
ALTER TABLE facts ADD COLUMN seal BLOB;
