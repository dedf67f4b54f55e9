-- +goose Up
-- Until when all is silent: what the chat follows meanwhile is, too.
ALTER TABLE chats ADD COLUMN muted BIGINT NOT NULL DEFAULT 0;
