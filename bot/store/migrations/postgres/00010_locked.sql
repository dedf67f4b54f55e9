-- +goose Up
-- Whether who has the lane has its lock too, which dies with its process: only then
-- does it prove that the holder is dead if somebody else gets the lock.
ALTER TABLE lanes ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE;
