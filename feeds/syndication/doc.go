// Package syndication asks feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed all end in
// one [feeds.Update], and an address that people give ends in the feeds behind it.
//
// Decisions that bind this room:
//
//   - It never touches the network itself; everything goes through a [feeds.Client].
//     A feed is fetched as a person's request ([feeds.ForPerson]): somebody follows
//     it, and its publisher offers it for being polled.
//   - An unchanged body is recognized by its hash and not parsed. What the body asked
//     for (TTL, skipHours, skipDays) is kept beside the hash in the same opaque
//     string, so that it still counts when the next answer has no body.
//   - gofeed parses, but never sees a body as it came: first it is made UTF-8, cut to
//     [feeds.MaxEntries] entries, and refused if it nests deeper than any feed does.
//     Libraries allocate by the element; a body is bounded by bytes alone.
//   - HTML becomes plain paragraphs in one pass over its tokens, without a tree: it is
//     linear and nothing can nest too deep.
//   - Nothing a feed says of time is believed that cannot be: dates before 1990 or
//     after tomorrow count as not given, and no wish to be left alone counts for
//     longer than a day (a week if it is said by Retry-After).
package syndication
