package story

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var morning = time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)

func quake(id, text string, hours int) Article {
	return Article{ID: id, Language: "en", Title: "Strong earthquake shakes Port Almera", Text: text, At: morning.Add(time.Duration(hours) * time.Hour)}
}

const tremor = `A magnitude 6.4 earthquake struck near Port Almera early on Tuesday, the Tessaly Geological Office said.
At least 12 people died and dozens of houses collapsed in the old harbour, where Irena Dousek asked residents to stay outdoors.`

func TestWhatAnArticleIsToItsStory(t *testing.T) {
	for _, c := range []struct {
		name string
		next Article
		want Relation
	}{
		{"the same text from another feed", quake("b", tremor, 1), Copy},
		{"an edited copy", quake("b", strings.Replace(tremor, "dozens of", "many", 1)+" More follows.", 1), Copy},
		{"other words", Article{ID: "b", Language: "en", Title: "Twelve dead as 6.4 quake hits Port Almera",
			Text: "Rescue teams searched the rubble; mayor Irena Dousek called it the worst tremor in Tessaly.", At: morning.Add(time.Hour)}, Report},
		{"another language", Article{ID: "b", Language: "de", Title: "Erdbeben der Stärke 6,4 in Port Almera",
			Text: "In Tessaly starben 12 Menschen, sagte Bürgermeisterin Irena Dousek.", At: morning.Add(time.Hour)}, Report},
		{"new facts after hours", Article{ID: "b", Language: "en", Title: "Port Almera quake toll rises to 31",
			Text: "The toll of the 6.4 earthquake has risen to 31, Irena Dousek said, as crews reached Tessaly with 250 tents.", At: morning.Add(14 * time.Hour)}, Update},
		{"another quake", Article{ID: "b", Language: "en", Title: "Earthquake of 5.8 rattles Kandoro",
			Text: "A magnitude 5.8 earthquake struck the highlands near Sembi on Tuesday. Nobody died.", At: morning.Add(time.Hour)}, First},
		{"nothing at all", Article{ID: "b", At: morning}, First},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := New(Options{})
			tell(f, quake("a", tremor, 0))
			want := Place{"a", "a", c.want}
			switch c.want {
			case First:
				want.Story, want.Chapter = "b", "b"
			case Update:
				want.Chapter = "b"
			}
			if got := tell(f, c.next); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

func TestAnArticleKeepsItsStory(t *testing.T) {
	f := New(Options{})
	tell(f, quake("a", tremor, 0))
	tell(f, quake("b", tremor, 1))
	if got := tell(f, quake("b", tremor, 2)); got != (Place{"a", "a", Known}) || f.Len() != 2 {
		t.Errorf("asked again: %+v, %d kept; want it known in a, 2 kept", got, f.Len())
	}
	if story, ok := f.Story("b"); !ok || story != "a" {
		t.Errorf("the story of b is %q, %v", story, ok)
	}
}

func TestAStartWithRecentArticlesContinuesTheStories(t *testing.T) {
	f := New(Options{})
	a, b := quake("a", tremor, 0), quake("b", tremor, 1)
	f.Add("a", Sketch(a), a.At, Place{Story: "first", Chapter: "later"})
	if got := tell(f, b); got != (Place{"first", "later", Copy}) {
		t.Errorf("%+v, want a copy in the chapter that was added", got)
	}
	f.Add("c", nil, b.At, Place{Story: "own"})
	if got := tell(f, Article{ID: "c", At: b.At}); got != (Place{"own", "own", Known}) {
		t.Errorf("%+v, want the article that came without a sketch to be known", got)
	}
}

func TestAChapterBeginsHoursAfterTheLast(t *testing.T) {
	f := New(Options{})
	tell(f, quake("a", tremor, 0))
	for i, c := range []struct {
		hours    int
		title    string
		relation Relation
	}{
		{2, "Port Almera quake: 25 dead, Dr Selma Orrin says", Report},
		{10, "Port Almera quake: 31 dead, 47 missing", Update},
		{12, "Port Almera quake: 33 dead, 58 missing", Report},
		{14, "Port Almera quake: deadly tremor", Report},
		{20, "Port Almera quake: 39 dead, 19 found by Kestrel crew", Update},
		{28, "Port Almera quake: Mayor Ana Kostic steps down", Update},      // a name tells something new
		{36, "Port Almera quake: what the Governor told the Court", Report}, // what only may be one does not
	} {
		got := tell(f, Article{ID: fmt.Sprint(i), Language: "en", Title: c.title, At: morning.Add(time.Duration(c.hours) * time.Hour),
			Text: "The 6.4 earthquake in Port Almera, Tessaly, kept crews busy, Irena Dousek said."})
		if got.Relation != c.relation || got.Story != "a" || c.relation == Update && got.Chapter != fmt.Sprint(i) {
			t.Errorf("%q after %d hours: %+v, want %s of a", c.title, c.hours, got, c.relation)
		}
	}
}

func TestASketchSurvivesItsBytes(t *testing.T) {
	for _, e := range events(t) {
		want := draw(e.Article)
		got, err := parse(want.bytes())
		if err != nil || !bytes.Equal(got.bytes(), want.bytes()) || len(got.words) != len(want.words) || got.language != e.Language {
			t.Fatalf("%+v, %v, want %+v", got, err, want)
		}
	}
	whole := Sketch(quake("a", tremor, 0))
	for n := range whole {
		if _, err := parse(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for a sketch", n, len(whole))
		}
	}
}

func sound(w, language string) string { return string(appendSound(nil, w, language)) }

func TestNamesSoundAlikeInEveryScript(t *testing.T) {
	for _, c := range [][]string{
		{"Halvard", "Халвард", "هالفارد"}, {"Petrovsky", "Петровский", "بتروفسكي"}, {"Dousek", "Доусек", "دوسك"},
		{"Mitsotakis", "Μιτσοτάκης"}, {"Brenov", "Бренов", "برينوف"}, {"Ostrava", "Острава"},
		{"Costinari", "コスティナリ", "코스티나리"}, {"Kirsten", "キルステン", "키르스텐"},
	} {
		for _, w := range c[1:] {
			if a, b := sound(c[0], "en"), sound(w, ""); a != b || a == "" {
				t.Errorf("%s sounds %q, %s %q", c[0], a, w, b)
			}
		}
	}
	if a, ok := softHash("벨마르크"); !ok || a != hash32("~"+sound("Velmark", "en")) {
		t.Error("Velmark in Hangul sounds otherwise")
	}
	if a, b := sound("Velm", "en"), sound("Kandoro", "en"); a == b {
		t.Errorf("Velm and Kandoro sound %q", a)
	}
	if got := sound("Io", "en"); got != "" {
		t.Errorf("a short name sounds %q", got)
	}
}

func TestOldArticlesAreForgottenWithoutTrace(t *testing.T) {
	f := New(Options{Window: 24 * time.Hour, Articles: 50})
	for i, e := range sortedByTime(events(t)) {
		if tell(f, e.Article); f.Len() > 50 {
			t.Fatalf("%d articles kept after %d", f.Len(), i)
		}
	}
	tell(f, Article{ID: "later", At: morning.Add(90 * 24 * time.Hour)})
	if f.Len() != 1 || len(f.byID) != 1 || len(f.tales) != 1 || len(f.posts.to)+len(f.bands) != 0 {
		t.Errorf("left: %d articles, %d stories, %d posts, %d bands", f.Len(), len(f.tales), len(f.posts.to), len(f.bands))
	}
}

func TestManyAtOnce(t *testing.T) {
	f := New(Options{Articles: 100})
	var all sync.WaitGroup
	for _, e := range events(t) {
		all.Go(func() { tell(f, e.Article) })
	}
	all.Wait()
	if f.Len() == 0 || f.Len() > 100 {
		t.Errorf("%d articles kept, want 100 at most", f.Len())
	}
}

func TestNumbersAreReadAlike(t *testing.T) {
	for in, want := range map[string]string{
		"84,000 cars": "84000", "84.000 Autos": "84000", "84 000 voitures": "84000", "6,4": "6.4", "6.4.": "6.4",
		"3-1 win": "3:1", "3:1": "3:1", "2026": "2026", "1,234,567": "1234567", "12 345": "12345", "5 24": "5",
		"7万4000ユーロ": "74000", "15億5000万": "1550000000", "18만4000대": "184000", "2.4万人": "24000", "9万人": "90000",
	} {
		var got []string
		scan(in, func(t token) { got = append(got, t.text) })
		if len(got) == 0 || got[0] != want {
			t.Errorf("%q begins with %q, want %q", in, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Quake in Port Almera", "Twelve died, 6,4 – 84 000.", "de")
	f.Add("1-", "\xff 1\u202f", "")
	f.Add("٦٫٤ زلزال", "东京地震 6.4 級", "zh")
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		x := New(Options{})
		a := Article{ID: "a", Title: title, Text: text, Language: lang, At: morning, Published: morning.Add(-time.Hour)}
		want := draw(a)
		if got, err := parse(want.bytes()); err != nil || !bytes.Equal(got.bytes(), want.bytes()) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		tell(x, a)
		a.ID = "b"
		if p := tell(x, a); p.Relation == Update {
			t.Error("the same article is an update of itself")
		}
		x.Add("c", []byte(title), morning.Add(1000*time.Hour), Place{Story: "c"})
		if x.Len() != 1 {
			t.Errorf("%d articles kept, want the last", x.Len())
		}
	})
}

// press writes articles of eleven words a line about made-up events: common words,
// and some names and numbers of the event's own.
func press(r *rand.Rand, id, lines int) Article {
	word := func() string { return fmt.Sprintf("w%cord%d", 'a'+rune(r.IntN(26)), int(math.Exp(r.Float64()*9))) }
	name := func() string { return fmt.Sprintf("N%came%d", 'a'+rune(r.IntN(26)), r.IntN(20_000)) }
	var b strings.Builder
	for range lines {
		for range 9 {
			b.WriteString(word() + " ")
		}
		fmt.Fprintf(&b, "%s %d. ", name(), r.IntN(5000))
	}
	return Article{ID: fmt.Sprint(id), Language: "en", Title: "Today " + name() + " " + word() + " " + word() + " in " + name(), Text: b.String(), At: morning.Add(time.Duration(id) * time.Second)}
}

// filled is a finder that keeps so many articles.
func filled(r *rand.Rand, kept int) *Finder {
	f := New(Options{Window: 1e6 * time.Hour, Articles: kept})
	for i := range kept {
		tell(f, press(r, i, 16))
	}
	return f
}

// BenchmarkFind measures an article from its text to its story, while a hundred
// thousand are kept, and what they take.
func BenchmarkFind(b *testing.B) {
	kept := 100_000
	if testing.Short() {
		kept = 5000
	}
	r := rand.New(rand.NewPCG(1, 2))
	before := inUse()
	f := filled(r, kept)
	size := float64(inUse()-before) / float64(kept)
	next := make([]Article, 1000) // none comes twice: that would be known for a copy at once
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(next) == 0 {
			b.StopTimer()
			for j := range next {
				next[j] = press(r, kept+i+j, 40)
			}
			b.StartTimer()
		}
		tell(f, next[i%len(next)])
	}
	b.ReportMetric(size, "B/article")
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// BenchmarkSketch measures what of that needs no other articles.
func BenchmarkSketch(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	some := make([]Article, 100)
	for i := range some {
		some[i] = press(r, i, 40)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Sketch(some[i%len(some)])
	}
}
