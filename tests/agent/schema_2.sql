-- A journal as version 2 (ndrwatch 0.1.0) left it; never changed again. test_schema.c opens it with today's code.
PRAGMA foreign_keys = ON;
BEGIN;
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE mailbox ( id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, uidvalidity INTEGER NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0, looked INTEGER NOT NULL DEFAULT 0, begun INTEGER NOT NULL, sweep INTEGER NOT NULL DEFAULT 0, swept INTEGER NOT NULL DEFAULT 0, UNIQUE (account, name));
CREATE TABLE message ( mailbox INTEGER NOT NULL REFERENCES mailbox, uid INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'pending'  CHECK (state IN ('pending', 'no', 'bounce', 'poison', 'gone')), attempts INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
CREATE INDEX message_pending ON message (mailbox, uid) WHERE state = 'pending';
CREATE TABLE event ( id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, account TEXT NOT NULL, state INTEGER NOT NULL, facts TEXT NOT NULL, came INTEGER NOT NULL, found INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0, handled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE report (event INTEGER PRIMARY KEY REFERENCES event, bytes BLOB);
CREATE TABLE outbox ( event INTEGER NOT NULL REFERENCES event, channel INTEGER NOT NULL, state TEXT NOT NULL  CHECK (state IN ('held', 'queued', 'claimed', 'failed', 'done')), together INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, again INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (event, channel)) WITHOUT ROWID;
CREATE INDEX outbox_queued ON outbox (channel, event) WHERE state = 'queued';
INSERT INTO mailbox (id, account, name, uidvalidity, mark, looked, begun, sweep, swept) VALUES
    (1, 'work', 'INBOX', 7, 41, 1, 1700000000, 0, 41),
    (2, 'home', 'INBOX', 0, 0, 0, 1700000100, 0, 0); -- its first look was cut short
INSERT INTO message (mailbox, uid, state, attempts) VALUES
    (1, 40, 'bounce', 1), (1, 41, 'no', 1), (1, 42, 'pending', 2), (1, 43, 'poison', 4), (1, 44, 'gone', 0), (2, 5, 'bounce', 1);
INSERT INTO event (id, key, account, state, facts, came, found, seen, handled) VALUES
    (1, 'key-1', 'work', 0, '{"one":1}', 1700000001, 1700000002, 1700000003, 1700000004),
    (2, 'key-2', 'work', 1, '', 1700000005, 1700000006, 0, 0),
    (4, 'key-4', 'home', 0, '{"four":4}', 1700000007, 1700000008, 0, 0);
INSERT INTO report (event, bytes) VALUES (1, x'4f6e650a'), (2, x'54776f0a'), (4, NULL);
INSERT INTO outbox (event, channel, state, together, again) VALUES
    (1, 0, 'done', 0, 0), (1, 1, 'done', 0, 1), (2, 0, 'claimed', 0, 0), (2, 1, 'failed', 0, 0), (4, 0, 'held', 0, 0), (4, 1, 'held', 0, 0);
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'event'; -- numbers that people wrote down are not given out again
PRAGMA user_version = 2;
COMMIT;
