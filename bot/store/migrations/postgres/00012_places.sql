-- +goose Up
-- The index of words is told where an article comes from, and PostgreSQL's where its
-- words stand: all texts are written anew.
INSERT INTO unindexed (article, n) SELECT x.article, x.id / 1024 FROM texts x WHERE TRUE ON CONFLICT (article) DO NOTHING;
