// Package commands is the bot itself: it answers what people ask, whichever
// network it came by.
//
// Decisions that bind this room:
//
//   - One file per command, one line each in the table ([Bot.All]). The table makes
//     the networks' menus, /help and the README's table.
//   - What a command cannot do it returns as an error. One place turns errors into
//     words: a problem of reading, an advice, a slip in a query; all else is a plain
//     apology to the person and a line in the log.
//   - Reversible acts happen at once and show [Undo], whose line needs nothing
//     remembered: it works after a restart and in another process.
//   - A feed is reached by its address or by the hash of it, never by a number:
//     nobody can count their way to a feed that another chat added.
//   - Reading takes time, so few readings go on at once, per person and in all;
//     whoever waits is told so after a second and may stop it after ten.
//   - Whoever asks too much is told so once and then met with silence for a while
//     ([Limits]): an answer to every message of a flood would be a flood too.
package commands
