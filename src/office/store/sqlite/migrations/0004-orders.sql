-- R-01: how many work orders of each local day have a number.
CREATE TABLE order_days (
    day    TEXT PRIMARY KEY,
    orders INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who still has work on it, for a work order.
ALTER TABLE subjects ADD COLUMN worker TEXT;
CREATE INDEX subjects_by_worker ON subjects (worker) WHERE worker IS NOT NULL;

-- R-13: what a person took since a day.
CREATE INDEX facts_by_person ON facts (kind, person, taken);
