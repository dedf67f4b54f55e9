package syndication

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/RadhiFadlillah/whatlanggo"
	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"crier/feeds"
)

// claim gives items the languages that they name, which gofeed leaves out.
func claim(items []*gofeed.Item, languages []string) {
	if len(items) != len(languages) {
		return // what looks like an entry stands in a text
	}
	for i, item := range items {
		if languages[i] != "" && item.DublinCoreExt == nil {
			item.DublinCoreExt = &ext.DublinCoreExtension{Language: languages[i : i+1]}
		}
	}
}

var (
	entryStart = regexp.MustCompile(`<entry(?:\s[^<>]*)?>`)
	xmlLang    = regexp.MustCompile(`\sxml:lang\s*=\s*["']([^"']*)`)
)

// atomLanguages are those that the entries of an Atom feed name, empty: none.
func atomLanguages(text []byte) []string {
	if !bytes.Contains(text, []byte("xml:lang")) {
		return nil
	}
	var all []string
	for _, start := range entryStart.FindAll(text, -1) {
		own := ""
		if found := xmlLang.FindSubmatch(start); found != nil {
			own = string(found[1])
		}
		all = append(all, own)
	}
	return all
}

// telling is how many bytes of a feed's texts tell its language.
const telling = 1500

// tell gives entries the language of their texts where the feed names none, as many
// that are written by hand: their words are stemmed by it, and readers chosen. One look
// at all of them together, for an entry alone may be a line; a doubtful answer is none.
// By letters it takes as long as half of a feed: words may decide it before.
func tell(entries []feeds.Entry, byWords func(text string) string) {
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
	language := ""
	if byWords != nil {
		language = byWords(sample.String())
	}
	if language == "" {
		language = byLetters(sample.String())
	}
	for i := range entries {
		if entries[i].Language == "" {
			entries[i].Language = language
		}
	}
}

func byLetters(text string) string {
	seen := whatlanggo.Detect(text)
	if !seen.IsReliable() {
		return ""
	}
	return tag(seen.Lang.Iso6391())
}
