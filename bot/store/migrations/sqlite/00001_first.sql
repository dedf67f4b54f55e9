-- +goose Up
-- Times are milliseconds since 1970, 0 for none.

CREATE TABLE feeds (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    url           TEXT    NOT NULL UNIQUE,
    title         TEXT    NOT NULL DEFAULT '',
    site          TEXT    NOT NULL DEFAULT '',
    language      TEXT    NOT NULL DEFAULT '',
    etag          TEXT    NOT NULL DEFAULT '',
    last_modified TEXT    NOT NULL DEFAULT '',
    hash          TEXT    NOT NULL DEFAULT '',
    public        BOOLEAN NOT NULL DEFAULT FALSE,
    polled        BIGINT  NOT NULL DEFAULT 0,
    next_poll     BIGINT  NOT NULL DEFAULT 0, -- 0: never again
    failures      INTEGER NOT NULL DEFAULT 0,
    problem       TEXT    NOT NULL DEFAULT '',
    hub           TEXT    NOT NULL DEFAULT '',
    self          TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX feeds_due ON feeds (next_poll) WHERE next_poll > 0;

-- article names the item that the entry became, or would become.
CREATE TABLE entries (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id   BIGINT  NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    guid      TEXT    NOT NULL,
    article   TEXT    NOT NULL,
    hash      TEXT    NOT NULL,
    url       TEXT    NOT NULL DEFAULT '',
    title     TEXT    NOT NULL DEFAULT '',
    author    TEXT    NOT NULL DEFAULT '',
    summary   TEXT    NOT NULL DEFAULT '',
    content   TEXT    NOT NULL DEFAULT '',
    language  TEXT    NOT NULL DEFAULT '',
    image     TEXT    NOT NULL DEFAULT '',
    published BIGINT  NOT NULL DEFAULT 0,
    updated   BIGINT  NOT NULL DEFAULT 0,
    stored    BIGINT  NOT NULL,
    ranked    BIGINT  NOT NULL, -- when it was published if believable, else when it was stored
    state     INTEGER NOT NULL, -- 0 waits to be announced, 1 announced, 2 skipped
    reason    TEXT    NOT NULL DEFAULT '',
    claimed   BIGINT  NOT NULL DEFAULT 0, -- handed out until
    UNIQUE (feed_id, guid)
);
CREATE INDEX entries_pending ON entries (id) WHERE state = 0;
CREATE INDEX entries_article ON entries (article);
CREATE INDEX entries_ranked ON entries (ranked);
CREATE INDEX entries_feed ON entries (feed_id, ranked);
CREATE INDEX entries_hash ON entries (feed_id, hash);

CREATE TABLE articles (
    id        TEXT   PRIMARY KEY,
    url       TEXT   NOT NULL,
    title     TEXT   NOT NULL DEFAULT '',
    language  TEXT   NOT NULL DEFAULT '',
    published BIGINT NOT NULL DEFAULT 0,
    read_at   BIGINT NOT NULL,
    body      TEXT   NOT NULL -- the article as JSON
);
CREATE INDEX articles_read ON articles (read_at);

-- Every address ever shown, by its id; article is empty until it was read.
CREATE TABLE addresses (
    id      TEXT PRIMARY KEY,
    url     TEXT NOT NULL,
    article TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE chats (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    network  TEXT    NOT NULL,
    chat     TEXT    NOT NULL,
    thread   TEXT    NOT NULL DEFAULT '',
    kind     TEXT    NOT NULL DEFAULT 'direct',
    title    TEXT    NOT NULL DEFAULT '',
    lang     TEXT    NOT NULL DEFAULT '',
    length   TEXT    NOT NULL DEFAULT '',
    zone     TEXT    NOT NULL DEFAULT '',
    welcome  BOOLEAN NOT NULL DEFAULT FALSE,
    paused   TEXT    NOT NULL DEFAULT '',
    since    BIGINT  NOT NULL,
    held     BIGINT  NOT NULL DEFAULT 0, -- nothing is sent before
    place    BIGINT  NOT NULL DEFAULT 0, -- where /next stands: the shown number of a delivery
    shown    BIGINT  NOT NULL DEFAULT 0, -- the last such number given
    UNIQUE (network, chat, thread)
);

CREATE TABLE follows (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id  BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    added_by TEXT   NOT NULL DEFAULT '',
    kind     TEXT   NOT NULL,
    name     TEXT   NOT NULL DEFAULT '',
    query    TEXT   NOT NULL DEFAULT '',
    feed_id  BIGINT NOT NULL DEFAULT 0,
    how      TEXT   NOT NULL,
    muted    BIGINT NOT NULL DEFAULT 0,
    since    BIGINT NOT NULL,
    UNIQUE (chat_id, kind, query, feed_id)
);
CREATE INDEX follows_feed ON follows (feed_id) WHERE kind = 'feed';

CREATE TABLE stories (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL UNIQUE,
    article TEXT    NOT NULL,
    ranked  BIGINT  NOT NULL
);
CREATE INDEX stories_ranked ON stories (ranked);

CREATE TABLE messages (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    reply  TEXT    NOT NULL,
    stored BIGINT  NOT NULL
);
CREATE INDEX messages_stored ON messages (stored);

-- A story's place in a chat's queue, and its alert. State: 0 only in the queue,
-- 1 waits to be sent, 2 sent, 3 perhaps sent, 4 dead. A thousand are written at
-- once: one index by chat, one that only grows at its end, and no foreign keys.
CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    BIGINT  NOT NULL,
    story_id   BIGINT  NOT NULL,
    message_id BIGINT  NOT NULL DEFAULT 0, -- 0: never to be sent
    follow_id  BIGINT  NOT NULL DEFAULT 0,
    how        TEXT    NOT NULL,
    state      INTEGER NOT NULL,
    due        BIGINT  NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    moved      BOOLEAN NOT NULL DEFAULT FALSE,
    shown      BIGINT  NOT NULL DEFAULT 0, -- when /next showed it, by the chat's count; 0: unread
    lease      BIGINT  NOT NULL DEFAULT 0, -- the lease under which it was settled
    settled    BIGINT  NOT NULL DEFAULT 0,
    sent       TEXT    NOT NULL DEFAULT '', -- the network's id of the message
    reason     TEXT    NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX deliveries_story ON deliveries (chat_id, story_id);
CREATE INDEX deliveries_waiting ON deliveries (state) WHERE state = 1;

CREATE TABLE lanes (
    network TEXT   PRIMARY KEY,
    owner   TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    held    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE lists (
    chat_id   BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    sender    TEXT   NOT NULL,
    addresses TEXT   NOT NULL, -- JSON
    stored    BIGINT NOT NULL,
    PRIMARY KEY (chat_id, sender)
);

CREATE TABLE seen (
    network TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    stored  BIGINT NOT NULL,
    PRIMARY KEY (network, name)
) WITHOUT ROWID;
CREATE INDEX seen_stored ON seen (stored);

CREATE TABLE versions (
    name TEXT   PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO versions (name, n) VALUES ('topics', 1);

CREATE TABLE mailboxes (
    chat TEXT   PRIMARY KEY,
    last BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE mails (
    chat     TEXT   NOT NULL REFERENCES mailboxes (chat) ON DELETE CASCADE,
    message  BIGINT NOT NULL,
    change   BIGINT NOT NULL,
    mail_key TEXT   NOT NULL DEFAULT '',
    body     TEXT   NOT NULL,
    said     BIGINT NOT NULL,
    PRIMARY KEY (chat, message)
);
CREATE INDEX mails_change ON mails (chat, change);
CREATE UNIQUE INDEX mails_key ON mails (chat, mail_key) WHERE mail_key <> '';
