-- +goose Up
-- A story is what was written about one event. A report is an article that a feed
-- brought to it. When a story has really developed, its next chapter is a row of
-- stories too: a chat is told of each chapter once; root is the first of them.
-- stories.article is the first article of all; it may be of a feed that only one
-- chat follows, so what a chat is shown is the report of its own delivery.
CREATE TABLE reports (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id BIGINT  NOT NULL,
    article  TEXT    NOT NULL,
    feed_id  BIGINT  NOT NULL, -- 0: it came by no feed
    source   TEXT    NOT NULL DEFAULT '', -- its name, as shown after "also:"
    public   BOOLEAN NOT NULL DEFAULT FALSE, -- whoever has the story may see the source
    sketch   BLOB, -- what tells whether other articles are about the same; kept for some days
    stored   BIGINT  NOT NULL,
    UNIQUE (article, feed_id)
);
CREATE INDEX reports_story ON reports (story_id);
CREATE INDEX reports_sketched ON reports (stored) WHERE sketch IS NOT NULL;
INSERT INTO reports (story_id, article, feed_id, stored)
    SELECT MIN(id), article, 0, MIN(ranked) FROM stories GROUP BY article ORDER BY MIN(id);

-- The size of the whole story, the same in each of its chapters.
ALTER TABLE stories ADD COLUMN root BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stories ADD COLUMN articles INTEGER NOT NULL DEFAULT 1;
ALTER TABLE stories ADD COLUMN sources INTEGER NOT NULL DEFAULT 1;
ALTER TABLE stories ADD COLUMN fresh BIGINT NOT NULL DEFAULT 0; -- when the last of its articles came
UPDATE stories SET root = id, fresh = ranked;
CREATE INDEX stories_root ON stories (root);

-- Which report the chat was told, or is shown in its queue; 0: none is known.
ALTER TABLE deliveries ADD COLUMN report_id BIGINT NOT NULL DEFAULT 0;
UPDATE deliveries SET report_id = COALESCE((SELECT MIN(r.id) FROM reports r JOIN stories s ON s.article = r.article WHERE s.id = deliveries.story_id), 0);

-- What a message was made of, as JSON, so that it can be made again.
ALTER TABLE messages ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE messages DROP COLUMN lang;

-- Its row is locked by whoever adds to a story.
INSERT INTO versions (name, n) VALUES ('stories', 1);
