-- +goose Up
-- Address and words of entries are compared themselves: their hash is no longer written.
ALTER TABLE entries ALTER COLUMN hash SET DEFAULT '';
