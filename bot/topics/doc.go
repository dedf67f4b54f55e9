// Package topics decides which articles a topic is about.
//
// A topic is a query: words, "phrases", prefix*, title: site: lang:, /RE2/, joined
// by AND (or nothing), OR, NOT (or a leading -) and parentheses. NOT binds
// tightest, then AND, then OR.
//
// Decisions that bind this room:
//
//   - Words are compared after Unicode folding of case, width and accents, and
//     stemmed in the ARTICLE's language: "elections" finds "election" in English
//     and the same query may find "Élections" in French. Phrases, prefixes and
//     words that the segmenter splits ("COVID-19") are compared unstemmed.
//   - An [Index] answers exactly as asking each query one by one would; it is only
//     faster. Tests hold it to that.
//   - A query that excludes without asking for anything would match nearly all
//     there is: it is refused, as is one that could never match.
package topics
