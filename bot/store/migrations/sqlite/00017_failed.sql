-- +goose Up
ALTER TABLE feeds ADD COLUMN failed BIGINT NOT NULL DEFAULT 0; -- when a poll last failed
