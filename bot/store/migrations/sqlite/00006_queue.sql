-- +goose Up
-- What changed in chats' topics, by the version that it made: other processes take
-- over what is new to them.
CREATE TABLE topic_changes (
    n         BIGINT PRIMARY KEY,
    follow_id BIGINT NOT NULL
);

-- When somebody last walked through the chat's queue: who was away is asked what to
-- do about all that came.
ALTER TABLE chats ADD COLUMN walked BIGINT NOT NULL DEFAULT 0;

-- What people keep for later, wherever they pressed Save. Clean-up leaves it alone.
CREATE TABLE saved (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    network  TEXT   NOT NULL,
    sender   TEXT   NOT NULL,
    article  TEXT   NOT NULL,
    url      TEXT   NOT NULL DEFAULT '',
    title    TEXT   NOT NULL DEFAULT '',
    site     TEXT   NOT NULL DEFAULT '',
    language TEXT   NOT NULL DEFAULT '',
    stored   BIGINT NOT NULL,
    UNIQUE (network, sender, article)
);
CREATE INDEX saved_article ON saved (article);

-- The words of what feeds brought, to be searched. Ids grow with the time of
-- publication, so that the newest are found first.
CREATE TABLE texts (
    id      INTEGER PRIMARY KEY,
    article TEXT   NOT NULL UNIQUE,
    hash    TEXT   NOT NULL
);

-- Words come here cut and folded by Crier itself: the tokenizer only parts them at
-- blanks. Forms are stems; a title's stand behind it.
CREATE VIRTUAL TABLE said USING fts5(title, words, forms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3 4');
-- +goose StatementBegin
CREATE TRIGGER texts_gone AFTER DELETE ON texts BEGIN
    DELETE FROM said WHERE rowid = old.id;
END;
-- +goose StatementEnd
