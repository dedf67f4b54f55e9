// Package page turns the bytes of a web page into an article.
//
// Decisions that bind this room:
//
//   - Bounds come before trees. Bytes, elements and attributes are counted by the
//     tokenizer before anything is built, so that a hostile page costs what a large
//     honest one costs. Neither engine takes a context; the bounds stand in for it.
//   - Two engines read every page: go-trafilatura, which knows the habits of news
//     sites, and go-readability, which knows the shape of prose. Each is better on
//     about half of the pages where they differ; choose.go decides by what both
//     gave, never by who gave it alone. Above fullElements or fullSiblings only
//     go-readability reads, for it is linear there.
//   - We render the paragraphs ourselves from the nodes that the engines kept: the
//     text is for sentences and byte spans, so its blocks must be the page's blocks.
//   - A widget is known by its whole line, never by a word inside a sentence. Tags
//     of agencies at a paragraph's end ("— KCNA") are the article's own and stay.
//   - A page that is no article is refused with a [feeds.Problem] that says what it
//     is instead: walls are looked for only where little prose came out, since real
//     articles also speak of cookies, robots and logins.
package page
