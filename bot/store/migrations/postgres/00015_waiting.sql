-- +goose Up
-- What waits for the index of words is a list that grows at its end.
CREATE TABLE waiting (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article TEXT   NOT NULL
);
INSERT INTO waiting (article) SELECT article FROM unindexed ORDER BY n;
DROP TABLE unindexed;
ALTER TABLE waiting RENAME TO unindexed;

-- Its row is locked by whoever writes into the index.
INSERT INTO versions (name, n) VALUES ('texts', 1);
