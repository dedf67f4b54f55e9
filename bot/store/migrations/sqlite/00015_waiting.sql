-- +goose Up
-- What waits for the index of words is a list that grows at its end. By the names of
-- articles, which are in no order, every few of them rewrote most of the table.
CREATE TABLE waiting (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT    NOT NULL
);
INSERT INTO waiting (article) SELECT article FROM unindexed ORDER BY n;
DROP TABLE unindexed;
ALTER TABLE waiting RENAME TO unindexed;

-- Its row is locked by whoever writes into the index.
INSERT INTO versions (name, n) VALUES ('texts', 1);
