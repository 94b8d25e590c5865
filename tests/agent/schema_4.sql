-- A journal as version 4 (ndrwatch 0.1.0) left it; never changed again. test_schema.c opens it with today's code.
PRAGMA foreign_keys = ON;
BEGIN;
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE mailbox ( id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, uidvalidity INTEGER NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0, looked INTEGER NOT NULL DEFAULT 0, begun INTEGER NOT NULL, sweep INTEGER NOT NULL DEFAULT 0, swept INTEGER NOT NULL DEFAULT 0, UNIQUE (account, name));
CREATE TABLE message ( mailbox INTEGER NOT NULL REFERENCES mailbox, uid INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'pending'  CHECK (state IN ('pending', 'no', 'bounce', 'poison', 'gone')), attempts INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
CREATE INDEX message_pending ON message (mailbox, uid) WHERE state = 'pending';
CREATE TABLE event ( id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, account TEXT NOT NULL, state INTEGER NOT NULL, facts TEXT NOT NULL, came INTEGER NOT NULL, found INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0, handled INTEGER NOT NULL DEFAULT 0, verdict TEXT NOT NULL DEFAULT '', link INTEGER);
CREATE TABLE report (event INTEGER PRIMARY KEY REFERENCES event, bytes BLOB);
CREATE TABLE outbox ( event INTEGER NOT NULL REFERENCES event, channel INTEGER NOT NULL, state TEXT NOT NULL  CHECK (state IN ('held', 'queued', 'claimed', 'failed', 'done')), together INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, again INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (event, channel)) WITHOUT ROWID;
CREATE INDEX outbox_queued ON outbox (channel, event) WHERE state = 'queued';
CREATE INDEX event_link ON event (link);
CREATE INDEX event_account ON event (account, id);
CREATE TABLE cases ( id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, recipient TEXT NOT NULL, domain TEXT NOT NULL, operator TEXT NOT NULL, cause INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('delayed', 'failed', 'works', 'closed')), opened INTEGER NOT NULL, last INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, count INTEGER NOT NULL DEFAULT 0, days INTEGER NOT NULL DEFAULT 0, original INTEGER NOT NULL DEFAULT 0, retry_until INTEGER NOT NULL DEFAULT 0, tried INTEGER NOT NULL DEFAULT 0, worked INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0, remind INTEGER NOT NULL DEFAULT 0, handled INTEGER NOT NULL DEFAULT 0);
CREATE INDEX cases_due ON cases (due) WHERE due > 0;
CREATE INDEX cases_remind ON cases (remind) WHERE remind > 0;
CREATE INDEX cases_recipient ON cases (account, domain, recipient);
CREATE INDEX cases_worked ON cases (account, domain, worked) WHERE worked > 0;
CREATE TABLE returns ( id INTEGER PRIMARY KEY, event INTEGER NOT NULL REFERENCES event, link INTEGER NOT NULL, account TEXT NOT NULL, recipient TEXT NOT NULL, domain TEXT NOT NULL, operator TEXT NOT NULL, kind INTEGER NOT NULL, cause INTEGER NOT NULL, at INTEGER NOT NULL, sent INTEGER NOT NULL, original INTEGER NOT NULL, ip TEXT NOT NULL, blocked TEXT NOT NULL, window INTEGER NOT NULL);
CREATE INDEX returns_event ON returns (event);
CREATE INDEX returns_link ON returns (link);
CREATE INDEX returns_recipient ON returns (account, recipient, at);
CREATE INDEX returns_domain ON returns (account, domain, at);
CREATE INDEX returns_elsewhere ON returns (domain, at);
CREATE INDEX returns_at ON returns (account, at);
CREATE INDEX returns_original ON returns (account, original) WHERE original <> 0;
CREATE TABLE notes ( id INTEGER PRIMARY KEY, event INTEGER NOT NULL REFERENCES event, link INTEGER NOT NULL DEFAULT 0, what TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX notes_event ON notes (event);
CREATE INDEX notes_link ON notes (link);
CREATE TABLE keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE own ( account TEXT NOT NULL, hash BLOB NOT NULL, sent INTEGER NOT NULL, counted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account, hash)) WITHOUT ROWID;
CREATE INDEX own_sent ON own (sent);
CREATE TABLE domains ( domain TEXT PRIMARY KEY, checked INTEGER NOT NULL DEFAULT 0, facts TEXT NOT NULL DEFAULT '', watched INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX domains_watched ON domains (watched) WHERE watched > 0;
CREATE TABLE plight ( account TEXT PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'queued'  CHECK (state IN ('queued', 'claimed', 'failed', 'done', 'over')), again INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE written ( account TEXT NOT NULL, hash BLOB NOT NULL, domain BLOB NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (account, hash)) WITHOUT ROWID;
CREATE INDEX written_domain ON written (account, domain, count);
CREATE INDEX written_last ON written (account, last);
INSERT INTO mailbox (id, account, name, uidvalidity, mark, looked, begun, sweep, swept) VALUES
    (1, 'work', 'INBOX', 7, 41, 1, 1700000000, 0, 41),
    (2, 'home', 'INBOX', 0, 0, 0, 1700000100, 0, 0); -- its first look was cut short
INSERT INTO message (mailbox, uid, state, attempts) VALUES
    (1, 40, 'bounce', 1), (1, 41, 'no', 1), (1, 42, 'pending', 2), (1, 43, 'poison', 4), (1, 44, 'gone', 0), (2, 5, 'bounce', 1);
INSERT INTO event (id, key, account, state, facts, came, found, seen, handled, verdict, link) VALUES
    (1, 'key-1', 'work', 0, '{"one":1}', 1700000001, 1700000002, 1700000003, 1700000004, 'mine', 1),
    (2, 'key-2', 'work', 1, '', 1700000005, 1700000006, 0, 0, '', 0),
    (4, 'key-4', 'home', 0, '{"four":4}', 1700000007, 1700000008, 0, 0, '', NULL);
INSERT INTO report (event, bytes) VALUES (1, x'4f6e650a'), (2, x'54776f0a'), (4, NULL);
INSERT INTO outbox (event, channel, state, together, again) VALUES
    (1, 0, 'done', 0, 0), (1, 1, 'done', 0, 1), (2, 0, 'claimed', 0, 0), (2, 1, 'failed', 0, 0), (4, 0, 'held', 0, 0), (4, 1, 'held', 0, 0);
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'event'; -- numbers that people wrote down are not given out again
INSERT INTO cases (id, account, recipient, domain, operator, cause, state, opened, last, closed, count, days, original, retry_until, tried, worked, due, remind, handled) VALUES
    (1, 'work', 'pat@charter.net', 'charter.net', 'Spectrum', 31, 'failed', 1700000001, 1700000001, 0, 1, 1, 42, 0, 0, 0, 0, 0, 0);
INSERT INTO returns (event, link, account, recipient, domain, operator, kind, cause, at, sent, original, ip, blocked, window) VALUES
    (1, 1, 'work', 'pat@charter.net', 'charter.net', 'Spectrum', 0, 31, 1700000001, 1699900000, 42, '192.0.2.1', '', 86400);
INSERT INTO notes (event, link, what, at) VALUES (1, 1, 'phoned', 1700000009);
INSERT INTO keys (name, value) VALUES ('own', x'00');
INSERT INTO own (account, hash, sent, counted) VALUES ('work', x'0102', 1700000000, 1);
INSERT INTO meta (name, value) VALUES ('own work', '7 12 1700000000');
INSERT INTO domains (domain, checked, facts, watched, told) VALUES ('charter.net', 1700000010, '{}', 0, 0);
INSERT INTO plight (account, kind, at, title, body) VALUES ('home', 2, 1700000011, 't', 'b');
INSERT INTO written (account, hash, domain, count, last) VALUES ('work', x'0102', x'03', 12, 1700000012);
PRAGMA user_version = 4;
COMMIT;
