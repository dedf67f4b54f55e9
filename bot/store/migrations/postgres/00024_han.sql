-- +goose Up
-- Simplified and traditional characters are one word in the index: texts with ideographs are
-- written anew.
INSERT INTO unindexed (article) SELECT x.article FROM texts x WHERE EXISTS (SELECT 1 FROM entries e
    WHERE e.article = x.article AND (e.title ~ '[㐀-鿿]' OR e.summary ~ '[㐀-鿿]' OR e.content ~ '[㐀-鿿]'));
