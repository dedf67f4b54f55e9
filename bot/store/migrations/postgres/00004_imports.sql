-- +goose Up
-- Lists of feeds that somebody was asked about and has not answered yet.
CREATE TABLE imports (
    id      TEXT   PRIMARY KEY,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    list    TEXT   NOT NULL, -- JSON
    stored  BIGINT NOT NULL
);
CREATE INDEX imports_stored ON imports (stored);
