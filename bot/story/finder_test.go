package story

import (
	"fmt"
	"math"
	"math/rand/v2"
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
			f.Find(quake("a", tremor, 0))
			story, got := f.Find(c.next)
			if want := map[bool]string{true: "b", false: "a"}[c.want == First]; got != c.want || story != want {
				t.Errorf("%s of story %s, want %s of %s", got, story, c.want, want)
			}
		})
	}
}

func TestAnArticleKeepsItsStory(t *testing.T) {
	f := New(Options{})
	f.Find(quake("a", tremor, 0))
	f.Find(quake("b", tremor, 1))
	if story, relation := f.Find(quake("b", tremor, 2)); story != "a" || relation != Copy || f.Len() != 2 {
		t.Errorf("asked again: %s of %s, %d kept; want a copy of a, 2 kept", relation, story, f.Len())
	}
}

func TestAStartWithRecentArticlesContinuesTheStories(t *testing.T) {
	f := New(Options{})
	f.Add(quake("a", tremor, 0), "older story")
	if story, _ := f.Find(quake("b", tremor, 1)); story != "older story" {
		t.Errorf("story %q, want the one that was added", story)
	}
}

func TestOldArticlesAreForgottenWithoutTrace(t *testing.T) {
	f := New(Options{Window: 24 * time.Hour, Articles: 50})
	for i, e := range sortedByTime(events(t)) {
		if f.Find(e.Article); f.Len() > 50 {
			t.Fatalf("%d articles kept after %d", f.Len(), i)
		}
	}
	f.Find(Article{ID: "later", At: morning.Add(90 * 24 * time.Hour)})
	if f.Len() != 1 || len(f.byID) != 1 || len(f.tales) != 1 || len(f.seen)+len(f.posts)+len(f.bands) != 0 {
		t.Errorf("left: %d articles, %d stories, %d features, %d posts, %d bands", f.Len(), len(f.tales), len(f.seen), len(f.posts), len(f.bands))
	}
}

func TestManyAtOnce(t *testing.T) {
	f := New(Options{Articles: 100})
	var all sync.WaitGroup
	for _, e := range events(t) {
		all.Go(func() { f.Find(e.Article) })
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
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		x := New(Options{})
		a := Article{ID: "a", Title: title, Text: text, Language: lang, At: morning}
		x.Find(a)
		a.ID = "b"
		if _, relation := x.Find(a); relation == Update {
			t.Error("the same article is an update of itself")
		}
		x.Find(Article{ID: "c", At: morning.Add(1000 * time.Hour)})
		if x.Len() != 1 {
			t.Errorf("%d articles kept, want the last", x.Len())
		}
	})
}

// press writes articles of 400 words about made-up events: common words, and some
// names and numbers of the event's own.
func press(r *rand.Rand, id int) Article {
	word := func() string { return fmt.Sprintf("w%cord%d", 'a'+rune(r.IntN(26)), int(math.Exp(r.Float64()*9))) }
	name := func() string { return fmt.Sprintf("N%came%d", 'a'+rune(r.IntN(26)), r.IntN(20_000)) }
	var b strings.Builder
	for range 40 {
		for range 9 {
			b.WriteString(word() + " ")
		}
		fmt.Fprintf(&b, "%s %d. ", name(), r.IntN(5000))
	}
	return Article{ID: fmt.Sprint(id), Language: "en", Title: "Today " + name() + " " + word() + " " + word() + " in " + name(), Text: b.String(), At: morning.Add(time.Duration(id) * time.Second)}
}

// BenchmarkFind measures an article while a hundred thousand are kept.
func BenchmarkFind(b *testing.B) {
	kept := 100_000
	if testing.Short() {
		kept = 5000
	}
	r := rand.New(rand.NewPCG(1, 2))
	f := New(Options{Window: 1e6 * time.Hour, Articles: kept})
	for i := range kept {
		f.Find(press(r, i))
	}
	next := make([]Article, 2000)
	for i := range next {
		next[i] = press(r, kept+i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a := next[i%len(next)]
		a.ID = fmt.Sprint(a.ID, "/", i)
		f.Find(a)
	}
}
