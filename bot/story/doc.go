// Package story tells which articles are about the same event.
//
// Decisions that bind this room:
//
//   - Pure: it knows words and times, neither feeds nor rows. Whoever starts it again
//     adds the articles of the last days in the order in which they came.
//   - Near-copies share most of their word sequences (MinHash). Reports in other words
//     share names, numbers and rare words of their titles and first sentences; in
//     another language, names and numbers.
//   - To alert twice is a nuisance, to swallow a different event is a loss: in doubt,
//     articles are two stories.
//   - A story is as long as its reports keep coming within the window.
package story
