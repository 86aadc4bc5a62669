-- C-05, C-06: the complaints of which a clock runs, so that nobody looks through all of them. It can be reckoned from the
-- subjects' states; what was there before is taken in whole, and leaves when its subject changes or is looked at.
CREATE TABLE waited_for (
    subject TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO waited_for (subject) SELECT subject FROM subjects WHERE kind = 'complaint';

-- C-06: who may be wanted on a handheld.
CREATE INDEX person_keys_by_installation ON person_keys (installation) WHERE retired IS NULL;
