-- R-01, C-11: how many of each local day have a number, orders and complaints each in their own row.
CREATE TABLE numbers (
    kind  TEXT NOT NULL,
    day   TEXT NOT NULL,
    given INTEGER NOT NULL,
    PRIMARY KEY (kind, day)
) STRICT, WITHOUT ROWID;
INSERT INTO numbers (kind, day, given) SELECT 'work_order', day, orders FROM order_days;
DROP TABLE order_days;

-- C-05: when the office has to look at a subject by itself. It can be reckoned from the subject's state.
CREATE TABLE alarms (
    subject TEXT PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_by_time ON alarms (at);

-- Who was signed in at the newest contact.
ALTER TABLE heartbeats ADD COLUMN person TEXT;
