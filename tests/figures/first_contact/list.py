"""The query of `Personal::open_callbacks` in Python's sqlite3, on a plain database: the first time, and again."""

import json
import sqlite3
import statistics
import sys
import time

QUERY = """
    SELECT c.subject, c.shown_state, c.pending, c.unknown, c.home, h.shown_state, h.about, e.about
    FROM subjects AS c
    CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = c.subject
    LEFT JOIN subjects AS h ON h.subject = 'home/' || c.home
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = h.subject)
    LEFT JOIN subjects AS e ON e.subject = c.event
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = e.subject)
    WHERE c.kind = 'callback' AND c.open = 1 AND g.withdrawn = 0 ORDER BY c.due_by, c.subject"""


def read(plain, person):
    """How long one reading takes, in milliseconds; its rows as what they are, as the handheld has them."""
    begin = time.perf_counter()
    rows = plain.execute(QUERY, (person,)).fetchall()
    for _, state, _, _, _, home, contact, about in rows:
        [json.loads(text) for text in (state, home, contact, about)]
    return (time.perf_counter() - begin) * 1e3


database, person, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
plain = sqlite3.connect(database)
first = read(plain, person)
print(json.dumps({"first": first, "again": statistics.median(read(plain, person) for _ in range(times))}))
