-- +goose Up
-- New texts wait beside the index of words until they are that many kB, and every search
-- reads all that wait: 4 MB, as it is otherwise, take it 10 ms and more.
ALTER INDEX texts_said SET (gin_pending_list_limit = 512);
