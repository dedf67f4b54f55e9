package syndication_test

import (
	"fmt"
	"strings"
	"testing"

	"crier/feeds/syndication"
)

func TestEntriesHaveTheLanguageOfTheirWordsWhereNothingNamesIt(t *testing.T) {
	const (
		german  = "Die Stadt hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren, weil sie für Lastwagen nicht mehr sicher ist."
		english = "The council decided on Tuesday to repair the old bridge across the river, because it is no longer safe for lorries."
	)
	feed := func(channel string, items ...string) string {
		var b strings.Builder
		for i, item := range items {
			fmt.Fprintf(&b, "<item><guid>%d</guid>%s</item>", i, item)
		}
		return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>` + channel + b.String() + `</channel></rss>`
	}
	atom := func(language string, entries ...string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"` + language + `><title>Post</title>` + strings.Join(entries, "") + `</feed>`
	}
	json := func(language, items string) string {
		return `{"version": "https://jsonfeed.org/version/1.1", "title": "Post", ` + language + `"items": [` + items + `]}`
	}
	for name, c := range map[string]struct{ body, want string }{
		"Atom, by one entry":  {atom(` xml:lang="en"`, `<entry><id>1</id><title>One</title></entry>`, `<entry xml:lang="de-AT"><id>2</id><title>Zwei</title></entry>`), "en de"},
		"Atom, by it alone":   {atom("", "<entry\n xml:lang='fr'><id>1</id><title>Un</title></entry>"), "fr"},
		"Atom, in a text":     {atom(` xml:lang="en"`, `<entry><id>1</id><title>One</title><summary><![CDATA[<entry xml:lang="de">]]></summary></entry>`), "en"},
		"JSON, by one item":   {json(`"language": "en", `, `{"id": "1", "title": "One"}, {"id": "2", "title": "Zwei", "language": "de-CH"}`), "en de"},
		"JSON, by it alone":   {json("", `{"id": "1", "title": "Un", "language": "fr"}, {"id": "2", "title": "x", "language": 7}`), "fr "},
		"German":              {feed("", "<title>Brücke gesperrt</title><description>"+german+"</description>", "<title>Wetter</title>"), "de de"},
		"English":             {feed("", "<title>Bridge closed</title><description>"+english+"</description>"), "en"},
		"named by the feed":   {feed("<language>en-gb</language>", "<title>Brücke</title><description>"+german+"</description>"), "en"},
		"named by one entry":  {feed("", "<title>Bridge</title><dc:language>en</dc:language><description>"+english+"</description>", "<title>Brücke</title><description>"+german+"</description>"), "en de"},
		"too little to tell":  {feed("", "<title>iPhone 17</title>"), ""},
		"nothing of a tongue": {feed("", "<title>1234567</title><description>+++ 89 %</description>"), ""},
	} {
		entries, err := syndication.New(nil).Read([]byte(c.body), "", "https://example.org/feed")
		var got []string
		for _, e := range entries {
			got = append(got, e.Language)
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, got, err, c.want)
		}
	}
}

func TestWordsDecideAboutTheLanguageBeforeLetters(t *testing.T) {
	p := syndication.New(nil)
	p.Language = func(text string) string {
		if strings.Contains(text, "ponte") {
			return "gl"
		}
		return ""
	}
	for text, want := range map[string]string{
		"O concello decidiu o martes reparar a vella ponte sobre o río, porque xa non é segura para os camións.":              "gl",
		"The council decided on Tuesday to repair the old bridge across the river, because it is no longer safe for lorries.": "en",
	} {
		entries, err := p.Read([]byte(`<rss version="2.0"><channel><item><guid>1</guid><description>`+text+`</description></item></channel></rss>`), "text/xml", "https://example.org/feed")
		if err != nil || entries[0].Language != want {
			t.Errorf("%.20s…: %+v, %v; want %s", text, entries, err, want)
		}
	}
}
