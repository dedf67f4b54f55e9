-- +goose Up
-- Hebrew acronyms are one word in the index, too: texts with the letter that most have are
-- written anew.
INSERT INTO unindexed (article) SELECT x.article FROM texts x WHERE EXISTS (SELECT 1 FROM entries e
    WHERE e.article = x.article AND (e.title LIKE '%א%' OR e.summary LIKE '%א%' OR e.content LIKE '%א%'));
