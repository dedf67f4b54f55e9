package extractive

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"crier/summarizer"
)

// newsReport is an article of several sources, with the furniture of its page.
const newsReport = `for Rivers and Harbours

No time to read?
Get a summary

The harbour council of Norden approved 12 new bridges on Monday evening, signaling a new era for the town. The plan had been postponed twice since 2023. The decision underscores a shared commitment to the river. — Council Press Office

The bridges will cost 340 million euros over nine years and replace the ferries of the northern line. Ferries carried two million people last year. Such services are often loved by those who use them. — NTB

Meanwhile, in Brussels, remarks from Ana Ruiz, the commissioner for transport, suggested that the Union will pay a third of the cost. The statements reflect a shift in policy. — EU officials

No time to read?
Get a summary
Previous Article

Old Ferries Find New Owners In The South

Next Article`

func summarize(t *testing.T, body string, o summarizer.Options) summarizer.Summary {
	t.Helper()
	s, err := New().Summarize(context.Background(), summarizer.Text{Body: body}, o)
	if err != nil {
		t.Fatal(err)
	}
	prove(t, body, s)
	return s
}

// prove holds a summary to the contract: every point is its span less its cuts, in
// the text's order.
func prove(t *testing.T, body string, s summarizer.Summary) {
	t.Helper()
	last := 0
	for _, p := range s.Points {
		if p.Span.Start < last || p.Span.End > len(body) || p.Span.Start >= p.Span.End {
			t.Fatalf("span %v after %d in %d bytes", p.Span, last, len(body))
		}
		at := p.Span.Start
		for _, c := range p.Cuts {
			if c.Start < at || c.End <= c.Start || c.End > p.Span.End {
				t.Fatalf("cuts %v in span %v", p.Cuts, p.Span)
			}
			at = c.End
		}
		if p.From(body) != p.Text {
			t.Fatalf("%q is not its span %q", p.Text, p.From(body))
		}
		if len(p.Why) > mostReasons {
			t.Fatalf("%d reasons", len(p.Why))
		}
		last = p.Span.End
	}
}

func TestReportOfSeveralSources(t *testing.T) {
	s := summarize(t, newsReport, summarizer.Options{})
	want := []struct{ text, source string }{
		{"The harbour council of Norden approved 12 new bridges on Monday evening.", "Council Press Office"},
		{"The bridges will cost 340 million euros over nine years and replace the ferries of the northern line.", "NTB"},
		{"remarks from Ana Ruiz, the commissioner for transport, suggested that the Union will pay a third of the cost.", "EU officials"},
	}
	if len(s.Points) != len(want) {
		t.Fatalf("%+v", s.Points)
	}
	for i, p := range s.Points {
		if p.Text != want[i].text || p.Source != want[i].source {
			t.Errorf("%q by %q", p.Text, p.Source)
		}
		if len(p.Why) == 0 || p.Why[0].Weight <= 0 {
			t.Errorf("%q has no reason", p.Text)
		}
	}
	if s.Language != "en" || !s.TitleIsCut || !strings.HasPrefix(s.Method, "extractive/20") {
		t.Errorf("%+v", s)
	}
}

func TestSizes(t *testing.T) {
	body := article(700)
	for _, c := range []struct {
		o          summarizer.Options
		least, max int
	}{
		{summarizer.Options{Size: summarizer.Short}, 1, 1},
		{summarizer.Options{}, 2, 3},
		{summarizer.Options{Size: summarizer.Long}, 5, 7},
		{summarizer.Options{Points: 4}, 2, 4},
		{summarizer.Options{Points: 1 << 30}, 2, mostPoints},
	} {
		if s := summarize(t, body, c.o); len(s.Points) < c.least || len(s.Points) > c.max {
			t.Errorf("%+v: %d points", c.o, len(s.Points))
		}
	}
	if s := summarize(t, body, summarizer.Options{Words: 40}); s.WordsOut > 40 {
		t.Errorf("%d words", s.WordsOut)
	}
}

func TestShortTextIsShownWhole(t *testing.T) {
	s := summarize(t, "The council approved the bridge on Monday. He was glad.", summarizer.Options{})
	if s.Method != "whole" || len(s.Points) != 2 {
		t.Errorf("%+v", s)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		body string
		want error
	}{
		{"", summarizer.ErrTooShort},
		{"Hello", summarizer.ErrTooShort},
		{"Page not found. The page you requested does not exist on this server.", summarizer.ErrNoArticle},
		{"Please enable JavaScript to continue. Our site checks your browser first.", summarizer.ErrNoArticle},
		{"We use cookies. We value your privacy and that of all our partners.", summarizer.ErrNoArticle},
		{strings.Repeat("Home News Sport Weather\n\nThe latest from the north and south\n\n", 1) + links(), summarizer.ErrNoArticle},
	} {
		_, err := New().Summarize(context.Background(), summarizer.Text{Body: c.body}, summarizer.Options{})
		if !errors.Is(err, c.want) {
			t.Errorf("%.40q: %v, want %v", c.body, err, c.want)
		}
	}
}

func links() string {
	var b strings.Builder
	for i := range 60 {
		b.WriteString("Story number " + strings.Repeat("x", i+1) + " of the day\n\n")
	}
	return b.String()
}

func TestAlwaysGivesASummary(t *testing.T) {
	for _, body := range []string{"Hello", "Page not found.", `"Open`, strings.Repeat("word ", 500)} {
		if s := summarize(t, body, summarizer.Options{Points: 3, Always: true}); len(s.Points) == 0 {
			t.Errorf("%.20q: nothing", body)
		}
	}
}

func TestALeaningPointHasItsPredecessor(t *testing.T) {
	body := strings.ReplaceAll(article(300), "Minister Ana Ruiz", "She")
	z := New()
	d, err := z.read(context.Background(), summarizer.Text{Body: body, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []float64{1, 2, 3, 5} {
		scores := make([]float64, len(d.sentences))
		for i := range scores {
			scores[i] = float64((i*7919+int(seed)*104729)%97) / 30
		}
		chosen := d.choose(scores, quota{points: 5, least: 5}, 0)
		for n, i := range chosen {
			if d.sentences[i].flaws&isLeaning != 0 && i > 0 && (n == 0 || chosen[n-1] != i-1) {
				t.Errorf("sentence %d leans on nothing in %v", i, chosen)
			}
		}
	}
}

func TestSummarizeIsSafeForConcurrentUse(t *testing.T) {
	z, body := New(), article(400)
	var wg sync.WaitGroup
	texts := make([]string, 8)
	for i := range texts {
		wg.Go(func() {
			s, _ := z.Summarize(context.Background(), summarizer.Text{Body: body}, summarizer.Options{})
			for _, p := range s.Points {
				texts[i] += p.Text
			}
		})
	}
	wg.Wait()
	for _, s := range texts {
		if s == "" || s != texts[0] {
			t.Fatalf("%q and %q", s, texts[0])
		}
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Summarize(ctx, summarizer.Text{Body: newsReport}, summarizer.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestHugeTextsTakeSeconds(t *testing.T) {
	limit := 10 * time.Second // the machine may do much else
	switch {
	case raceOn:
		limit = 2 * time.Minute
	case os.Getenv("CRIER_BARS") == "1":
		limit = 2 * time.Second
	}
	for name, body := range map[string]string{
		"5 MB":         article(5 << 20 / 6),
		"no stop":      strings.Repeat("word after ", 1<<20/11),
		"brackets":     strings.Repeat("word (after ", 1<<20/12),
		"quotes":       strings.Repeat(`word "after `, 1<<20/12),
		"stops":        strings.Repeat("a. ", 1<<20/3),
		"lines":        strings.Repeat("a\n", 1<<19),
		"lost spaces":  strings.Repeat("home.The ", 1<<20/9),
		"Thai":         strings.Repeat("สภาเทศบาลอนุมัติ ", 1<<20/49),
		"single marks": strings.Repeat("word ' after. ", 1<<20/14),
	} {
		start := time.Now()
		_, err := New().Summarize(context.Background(), summarizer.Text{Body: body}, summarizer.Options{Always: true})
		if took := time.Since(start); took > limit || err != nil {
			t.Errorf("%s: %v, %v", name, took, err)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}

func TestLines(t *testing.T) {
	in := `{"id":7,"title":"","text":"Hello","lang":"en"}` + "\n\n" + `{"id":"b","text":"The council approved\nthe bridge on Monday after talks.","lang":"en"}` + "\n"
	var out bytes.Buffer
	if err := Lines(context.Background(), New(), summarizer.Options{Points: 3, Always: true}, strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	want := `{"id":7,"summary":["Hello"]}` + "\n" + `{"id":"b","summary":["The council approved the bridge on Monday after talks."]}` + "\n"
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
	if err := Lines(context.Background(), New(), summarizer.Options{}, strings.NewReader("{"), &out); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("%v", err)
	}
}

func FuzzSummarize(f *testing.F) {
	for _, s := range []string{newsReport, article(60), `"a. ' b" (c. “d” „e“ — X`, "会议。「开始。", "(CNN)A.\n\n— B", "a\xffb. C"} {
		f.Add(s, "")
	}
	z := New()
	f.Fuzz(func(t *testing.T, body, lang string) {
		if !utf8.ValidString(body) {
			body = strings.ToValidUTF8(body, "?")
		}
		s, err := z.Summarize(context.Background(), summarizer.Text{Title: lang, Body: body, Language: lang}, summarizer.Options{Always: true})
		if err != nil {
			t.Fatal(err)
		}
		prove(t, body, s)
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("Mr. A said. \"B. C\" d.E f.", "en")
	f.Add("一。二！", "zh")
	f.Add(" ", "")
	all, err := loadLanguages()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body, lang string) {
		body = strings.ToValidUTF8(body, "?")
		sp := &splitter{lang: all.get(lang), body: body}
		last := 0
		for _, s := range sp.split(nil, spanOf(body)) {
			if s.Start < last || s.End < s.Start || s.End > len(body) || !utf8.ValidString(body[s.Start:s.End]) {
				t.Fatalf("%v after %d", s, last)
			}
			last = s.End
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add(newsReport)
	f.Fuzz(func(t *testing.T, body string) {
		body = strings.ToValidUTF8(body, "?")
		d := &document{body: body}
		d.clean(paragraphs(body))
		last := 0
		for _, b := range d.blocks {
			if b.span.Start < last || b.span.End < b.span.Start || !utf8.ValidString(body[b.span.Start:b.span.End]) {
				t.Fatalf("%v after %d", b.span, last)
			}
			last = b.span.End
			if at, _ := peelDateline(body, b.span, true); at < b.span.Start || at > b.span.End {
				t.Fatalf("prose from %d in %v", at, b.span)
			}
		}
	})
}
