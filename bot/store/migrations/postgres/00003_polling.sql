-- +goose Up

-- What polling knows of a feed besides: whose machine it is on, how often it brings
-- something, and until when its hub has promised to push.
ALTER TABLE feeds ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN rhythm BIGINT NOT NULL DEFAULT 0; -- milliseconds between two entries; 0: not known
ALTER TABLE feeds ADD COLUMN newest BIGINT NOT NULL DEFAULT 0; -- when its newest entry was published
ALTER TABLE feeds ADD COLUMN pushed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN ended BIGINT NOT NULL DEFAULT 0; -- when it said so; 0 once its followers have been told
UPDATE feeds SET host = split_part(split_part(url, '://', 2), '/', 1);
CREATE INDEX feeds_ended ON feeds (id) WHERE ended > 0;
CREATE INDEX follows_topic ON follows (id) WHERE kind = 'topic';

-- Where feeds were before they moved.
CREATE TABLE moves (
    url     TEXT   PRIMARY KEY,
    feed_id BIGINT NOT NULL REFERENCES feeds (id) ON DELETE CASCADE
);
CREATE INDEX moves_feed ON moves (feed_id);

-- An entry is known by its GUID, by its plain address, by its words.
ALTER TABLE entries ADD COLUMN plain TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0; -- how often it waited again because its words had changed
DROP INDEX entries_hash;
CREATE INDEX entries_plain ON entries (feed_id, plain);
CREATE INDEX entries_words ON entries (feed_id, words);

-- Subscriptions at hubs (WebSub). State: 0 asked for, 1 confirmed, 2 being ended.
CREATE TABLE subscriptions (
    feed_id  BIGINT  PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL UNIQUE, -- the last part of the callback's address
    hub      TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    secret   TEXT    NOT NULL,
    state    INTEGER NOT NULL DEFAULT 0,
    expires  BIGINT  NOT NULL DEFAULT 0,
    due      BIGINT  NOT NULL, -- when something is to be done about it
    failures INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX subscriptions_due ON subscriptions (due);
