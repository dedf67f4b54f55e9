package syndication

import (
	"strings"

	"github.com/RadhiFadlillah/whatlanggo"

	"crier/feeds"
)

// telling is how many bytes of a feed's texts tell its language.
const telling = 1500

// tell gives entries the language of their texts where the feed names none, as many
// that are written by hand: their words are stemmed by it, and readers chosen. One look
// at all of them together, for an entry alone may be a line; a doubtful answer is none.
func tell(entries []feeds.Entry) {
	var sample strings.Builder
	for _, e := range entries {
		if e.Language == "" && sample.Len() < telling {
			for _, s := range []string{e.Title, e.Summary, e.Content} {
				sample.WriteString(short(s, telling/5) + "\n")
			}
		}
	}
	if sample.Len() == 0 {
		return
	}
	seen := whatlanggo.Detect(sample.String())
	if !seen.IsReliable() {
		return
	}
	language := tag(seen.Lang.Iso6391()) // once: it makes a table of all languages
	for i := range entries {
		if entries[i].Language == "" {
			entries[i].Language = language
		}
	}
}
