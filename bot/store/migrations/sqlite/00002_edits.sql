-- +goose Up
-- The words of a story's alerts can be replaced after they were sent. A message
-- names its story, the deliveries among which those with its words are, and the
-- message that took its place.
ALTER TABLE messages ADD COLUMN story_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN lang TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN after_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN last_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN replaced BIGINT NOT NULL DEFAULT 0;
CREATE INDEX messages_story ON messages (story_id);

-- Alerts that were sent and are to be edited: one row each, however often their
-- words have changed meanwhile.
CREATE TABLE edits (
    delivery_id INTEGER PRIMARY KEY,
    message_id  BIGINT  NOT NULL, -- the words it is to have
    due         BIGINT  NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0
);

-- What one person set up is counted.
CREATE INDEX follows_by ON follows (added_by, kind) WHERE added_by <> '';
