-- Pictures on their way up: where each stands. What is complete has its file in `parts`, and no row here.
CREATE TABLE uploads (
    fact   TEXT NOT NULL REFERENCES facts (id),
    slot   TEXT NOT NULL,
    secret TEXT NOT NULL,       -- key and salt, sealed to the office
    file   TEXT NOT NULL,       -- ciphertext so far
    length INTEGER NOT NULL,
    offset INTEGER NOT NULL,    -- what of the file has been fsynced
    PRIMARY KEY (fact, slot)
) STRICT, WITHOUT ROWID;
