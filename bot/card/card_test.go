package card_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/card"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

var update = flag.Bool("update", false, "write the golden files anew")

func catalog(t *testing.T) *lang.Catalog {
	t.Helper()
	c, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func golden(t *testing.T, name string, replies ...bot.Reply) {
	t.Helper()
	var b strings.Builder
	for _, r := range replies {
		b.WriteString("(" + r.Lang + ")\n" + bottest.Plain(r) + "\n")
	}
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs; if it is meant, run with -update. Now:\n%s", file, b.String())
	}
}

// today is when these cards are shown.
func today() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

const harbor = `Meanwhile, in Port Ellery, the harbor board said on Monday that the new tide gate would close for the first time this winter.

The gate held back 3.41 metres of water, "the highest surge ever measured here", Ingrid Halvorsen, the director of the Water Board, told reporters. — Harbor Press Agency

Ships will have to wait for two hours at every closing, which the port expects four times a year.`

// article is an article with three points, the first cut at its beginning.
func article() (feeds.Article, summarizer.Summary) {
	a := feeds.Article{
		URL: "https://www.example.org/a", Canonical: "https://example.org/a", Title: "Tide gate closes\n  for the first time",
		Site: "The Harbor Courier", Language: "en", Date: today().Add(-3 * time.Hour), Text: harbor, Page: harbor, Free: true,
		Image: "https://example.org/gate.jpg", ImageAlt: "The gate",
		Next: feeds.Link{URL: "https://example.org/b", Title: "Private lives, public discourse: what the old harbor owes the new one"},
	}
	point := func(text, source string) summarizer.Point {
		at := strings.Index(harbor, text)
		return summarizer.Point{Text: text, Source: source, Span: summarizer.Span{Start: at, End: at + len(text)}}
	}
	s := summarizer.Summary{Language: "en", Method: "extractive/1", WordsIn: 71, WordsOut: 48, Points: []summarizer.Point{
		point("the harbor board said on Monday that the new tide gate would close for the first time this winter.", ""),
		point(`The gate held back 3.41 metres of water, "the highest surge ever measured here", Ingrid Halvorsen, the director of the Water Board, told reporters.`, "Harbor Press Agency"),
		point("Ships will have to wait for two hours at every closing, which the port expects four times a year.", ""),
	}}
	return a, s
}

func item(a feeds.Article) library.Item {
	return library.Item{ID: library.ID(a.Canonical), Article: a, Read: today()}
}

func TestACardInEveryLanguage(t *testing.T) {
	for _, l := range []string{"en", "de"} {
		p := catalog(t).Printer(l)
		a, s := article()
		link := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today()})
		walk := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today(), Walk: true, Kicker: "…"})
		channel := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today(), Kind: bot.Channel})
		s.TitleIsCut = true
		untitled := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today()})
		a.Kind, a.Free, a.Date = feeds.Opinion, false, time.Date(2024, 3, 3, 9, 0, 0, 0, time.UTC)
		long := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today(), Size: summarizer.Long})
		s.Method, s.WordsIn = "whole", 48
		whole := card.Summary(p, card.Card{Item: item(a), Summary: s, Now: today()})
		text := a
		text.URL, text.Canonical, text.Next = "", "", feeds.Link{}
		s.Method = "extractive/1"
		pasted := card.Summary(p, card.Card{Item: item(text), Summary: s, Now: today()})
		golden(t, "card."+l, link, walk, channel, untitled, long, whole, pasted)
	}
}

func TestAnAlertInEveryLanguage(t *testing.T) {
	words := catalog(t)
	for _, l := range []string{"en", "de"} {
		a, s := article()
		n := card.News{Lang: l, Reason: "tide gate", Topic: true, Item: item(a), Summary: s}
		titled := card.Alert(words, n)
		n.Summary.TitleIsCut, n.Topic, n.Reason = true, false, "The newsroom"
		untitled := card.Alert(words, n)
		n.Kind, n.Item.Article.Kind = bot.Channel, feeds.PressRelease
		channel := card.Alert(words, n)
		n.Summary = summarizer.Summary{}
		bare := card.Alert(words, n)
		golden(t, "alert."+l, titled, untitled, channel, bare)
	}
}

const climate = "تجتمع الدول هذا الأسبوع لبحث تغير المناخ.\n\nقالت الأمم المتحدة إن العام الماضي كان الأشد حرارة."

func TestAnArticleFromRightToLeft(t *testing.T) {
	words := catalog(t)
	a := feeds.Article{
		URL: "https://example.org/ar", Canonical: "https://example.org/ar", Title: "قمة المناخ", Site: "المثال", Language: "ar", Free: true,
		Text: climate, Page: climate, Next: feeds.Link{URL: "https://example.org/ar2", Title: "أخبار اليوم"},
	}
	first, second, _ := strings.Cut(climate, "\n\n")
	s := summarizer.Summary{Language: "ar", Method: "extractive/1", WordsIn: 16, WordsOut: 16, Points: []summarizer.Point{
		{Text: first, Span: summarizer.Span{End: len(first)}},
		{Text: second, Span: summarizer.Span{Start: len(first) + 2, End: len(climate)}, Source: "الأمم المتحدة"},
	}}
	golden(t, "arabic",
		card.Summary(words.Printer("en"), card.Card{Item: item(a), Summary: s, Now: today()}),
		card.Alert(words, card.News{Lang: "de", Reason: "المناخ", Topic: true, Item: item(a), Summary: s}))
}

func TestListsAndDigests(t *testing.T) {
	p := catalog(t).Printer("en")
	var lines []card.Line
	for i := range 7 {
		lines = append(lines, card.Line{Title: "A  title " + strings.Repeat("and so on ", i*5), Note: "The feed, 2 hours ago", URL: "https://example.org/1", Press: "card a_1"})
	}
	lines[2].Press = ""
	a, s := article()
	bare := a
	bare.Canonical = "https://example.org/c"
	digest := card.Digest(p, "Monday 08:00 · 2 stories", []card.Section{
		{Name: "Climate", Stories: []card.Story{{Item: item(a), Summary: s}}},
		{Name: "City", Stories: []card.Story{{Item: item(bare)}}},
	})
	golden(t, "lists", card.List(p, "Latest", lines), digest)
}

func TestAProblemOffersWhatHelps(t *testing.T) {
	p := catalog(t).Printer("en")
	id := "card " + library.ID("https://example.org/a")
	golden(t, "problems",
		card.Problem(p, &feeds.Problem{Kind: feeds.Timeout, Host: "example.org", URL: "https://example.org/a"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Busy, Host: "example.org", URL: "https://example.org/a", Wait: 5 * time.Minute}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Login, Host: "example.org", URL: "https://example.org/a"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Private, Host: "10.0.0.1", URL: "http://10.0.0.1/"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.NotFound, Host: "example.org", URL: "https://example.org/rss?key=…"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Port, Host: "example.org", URL: "http://example.org:22/"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Forbidden, Host: "example.org", URL: "https://example.org/"}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Forbidden, Host: "example.org", URL: "https://example.org/", Feed: true}, id),
		card.Problem(p, &feeds.Problem{Kind: feeds.Timeout, Host: "example.org", URL: "https://example.org/", Feed: true}, id),
		card.Problem(p, &feeds.Problem{Kind: "unheard_of"}, ""))
}

func TestCardsKeepToTheirSize(t *testing.T) {
	words := catalog(t)
	p := words.Printer("de")
	for n := range 60 {
		var body strings.Builder
		s := summarizer.Summary{Language: "en", Method: "extractive/1", WordsIn: 900, TitleIsCut: n%2 == 0}
		for i := range 7 {
			text := strings.TrimSpace(strings.Repeat("Wörter des Artikels ", 1+(n*7+i*13)%60)) + "."
			at := body.Len()
			body.WriteString(text + "\n\n")
			s.Points = append(s.Points, summarizer.Point{Text: text, Span: summarizer.Span{Start: at, End: at + len(text)}})
		}
		a := feeds.Article{URL: "https://example.org/a", Title: strings.Repeat("Titel ", n), Text: body.String(), Free: true}
		for size, most := range map[summarizer.Size]int{summarizer.Medium: card.MaxMedium, summarizer.Long: card.MaxLong} {
			r := card.Summary(p, card.Card{Item: item(a), Summary: s, Size: size, Now: today()})
			if got := card.Visible(r); got > most || len(r.Points) == 0 {
				t.Errorf("case %d: a card of %d characters and %d points, at most %d", n, got, len(r.Points), most)
			}
			if shown, all := len(r.Points), len(s.Points); shown < all && strings.Contains(r.Footer, " 0 ") {
				t.Errorf("case %d: the footer counts nothing: %s", n, r.Footer)
			}
		}
		r := card.Alert(words, card.News{Lang: "de", Reason: strings.Repeat("x", 300), Item: item(a), Summary: s})
		if got := card.Visible(r); got > card.MaxAlert || r.Title == "" && len(r.Points) == 0 {
			t.Errorf("case %d: an alert of %d characters and %d points", n, got, len(r.Points))
		}
		// Another topic that asks for the same inherits it.
		heir := card.News{Lang: "de", Reason: "Klima", Topic: true, Item: item(a), Summary: s}
		short := heir
		short.Reason = "x"
		if got, want := card.Because(words, card.Alert(words, short), heir), card.Alert(words, heir); got.Kicker != want.Kicker || got.Topic != want.Topic ||
			card.Visible(got) > card.MaxAlert || got.Title != want.Title || len(got.Points) == 0 && got.Title == "" {
			t.Errorf("case %d: for its heir the alert is %+v, want %+v", n, got, want)
		}
	}
}

func TestTheFirstLetterIsLargeAfterACutOnly(t *testing.T) {
	words := catalog(t)
	for _, c := range []struct{ body, text, lang, want string }{
		{"Meanwhile, the board met.", "the board met.", "en", "The board met."},
		{"The board met. iPhone sales rose.", "iPhone sales rose.", "en", "iPhone sales rose."},
		{"Then, iPhone sales rose.", "iPhone sales rose.", "en", "iPhone sales rose."},
		{"Gisteren, ijs smelt snel.", "ijs smelt snel.", "nl", "IJs smelt snel."},
		{"Bugün, istanbul büyüdü.", "istanbul büyüdü.", "tr", "İstanbul büyüdü."},
		{"One line\nthe next line.", "the next line.", "en", "the next line."},
	} {
		at := strings.Index(c.body, c.text)
		s := summarizer.Summary{Language: c.lang, Points: []summarizer.Point{{Text: c.text, Span: summarizer.Span{Start: at, End: len(c.body)}}}}
		a := feeds.Article{URL: "https://example.org/", Text: c.body}
		r := card.Summary(words.Printer("en"), card.Card{Item: item(a), Summary: s, Now: today()})
		if got := r.Points[0].Text; got != c.want {
			t.Errorf("%q in %q became %q", c.text, c.body, got)
		}
	}
}

func TestABareNumberGivesWayToTheSitesName(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:8081/a": "The Harbor Courier", "https://www.example.org/a": "example.org",
	} {
		a := feeds.Article{URL: address, Site: "The Harbor Courier", Text: harbor, Free: true}
		r := card.Summary(catalog(t).Printer("en"), card.Card{Item: item(a), Now: today()})
		if got, _, _ := strings.Cut(r.Footer, " · "); strings.Trim(got, "\u2068\u2069") != want {
			t.Errorf("%s stands as %q, want %q", address, got, want)
		}
	}
}
