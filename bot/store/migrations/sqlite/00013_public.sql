-- +goose Up
CREATE INDEX feeds_public ON feeds (id) WHERE public;
