-- +goose Up
ALTER TABLE seen ADD COLUMN body  BLOB;                      -- until it was handled
ALTER TABLE seen ADD COLUMN until BIGINT NOT NULL DEFAULT 0; -- who took it is trusted so long
ALTER TABLE seen ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
CREATE INDEX seen_open ON seen (network, until) WHERE body IS NOT NULL;
