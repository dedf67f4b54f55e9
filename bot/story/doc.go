// Package story tells which articles are about the same event.
//
// Decisions that bind this room:
//
//   - Pure: it knows words and times, neither feeds nor rows. What it must know of an
//     article is a [Sketch], the same in every process: whoever keeps the sketches can
//     start it again, and tell it what other processes have found.
//   - Near-copies share most of their word sequences (MinHash). Reports in other words
//     share names, numbers and, in one language, rare words; in another script, numbers
//     and how names sound (Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari,
//     Katakana and Hangul letters). Papers word their headlines differently on purpose: what
//     titles share is one aspect among others.
//   - What words of many languages name is known from concepts.txt: Streik, grève and
//     walkout are one word to it, Köln and Cologne one name. Two thirds of what papers say is
//     in it: else two reports in two languages that have a place in common, and nothing else,
//     could not be told from two that agree. odds.txt has how much each concept tells.
//   - How sure the aspects make it is told by a forest of small trees (forest.txt), grown
//     from what seventy-seven writers made up and judged by what twenty-three others did. go test -run
//     TestFit -fit grows it anew. More in common never speaks against, more time never for it.
//   - How sure it must be depends on how many articles are known: who knows few does not know
//     what they have in common, and among many more look alike by chance.
//   - Which agency wrote a report ("— Reuters") tells nothing of the event.
//   - A new Finder knows from common.txt and often.txt which words, names and numbers are
//     common. A German noun is no name although it has a capital letter. A word with a
//     capital letter that may mean something is compared by that and as a name.
//   - One report that is alike is not enough if the story's others are not.
//   - A form that is filled in again, with other numbers and names, is another event.
//   - To alert twice is a nuisance, to swallow a different event is a loss: of a thousand
//     pairs that are told as one, thirty may be two events. What the same people do in the
//     same place a day later, or two recalls of one maker, are told as one more often.
//   - New facts hours later open a chapter of the story: there one says "update".
//   - A story is as long as its reports keep coming within the window.
package story
