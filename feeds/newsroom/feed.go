package newsroom

import (
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
)

// feedLength is how many entries a feed holds.
const feedLength = 30

// Feed is one of the feeds that the newsroom announces.
type Feed struct {
	Path     string // "/feeds/climate.rss"
	Title    string
	Media    string // media type
	Topic    string // of a section's feed, else empty
	Language string // of a language's feed, else empty
}

// Feeds lists what the newsroom announces: each section and each language in one
// format, and everything. All others exist too, unannounced (see the package).
func Feeds() []Feed {
	return []Feed{
		{"/feeds/all.rss", "The newsroom: everything", mediaOf("rss"), "", ""},
		{"/feeds/climate.rss", "The newsroom: climate", mediaOf("rss"), "climate", ""},
		{"/feeds/science.atom", "The newsroom: science", mediaOf("atom"), "science", ""},
		{"/feeds/city.json", "The newsroom: city", mediaOf("json"), "city", ""},
		{"/feeds/economy.rss", "The newsroom: economy", mediaOf("rss"), "economy", ""},
		{"/feeds/en.rss", "The newsroom in English", mediaOf("rss"), "", "en"},
		{"/feeds/de.atom", "Die Redaktion auf Deutsch", mediaOf("atom"), "", "de"},
		{"/feeds/fr.json", "La rédaction en français", mediaOf("json"), "", "fr"},
	}
}

// feedsOf gives the feed of a language first, then the sections'.
func feedsOf(language string) []Feed {
	all := Feeds()
	slices.SortStableFunc(all, func(a, b Feed) int {
		return strings.Compare(foreign(a, language), foreign(b, language))
	})
	return slices.DeleteFunc(all, func(f Feed) bool { return f.Language != "" && f.Language != language })
}

func foreign(f Feed, language string) string {
	if f.Language == language {
		return "0"
	}
	return "1"
}

func mediaOf(format string) string {
	switch format {
	case "rss":
		return "application/rss+xml"
	case "atom":
		return "application/atom+xml"
	case "json":
		return "application/feed+json"
	}
	return ""
}

// channel is a feed about to be written, whatever its format.
type channel struct {
	title, language, self, home string
	updated                     time.Time
	entries                     []entry
}

// entry is one of its articles with whole addresses.
type entry struct {
	piece
	url, image string
}

func (e entry) html() string {
	var out strings.Builder
	for _, p := range e.paragraphs {
		out.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	return out.String()
}

func (n *Newsroom) feed(w http.ResponseWriter, r *http.Request) {
	name, format, _ := strings.Cut(r.PathValue("name"), ".")
	known := name == "all" || slices.Contains(topics(), name) || n.words[name] != nil
	if !known || mediaOf(format) == "" {
		http.NotFound(w, r)
		return
	}
	c := n.channel(name, base(r), r.URL.Path)
	var body []byte
	var err error
	switch format {
	case "rss":
		body, err = c.rss()
	case "atom":
		body, err = c.atom()
	default:
		body, err = c.json()
	}
	if err != nil {
		http.Error(w, "the feed cannot be written", http.StatusInternalServerError)
		return
	}
	send(w, r, mediaOf(format)+"; charset=utf-8", body, c.updated)
}

func (n *Newsroom) channel(name, base, path string) channel {
	c := channel{title: "The newsroom: " + name, language: "en", self: base + path, home: base + "/"}
	if n.words[name] != nil {
		c.language = name
	}
	for _, f := range Feeds() {
		if strings.HasPrefix(f.Path, "/feeds/"+name+".") {
			c.title = f.Title
		}
	}
	found := n.out(func(p piece) bool { return name == "all" || p.topic == name || p.language == name })
	for _, p := range found[:min(len(found), feedLength)] {
		c.entries = append(c.entries, entry{p, base + p.path, base + "/images/" + p.slug + ".png"})
	}
	if len(found) > 0 {
		c.updated = found[0].at
	}
	return c
}
