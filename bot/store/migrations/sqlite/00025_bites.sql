-- +goose Up
-- A bite of many new texts is one part of the index of words, not two: what of it waits
-- for the commit may take 4 MB.
INSERT INTO said (said, rank) VALUES ('hashsize', 4194304);
