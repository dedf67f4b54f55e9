// Package store keeps all rows, on SQLite by default and on PostgreSQL for those
// who outgrow one machine.
//
// Decisions that bind this room:
//
//   - A method is a transaction. No method takes one, none hands one out; what
//     composes inside is private and takes queries.
//   - The statements are written once, in the SQL that both engines speak, with ?
//     for arguments. What differs is an engine: its pools, its River driver, its
//     folder of migrations, and a rewriting of a few words of SQL.
//   - Rows are the truth. A transaction that makes work for a belt wakes it after the
//     commit: with the in-process bell at once, and with a River job a moment later
//     for other processes; PostgreSQL notifies them all itself. Losing any of these
//     loses nothing.
//   - /next shows the best story first: what is fresh, plus hours for how many articles
//     and sources tell it, for a topic that asked for it, for that topic's words in the
//     title and for each doubling of their places, less for a feed that was just shown.
//     What is cheap to know decides which stories are looked at closely.
//   - Times are milliseconds since 1970, 0 for none: the same on both engines and
//     in every time zone.
//   - A chat is a row with a number. Its address stands there alone, so a chat that
//     moves is one row that changes, and a delivery is a few integers.
package store
