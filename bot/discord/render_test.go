package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"crier/bot"
	"crier/bot/bottest/discordtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func theCard() bot.Reply {
	return bot.Reply{
		URL: "https://example.org/a", Site: "example.org", Lang: "en",
		Points: []bot.Point{
			{Strong: true, Text: "The harbour of Velm reopened on Monday after nine weeks of repairs.", Source: "Port office", Link: "https://example.org/a#:~:text=The%20harbour,repairs"},
			{Text: "Ferries to Osk run twice a day until the spring timetable begins.", Source: "Velm Herald", Link: "https://example.org/a#:~:text=Ferries%20(to%20Osk)"},
			{Text: "Fishing boats wait for a second quay.", Link: "https://example.org/a#:~:text=Fishing"},
		},
		Footer: "example.org · 34 of 410 words, all from the article",
		Buttons: [][]bot.Button{
			{{Label: "‹ Previous", Line: "previous"}, {Label: "More", Line: "more a_0123456789abcdefghijkl"}, {Label: "Next ›", Line: "next"}},
			{{Label: "Open", URL: "https://example.org/a"}, {Label: "Save", Line: "save a_0123456789abcdefghijkl"}},
		},
	}
}

func goldens() map[string][]bot.Item {
	one := func(r bot.Reply) []bot.Item { return []bot.Item{{Key: "k", Reply: r}} }
	alert := theCard()
	alert.Kicker, alert.Title, alert.Also = `New for "harbour"`, "Velm's harbour is open again", "also: Reuters, BBC"
	alert.Image = bot.Image{URL: "https://example.org/quay.jpg", Alt: "The quay"}
	arabic := bot.Reply{Title: "عودة المطر", URL: "https://example.org/ar", Site: "example.org", Lang: "ar", Footer: "example.org · 10 من 50",
		Points: []bot.Point{{Text: "هطل المطر لأول مرة منذ مايو.", Source: "Velm Herald", Link: "https://example.org/ar#:~:text=x"}}}
	list := bot.Reply{Title: "Latest", Points: []bot.Point{{Number: 1, Text: "Rain returns", Source: "example.org", Link: "https://example.org/1"}, {Number: 2, Text: "1. Snow #2 *stays*"}},
		Buttons: [][]bot.Button{{{Label: "1", Line: "summary 1"}, {Label: "2", Line: "summary 2"}, {Label: "2 again", Line: "summary 2"}}}}
	long := theCard()
	long.Text = []string{strings.Repeat("This sentence stands here to take some room. ", 120)}
	hostile := bot.Reply{Title: "**bold** [x](https://evil.example) @everyone", URL: "javascript:alert(1)", Text: []string{"# big\n> quote\n1. list\n- dash ||spoiler|| <@1> https://evil.example \u202eabc `code`"},
		Points: []bot.Point{{Text: "text", Source: "a](https://evil.example)", Link: "https://example.org/) [y](https://evil.example"}}, Footer: "*foot*"}
	help := bot.Reply{Title: "What I can do", Text: []string{"Send me a link."}, Parts: []bot.Part{{Head: "Reading", Lines: []string{"/next · The next *story*", "/help · This"}}, {Head: "You & me"}}}
	return map[string][]bot.Item{
		"help": one(help), "card": one(theCard()), "alert": one(alert), "right-to-left": one(arabic), "list": one(list), "long": one(long), "hostile": one(hostile),
		"words":  one(bot.Reply{Text: []string{"I don't have this article. Send me its link.", "Or press *Topics*."}, Buttons: [][]bot.Button{{{Label: "Topics", Line: "topics"}}}}),
		"folded": {{Key: "1", Reply: alert}, {Key: "2", Reply: theCard()}, {Key: "3", Reply: list}},
	}
}

func TestRenderingLooksAsAgreed(t *testing.T) {
	a, err := New(Options{Token: "x"})
	must(t, err)
	for name, items := range goldens() {
		var got bytes.Buffer
		enc := json.NewEncoder(&got)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		must(t, enc.Encode(a.body(items)))
		path := filepath.Join("testdata", name+".json")
		if *update {
			must(t, os.MkdirAll("testdata", 0o755))
			must(t, os.WriteFile(path, got.Bytes(), 0o644))
		}
		want, err := os.ReadFile(path)
		must(t, err)
		if got.String() != string(want) {
			t.Errorf("%s differs from %s:\n%s", name, path, got.String())
		}
	}
}

func foldedItemsThatShareAnAddressAreBothShown(t *testing.T) {
	a, err := New(Options{Token: "x"})
	must(t, err)
	b := a.body([]bot.Item{card("same", "One"), card("same", "Two")})
	if b.taken != 2 || b.Embeds[0].URL == "" || b.Embeds[1].URL != "" {
		t.Errorf("%+v: want the second without the address, else Discord shows one", b.Embeds)
	}
}

func cutsEndWithASentence(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"One. Two. Three.", 40, "One. Two. Three."},
		{"First sentence. Second one is here.", 30, "First sentence. …"},
		{"No end in sight for these words", 20, "No end in sight for…"},
		{"😀😀😀😀😀😀", 5, "😀😀…"},
	} {
		if got := sentences(c.text, c.limit); got != c.want || length(got) > c.limit {
			t.Errorf("%q to %d: %q, want %q", c.text, c.limit, got, c.want)
		}
	}
}

func FuzzRenderingStaysWithinTheLimits(f *testing.F) {
	f.Add("Title", "https://example.org", "Text. More text.", "source", "https://example.org/#:~:text=x", "label", uint8(3), uint16(1))
	f.Add("", "", "", "", "", "", uint8(0), uint16(0))
	f.Add("**", "http://a b", "a\\b_*[", "]", "javascript:x", "\u202e", uint8(12), uint16(900))
	f.Add("😀", "https://例え.jp/ä", "# #\n- 1.", "\n", "https://x/()", "‹", uint8(10), uint16(300))
	f.Add("Title", "https://example.org", "Text.", "source", "https://x5()", "label", uint8(3), uint16(1))
	a, err := New(Options{Token: "x"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, title, url, text, source, to, label string, n uint8, times uint16) {
		big := strings.Repeat(text, min(int(times), 40_000/(len(text)+1)))
		items := make([]bot.Item, n%14+1)
		for i := range items {
			r := bot.Reply{Title: title, URL: url, Site: source, Kicker: label, Also: text, Footer: big, Text: []string{text, big}, Parts: []bot.Part{{Head: title, Lines: []string{text, big}}}, Image: bot.Image{URL: to}}
			for range n % 12 {
				r.Points = append(r.Points, bot.Point{Text: big, Source: source, Link: to, Number: int(n % 3), Strong: n%2 == 0, Lang: label})
				r.Buttons = append(r.Buttons, []bot.Button{{Label: label, Line: text}, {Label: title, URL: to}, {Label: source, Line: text}})
			}
			items[i].Reply = r
		}
		for _, b := range []body{a.body(items), a.body(items[:1]), a.bare(items)} {
			raw, err := json.Marshal(b)
			if err != nil {
				t.Fatal(err)
			}
			if err := discordtest.Check(raw); err != nil {
				t.Fatal(err)
			}
			for _, e := range b.Embeds {
				if !utf8.ValidString(e.Description) || strings.ContainsRune(e.Description, '\u202e') {
					t.Fatalf("description %q", e.Description)
				}
			}
		}
	})
}

func FuzzReadingInteractions(f *testing.F) {
	f.Add([]byte(`{"type":2,"data":{"name":"broadcast","options":[{"name":"on","type":1,"options":[{"name":"what","type":3,"value":"x"}]}]}}`))
	f.Add([]byte(`{"type":3,"data":{"custom_id":"1:more a"}}`))
	f.Add([]byte(`{"type":5,"data":{"custom_id":"1~2:subscribe ","components":[{"components":[{"custom_id":"text","value":"v"}]}]}}`))
	f.Add([]byte(`{"type":2,"member":null,"data":{"type":3,"target_id":"1","resolved":{"messages":{"1":{"content":"https://x.y"}}}}}`))
	x := newIndex(deskMenu())
	f.Fuzz(func(t *testing.T, raw []byte) {
		var in interaction
		if json.Unmarshal(raw, &in) != nil {
			return
		}
		r, _ := x.request(&in)
		if (in.Type == 3 || in.Type == 5) && strings.Contains(r.Command, " ") {
			t.Fatalf("command %q", r.Command)
		}
	})
}

func FuzzEscapedTextIsShownAsItIs(f *testing.F) {
	for _, s := range []string{"a*b_c", "[x](https://e.f)", "# head", "1. one", `\*`, "<@1>", "https://x.y", "a\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = tidy(s)
		if strings.ContainsAny(s, "\ue000") {
			return
		}
		if got, links := discordtest.Unmark(escape(s)); got != s || len(links) > 0 {
			t.Fatalf("%q is shown as %q with links %q", s, got, links)
		}
	})
}
