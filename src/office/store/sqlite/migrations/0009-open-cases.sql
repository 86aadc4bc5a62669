-- The open callbacks, work orders and complaints, so that a new handheld gets them first. It can be reckoned from the
-- subjects' states; what was there before is taken in whole, and leaves when its subject changes.
CREATE TABLE open_cases (
    subject TEXT PRIMARY KEY,
    due_by  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX open_cases_by_time ON open_cases (due_by, subject);
INSERT INTO open_cases (subject, due_by)
    SELECT subject, 0 FROM subjects WHERE kind IN ('callback', 'work_order', 'complaint');
