// Package extractive is the default summarizer: it needs no key and no network, and
// every point is a cut of the text itself.
//
// A text goes through small stages, each in its own file:
//
//	paragraphs  body → blocks of lines                  (paragraph.go)
//	clean       furniture, datelines, labels, tags out  (clean.go, dateline.go, label.go, tag.go)
//	detect      which language's word lists to use      (language.go)
//	split       sentences with their byte spans         (sentence.go, quote.go)
//	judge       what could stand alone in a chat        (readable.go)
//	measure     features of every sentence              (features.go)
//	rank        a learned score                         (model.go, weights.go)
//	choose      a set, not a list                       (choose.go)
//	trim        cuts that keep grammar and facts        (trim.go)
//	attribute   who says so                             (source.go, subject.go, name.go, run.go)
//
// Decisions that bind this room:
//
//   - Nothing is rewritten. Cleaning and trimming leave spans of the body out; the
//     body itself is never copied or changed, so offsets stay true.
//   - What is known about a language is data: one file in languages/. A language
//     without a file is summarized by features that need no words.
//   - A rule about readability is a refusal (the sentence is not a candidate); a
//     matter of taste is a feature, and its weight is learned. No rule knows a
//     publisher's article.
//   - All stages are linear in the text. No regular expressions: a hostile text
//     costs what its length costs.
package extractive
