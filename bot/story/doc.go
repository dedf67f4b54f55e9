// Package story tells which articles are about the same event.
//
// Decisions that bind this room:
//
//   - Pure: it knows words and times, neither feeds nor rows. What it must know of an
//     article is a [Sketch], the same in every process: whoever keeps the sketches can
//     start it again, and tell it what other processes have found.
//   - Near-copies share most of their word sequences (MinHash). Reports in other words
//     share names, numbers and rare words of their titles and first sentences; in
//     another language, names and numbers; in another script, numbers and how names
//     sound (Latin, Cyrillic, Greek, Arabic and Hebrew letters). Chinese, Japanese and
//     Thai are read by pairs of letters; their names are not heard.
//   - Of a form that is filled in again and again, each filling is another event: what
//     the title names must be the same.
//   - To alert twice is a nuisance, to swallow a different event is a loss: in doubt,
//     articles are two stories.
//   - New facts hours later open a chapter of the story: there one says "update".
//   - A story is as long as its reports keep coming within the window.
package story
