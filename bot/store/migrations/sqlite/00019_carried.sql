-- +goose Up
-- What a feed carries of an article is for those who may see the feed: the columns, which
-- all read, tell of pages.
UPDATE articles SET title = '', language = '' WHERE body LIKE '%"Carried":true%';
