-- +goose Up
-- The index of words merges its parts more seldom, and in small pieces behind what is
-- written, not all at once in the transaction that makes one too many.
INSERT INTO said (said, rank) VALUES ('automerge', 32);
INSERT INTO said (said, rank) VALUES ('crisismerge', 128);
