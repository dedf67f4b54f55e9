package telegram

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"crier/bot"
	"crier/bot/bottest/telegramtest"
)

var (
	rewrite  = flag.Bool("update", false, "write the golden files anew")
	articles = flag.Int("articles", 2000, "how many made-up articles are rendered")
)

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", name, got)
	}
}

// accepted holds a rendered text to the rules of the server's own parser and
// returns what people see.
func accepted(t *testing.T, got text, limit int) (plain string, marks []telegramtest.Entity) {
	t.Helper()
	plain, marks, err := telegramtest.ParseHTML(got.html)
	if err != nil {
		t.Fatalf("the server would refuse it: %v\n%s", err, got.html)
	}
	if plain != got.plain {
		t.Fatalf("the plain form differs:\n%q\n%q", plain, got.plain)
	}
	if units(plain) > limit || len(got.html) > 32768 || len(marks) > 100 || !utf8.ValidString(got.html) || !visible(plain) {
		t.Fatalf("%d units, %d bytes, %d marks:\n%s", units(plain), len(got.html), len(marks), got.html)
	}
	return plain, marks
}

func TestCards(t *testing.T) {
	for name, r := range map[string]bot.Reply{
		"english.html": englishCard(), "untitled.html": untitledCard(), "arabic.html": arabicCard(),
		"hostile.html": hostileCard(), "long.html": longCard(), "list.html": listCard(), "help.html": helpCard(),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(r, maxText)
			accepted(t, got, maxText)
			golden(t, name, got.html+"\n")
		})
	}
}

func TestFoldedCards(t *testing.T) {
	item := func(r bot.Reply) bot.Item {
		r.Buttons = [][]bot.Button{{{Label: "Open", URL: "https://example.org"}, {Label: "More", Line: "more a_1"}}}
		return bot.Item{Reply: r}
	}
	same := englishCard()
	same.Title = "A second story of the same topic"
	got, buttons, took := folded([]bot.Item{item(englishCard()), item(same), item(untitledCard()), item(arabicCard())})
	accepted(t, got, maxText)
	golden(t, "folded.html", got.html+"\n")
	if took != 4 || len(buttons) != 2 || buttons[0][1].Label != "2 · More" || buttons[0][1].Line != "more a_1" {
		t.Errorf("took %d, buttons %v", took, buttons)
	}
	t.Run("the fold has an end", func(t *testing.T) {
		many := slices.Repeat([]bot.Item{item(longCard())}, 30)
		got, _, took := folded(many)
		accepted(t, got, maxText)
		if took < 2 || took > maxFold {
			t.Errorf("took %d", took)
		}
	})
	t.Run("a document stands alone", func(t *testing.T) {
		w := newWorld(t, nil)
		o := w.send(w.direct(), words("one"), words("two"), bot.Reply{File: document("a", "b")})
		if o.Sent != 2 {
			t.Errorf("sent %d, want 2", o.Sent)
		}
		if o := w.send(w.direct(), bot.Reply{File: document("a", "b")}, words("two")); o.Sent != 1 || w.ann.Chat().FromBot()[1].Document == nil {
			t.Errorf("sent %d, want the document alone", o.Sent)
		}
	})
}

func TestRow8Lengths(t *testing.T) {
	w := newWorld(t, nil)
	for name, r := range map[string]bot.Reply{
		"row 8 a long text":             words(strings.Repeat("A sentence of some words. ", 1000)),
		"row 8 no end of a sentence":    words(strings.Repeat("word ", 3000)),
		"row 8 no end of a word":        words(strings.Repeat("x", 20000)),
		"row 8 characters of two units": words(strings.Repeat("🎈", 9000)),
		"row 8 characters of many":      words(strings.Repeat("👩‍👩‍👧", 3000)),
		"row 8 much to escape":          words(strings.Repeat(`<&">`, 5000)),
		"row 8 long addresses":          longLinks(3000, 30),
		"row 8 an endless address":      longLinks(9000, 3),
		"row 8 many marks":              longLinks(10, 300),
		"row 8 a long frame":            {Kicker: strings.Repeat("k ", 5000), Title: strings.Repeat("t", 5000), Also: strings.Repeat("a. ", 5000), Footer: strings.Repeat("f ", 5000)},
	} {
		t.Run(name, func(t *testing.T) {
			accepted(t, render(r, maxText), maxText)
			if o := w.send(w.direct(), r); o.Verdict != bot.Delivered {
				t.Errorf("%+v", o)
			}
			r.File = document("a", "b")
			if o := w.send(w.direct(), r); o.Verdict != bot.Delivered {
				t.Errorf("as a caption: %+v", o)
			}
		})
	}
	t.Run("row 8 cut at a sentence", func(t *testing.T) {
		got := render(words(strings.Repeat("A sentence of some words. ", 1000)), maxText).plain
		if !strings.HasSuffix(got, "words.") || len(got) < 4000 {
			t.Errorf("%d characters, the end %q", len(got), got[len(got)-20:])
		}
	})
}

func longLinks(size, points int) bot.Reply {
	var r bot.Reply
	for i := range points {
		r.Points = append(r.Points, bot.Point{Text: fmt.Sprint("Point ", i), Source: "S", Link: "https://example.org/" + strings.Repeat("a", size/2) + "#" + strings.Repeat("b", size/2)})
	}
	return r
}

func TestRow17Buttons(t *testing.T) {
	rows := [][]bot.Button{
		{{Label: "Line", Line: strings.Repeat("x", bot.MaxLine)}, {Label: "Too long", Line: strings.Repeat("x", bot.MaxLine+1)}},
		{{Label: "", Line: "empty"}, {Label: "\u200b", Line: "invisible"}, {Label: "Nothing"}},
		{{Label: "Local", URL: "http://localhost/x"}, {Label: "Script", URL: "javascript:x"}, {Label: "Open", URL: "https://example.org/ü?a=b c"}, {Label: "Good", URL: "https://example.org/a"}},
	}
	w := newWorld(t, nil)
	if o := w.send(w.direct(), bot.Reply{Title: "T", Buttons: rows}); o.Verdict != bot.Delivered {
		t.Fatalf("row 17 %+v", o)
	}
	m := w.ann.Chat().FromBot()[0]
	if got := m.Labels(); !slices.Equal(got, []string{"Line", "Good"}) || len(m.Buttons[0][0].Data) > 64 {
		t.Errorf("row 17 buttons %q", got)
	}
	ch := w.server.NewChannel("News", "")
	w.send(w.address(ch, bot.Channel), bot.Reply{Title: "T", Buttons: rows})
	if got := ch.FromBot()[0].Labels(); !slices.Equal(got, []string{"Good"}) {
		t.Errorf("row 17 a channel's post has %q", got)
	}
}

func TestLinksThatTheServerTakes(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.org/a?b=1&c=2#:~:text=x%20y,z": "https://example.org/a?b=1&c=2#:~:text=x%20y,z",
		" https://example.org ":                         "https://example.org",
		"http://127.0.0.1:8080/a":                       "http://127.0.0.1:8080/a",
		"https://bücher.example/ü":                      "https://xn--bcher-kva.example/%C3%BC",
		"https://example.org/?q=ü\xb0":                  "https://example.org/?q=%C3%BC%B0",
		"https://under_score.example.org/":              "https://under_score.example.org/",
		"http://localhost:8080/a":                       "",
		"https://localhost":                             "",
		"javascript:alert(1)":                           "",
		"ftp://example.org/a":                           "",
		"//example.org":                                 "",
		"https://user:secret@example.org/":              "",
		"https://example":                               "",
		"https://a\nb.org":                              "",
		"tg://user?id=1":                                "",
		"":                                              "",
	} {
		if got := legal(link); got != want {
			t.Errorf("%q became %q, want %q", link, got, want)
		}
	}
}

// FuzzRender holds any reply to the server's rules: its parser, its lengths, and
// no legal link lost from what is shown.
func FuzzRender(f *testing.F) {
	for _, r := range []bot.Reply{englishCard(), arabicCard(), hostileCard(), longCard()} {
		f.Add(r.Title, r.Points[0].Text, r.Points[1].Source, r.URL, r.Lang, 3)
	}
	f.Fuzz(func(t *testing.T, title, words, source, link, lang string, n int) {
		r := bot.Reply{Kicker: source, Title: title, URL: link, Lang: lang, Also: words, Footer: source, Text: []string{words}, Parts: []bot.Part{{Head: title, Lines: []string{words, source}}}}
		for i := range min(max(n, 0), 40) {
			r.Points = append(r.Points, bot.Point{Text: words, Source: source, Link: link, Strong: i == 0, Number: i % 3})
		}
		checkReply(t, r, maxText)
		checkReply(t, r, maxCaption)
		folds, _, _ := folded([]bot.Item{{Reply: r}, {Reply: r}, {Reply: r}})
		accepted(t, folds, maxText)
	})
}

// checkReply renders and looks for every link whose words are shown.
func checkReply(t *testing.T, r bot.Reply, limit int) {
	t.Helper()
	got := render(r, limit)
	_, marks := accepted(t, got, limit)
	want := 0
	for _, b := range layout(r, limit) {
		if b.url != "" && b.text != "" {
			want++
		}
		if b.link != "" && b.source != "" {
			want++
		}
	}
	have := 0
	for _, m := range marks {
		if m.Type == "text_link" {
			have++
		}
	}
	if have != want && got.plain != "…" {
		t.Fatalf("%d links behind words, want %d:\n%s", have, want, got.html)
	}
}

// TestManyArticles renders made-up articles from a fixed seed: as many as
// `-articles` says.
func TestManyArticles(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range *articles {
		checkReply(t, madeUp(rnd), maxText)
	}
}

func madeUp(rnd *rand.Rand) bot.Reply {
	pieces := []string{
		"rain ", "Regen ", "مطر ", "גשם ", "雨。", "🎈 ", "<b>", "</a>", "&amp;", "\"", "'", "\u202e", "\u2067", "\u2069", "\n", ". ", "! ", "\x00", "\xff",
		"e\u0301 ", "12 % ", "https://example.org/a?b&c ", "👩‍👩‍👧 ", "\u200d", "\u2028", "<", ">", "# ", "é",
	}
	text := func(most int) string {
		var b strings.Builder
		for range rnd.IntN(most) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		return b.String()
	}
	links := []string{"", "https://example.org/" + text(4), "https://example.org/a#:~:text=x", "http://localhost/", "javascript:x", text(6), "https://example.org/" + strings.Repeat("x", rnd.IntN(5000))}
	langs := []string{"", "en", "ar", "he", "zh", "x-y-z", "fa-IR"}
	r := bot.Reply{Kicker: text(20), Title: text(40), URL: links[rnd.IntN(len(links))], Lang: langs[rnd.IntN(len(langs))], Also: text(20), Footer: text(20)}
	for range rnd.IntN(9) {
		r.Points = append(r.Points, bot.Point{Text: text(200), Source: text(8), Link: links[rnd.IntN(len(links))], Number: rnd.IntN(3), Lang: langs[rnd.IntN(len(langs))]})
	}
	return r
}
