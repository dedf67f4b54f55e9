-- +goose Up
-- Of entries, only what is said of columns changes, not the rows, and that is done as
-- https://sqlite.org/lang_altertable.html advises: their hash is no longer written; whether
-- their feed is there is looked at when a transaction ends, for otherwise SQLite keeps a
-- copy of every page that an INSERT of many rows touches.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql, 'hash      TEXT    NOT NULL,', 'hash      TEXT    NOT NULL DEFAULT '''','),
    'REFERENCES feeds (id) ON DELETE CASCADE', 'REFERENCES feeds (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED')
    WHERE type = 'table' AND name = 'entries';
PRAGMA writable_schema = RESET;
