package story

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// crowded is a finder that knows many articles about other events: words as often as
// the test events have them, names of syllables.
func crowded(t testing.TB, n int) *Finder {
	return crowd(t, New(Options{Window: 1e6 * time.Hour}), n)
}

// crowd tells a finder of so many articles.
func crowd(t testing.TB, f *Finder, n int) *Finder {
	r := rand.New(rand.NewPCG(7, 11))
	type pool struct {
		lang  string
		small []string
	}
	byLang := map[string]*pool{}
	var pools []*pool
	for _, e := range append(events(t), read(t, "reports.txt")...) {
		p := byLang[e.Language]
		if p == nil {
			p = &pool{lang: e.Language}
			byLang[e.Language] = p
		}
		for _, w := range strings.Fields(e.Text) {
			if !capitalised(w) {
				p.small = append(p.small, w)
			}
		}
		pools = append(pools, p)
	}
	common := strings.Fields(commonText)
	caps := []string{}
	for _, w := range common {
		if len(w) > 4 && w[0] < 128 {
			caps = append(caps, strings.ToUpper(w[:1])+w[1:])
		}
	}
	syll := func() string { return string("bdfghklmnprstvz"[r.IntN(15)]) + string("aeiou"[r.IntN(5)]) }
	name := func() string {
		switch r.IntN(4) {
		case 0:
			return caps[r.IntN(len(caps))]
		}
		s := syll() + syll()
		if r.IntN(2) == 0 {
			s += syll()
		}
		return strings.ToUpper(s[:1]) + s[1:] + string("nrlst"[r.IntN(5)])
	}
	num := func() string {
		switch r.IntN(3) {
		case 0:
			return fmt.Sprint(r.IntN(100))
		case 1:
			return fmt.Sprintf("%d.%d", r.IntN(12), r.IntN(10))
		}
		return fmt.Sprint(r.IntN(1000) * []int{1, 10, 100}[r.IntN(3)])
	}
	for i := range n {
		p := pools[r.IntN(len(pools))]
		say := func(words int) string {
			var b strings.Builder
			for range words {
				switch x := r.IntN(100); {
				case x < 8:
					b.WriteString(name() + " " + name())
				case x < 11:
					b.WriteString(num())
				case len(p.small) > 0:
					b.WriteString(p.small[r.IntN(len(p.small))])
				}
				b.WriteByte(' ')
			}
			return b.String()
		}
		tell(f, Article{ID: fmt.Sprint("crowd", i), Language: p.lang, Title: name() + " " + say(6), Text: say(30 + r.IntN(150)), At: morning.Add(-24 * time.Hour).Add(time.Duration(i) * time.Second)})
	}
	return f
}
