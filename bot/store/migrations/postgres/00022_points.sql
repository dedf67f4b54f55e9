-- +goose Up
-- U.S. and US are one word in the index, too: texts are written anew.
INSERT INTO unindexed (article) SELECT x.article FROM texts x ORDER BY x.id;
