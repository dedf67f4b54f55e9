-- +goose Up
-- What the managers of a chat want of its posts: the one role that each mentions, and
-- whether they go on to those who follow the channel from elsewhere.
ALTER TABLE chats ADD COLUMN post_role TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN post_publish BOOLEAN NOT NULL DEFAULT FALSE;
