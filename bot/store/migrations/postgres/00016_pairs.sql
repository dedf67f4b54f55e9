-- +goose Up
-- The index of words is told which stand side by side, and where no more: all texts are
-- written anew, the newest first.
INSERT INTO unindexed (article) SELECT article FROM texts ORDER BY id;
