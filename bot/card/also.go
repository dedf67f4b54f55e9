package card

import (
	"strings"

	"crier/bot"
	"crier/bot/lang"
	"crier/feeds"
)

// maxSource is how many characters of a source's name are shown.
const maxSource = 28

// Source is the short name of who tells an article, as it stands after "also:" in
// the alert of another.
func Source(a feeds.Article) string {
	name := fold(a.Site)
	if name == "" {
		name = host(a)
	}
	return clip(name, maxSource)
}

// Also is an alert that names further sources of its story, in the language of
// Crier's words. To stay within [MaxAlert] it gives up its last points.
func Also(words *lang.Catalog, r bot.Reply, language string, sources []string) bot.Reply {
	r.Also = ""
	if len(sources) == 0 {
		return r
	}
	p := words.Printer(language)
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = p.Isolate(s)
	}
	r.Also = p.Text("alert.also", "Names", strings.Join(names, p.Text("alert.comma")))
	return shortened(r)
}
