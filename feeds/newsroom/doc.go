// Package newsroom is the sample site that is built into Crier: four invented
// newspapers in three languages with real feeds and real pages, so that everything
// can be tried without leaving the machine.
//
// Decisions that bind this room:
//
//   - The articles are text files under stock/, one each, in the order of their
//     names: a few lines of "name: value", an empty line, paragraphs. To add one, add
//     a file; to add a newspaper, a line in sites.json.
//   - Its pages carry everything that surrounds real articles (menus, a cookie
//     notice, related links, previous and next, a newsletter's pitch, a footer, JSON-LD),
//     because what Crier must leave out has to be there.
//   - Every section and every language is served as RSS, Atom and JSON Feed alike:
//     /feeds/<climate|science|city|economy|en|de|fr|all>.<rss|atom|json>. RSS carries
//     teasers only, the other two the whole text.
//   - Time is asked of the clock that was passed in. When the stock is exhausted it
//     goes round again, as updated editions with headlines, ids and addresses of
//     their own.
//   - Under /samples/ lies what readers must refuse in words: a cookie wall, a login,
//     an empty page, a PDF file, an empty feed, broken XML, a feed that has ended.
package newsroom
