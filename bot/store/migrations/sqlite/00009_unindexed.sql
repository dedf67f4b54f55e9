-- +goose Up
-- Articles whose words are not in the index of words as they are. A belt writes them
-- there, the largest number first.
CREATE TABLE unindexed (
    article TEXT   PRIMARY KEY,
    n       BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX unindexed_n ON unindexed (n);
INSERT INTO unindexed (article, n) SELECT e.article, MAX(e.ranked) FROM entries e
    WHERE NOT EXISTS (SELECT 1 FROM texts x WHERE x.article = e.article) GROUP BY e.article;

-- Fewer and larger merges: what waits is written in bites.
INSERT INTO said (said, rank) VALUES ('automerge', 8);
