// Package feeds holds the words of reading: a feed, what it gave, an article, and
// what can go wrong on the way.
//
// Decisions that bind this room:
//
//   - It imports nothing of ours. feeds/polite fetches, feeds/syndication and
//     feeds/page understand what was fetched; each ends in one normalized value.
//   - Whatever comes from outside is hostile until it is one of these values:
//     valid UTF-8, bounded in size, addresses absolute.
//   - What people may be told of a failure is a [Problem]: a kind and its facts,
//     never a sentence. Sentences belong to bot/lang.
package feeds
