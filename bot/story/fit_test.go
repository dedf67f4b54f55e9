package story

import (
	"flag"
	"fmt"
	"go/format"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

var fitting = flag.Bool("fit", false, "find the weights anew and write them to weights.go")

// lesson is what the finder learns from: an article, one that came before, and whether
// they are about one event.
type lesson struct {
	evidence
	tongues
	event int
	same  bool
}

// pairs files the articles in the order in which they came, each in its true story,
// and compares each with those that the finder would compare it with.
func pairs(all []event, f *Finder) (out []lesson) {
	kept := map[uint64]event{}
	for _, e := range sortedByTime(all) {
		s := draw(e.Article)
		n, order := f.prepare(e.ID, s, e.At)
		for _, other := range f.candidates(order) {
			o, ok := kept[other.id]
			x, _ := f.compare(n, other)
			out = append(out, lesson{x, tonguesOf(n, other), e.number, ok && o.number == e.number})
		}
		f.Add(e.ID, s.bytes(), e.At, Place{Story: fmt.Sprint(e.number)})
		kept[hash64(e.ID)] = e
	}
	return out
}

// signs that weights may have: more in common never speaks against.
var signs = evidence{names: 1, numbers: 1, words: 1, distinct: 1, knownNames: 1, allNames: 1, knownFigure: 1, allWords: 1,
	knownTitle: 1, bestTitle: 1, bothTitles: 1, knownLead: 1, bestLead: 1, apart: -1, sameDay: 1, otherDay: -1, changed: -1, concepts: 1, none: -1, single: -1}

// habit is what weights are where nothing is learned.
var habit = [relations]evidence{
	oneTongue:  {sameDay: 0.3, otherDay: -1.5, apart: -1},
	oneForm:    {sameDay: 0.3, otherDay: -1.5, apart: -1},
	oneUncased: {always: -7, knownNames: 6, allNames: 6, knownFigure: 3, knownLead: 3, bestLead: 3, sameDay: 0.3, otherDay: -1.5, apart: -1},
	twoTongues: {sameDay: 0.3, otherDay: -1.5, apart: -1},
	twoScripts: {sameDay: 0.3, otherDay: -1.5, apart: -1},
}

// fit finds the weights by which the logistic model errs least.
func fit(ps []lesson, of tongues) (w evidence) {
	var own []lesson
	for _, p := range ps {
		if p.tongues == of {
			own = append(own, p)
		}
	}
	w, trust := habit[of], 0.5
	if of == oneUncased {
		trust = 3
	}
	var m, v evidence
	for step := 1; step <= 3000; step++ {
		var g evidence
		for _, p := range own {
			y := 0.0
			if p.same {
				y = 1
			}
			d := (1/(1+math.Exp(-p.sum(&w))) - y)
			for i := range g {
				g[i] += d * p.evidence[i]
			}
		}
		for i := range w {
			if i != always || of == oneUncased {
				g[i] += trust * (w[i] - habit[of][i]) // L2
			}
			m[i] = 0.9*m[i] + 0.1*g[i]
			v[i] = 0.999*v[i] + 0.001*g[i]*g[i]
			w[i] -= 0.03 * (m[i] / (1 - math.Pow(0.9, float64(step)))) / (math.Sqrt(v[i]/(1-math.Pow(0.999, float64(step)))) + 1e-9)
			if w[i]*signs[i] < 0 {
				w[i] = 0
			}
		}
	}
	return w
}

var aspectNames = [aspects]string{"always", "names", "numbers", "words", "distinct", "knownNames", "allNames", "knownFigure", "allWords", "knownTitle", "bestTitle", "bothTitles", "knownLead", "bestLead", "apart", "sameDay", "otherDay", "changed", "concepts", "none", "single"}

func tuning(t testing.TB) (out []event) {
	all := append(append(events(t), read(t, "tongues.txt")...), read(t, "unseen.txt")...)
	all = append(all, read(t, "sequels.txt")...)
	for _, file := range []string{"fresh.txt", "harder.txt", "wire.txt"} {
		all = append(all, read(t, file)...)
	}
	for _, e := range read(t, "reports.txt") {
		if (e.number-401)/2%2 == 0 {
			all = append(all, e)
		}
	}
	return all
}

func lessons(t testing.TB, all []event) (ps []lesson) {
	for _, of := range outlets(t) {
		ps = append(ps, pairs(of, New(Options{Window: 1e4 * time.Hour}))...)
		ps = append(ps, pairs(of, crowded(t, 3000))...)
	}
	ps = append(ps, pairs(all, New(Options{Window: 1e4 * time.Hour}))...)
	ps = append(ps, pairs(all, crowded(t, 3000))...)
	// cold: blocks of neighbours
	blocks := map[int][]event{}
	for _, e := range all {
		blocks[(e.number-1)/10] = append(blocks[(e.number-1)/10], e)
	}
	for _, b := range blocks {
		ps = append(ps, pairs(b, New(Options{Window: 1e4 * time.Hour}))...)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for i, e := range all {
		if len(e.Text) > 200 {
			f := New(Options{})
			tell(f, e.Article)
			copied := e
			copied.ID, copied.At = "copied", e.At.Add(time.Duration(r.IntN(30))*time.Hour)
			copied.Text = edited(r, e.Text)
			for _, o := range all[max(0, i-3):min(len(all), i+4)] {
				if o.number == e.number && o.Language == e.Language && r.IntN(2) == 0 {
					copied.Title = o.Title
				}
			}
			for _, p := range pairs([]event{copied}, f) {
				p.event = e.number
				p.same = true
				ps = append(ps, p)
			}
		}
		f := New(Options{})
		tell(f, e.Article)
		again := e
		again.ID, again.At = "again", e.At.Add(time.Duration(12+r.IntN(40))*time.Hour)
		again.Title, again.Text = refilled(r, e.Title, e.Text)
		again.number = -1
		for _, p := range pairs([]event{again}, f) {
			p.event = e.number
			p.same = false
			if p.tongues == oneForm { // what remains of others is like no article
				ps = append(ps, p)
			}
		}
	}
	return ps
}

// edited is a text as another paper prints it: sentences are gone, some are in other words.
func edited(r *rand.Rand, text string) string {
	sentences := strings.SplitAfter(text, ". ")
	var b strings.Builder
	for i, s := range sentences {
		if i > 0 && r.IntN(4) == 0 {
			continue
		}
		if r.IntN(3) == 0 {
			w := strings.Fields(s)
			for j := range w {
				if !capitalised(w[j]) && !strings.ContainsAny(w[j], "0123456789") && r.IntN(4) == 0 {
					w[j] = string("bdfghklmnprstvz"[r.IntN(15)]) + w[j]
				}
			}
			s = strings.Join(w, " ") + " "
		}
		b.WriteString(s)
	}
	return b.String()
}

// refilled is another filling of the same form: other numbers, another day, and some
// of the names.
func refilled(r *rand.Rand, title, text string) (string, string) {
	other := map[string]string{}
	fill := func(s string) string {
		var b strings.Builder
		last := 0
		scan(s, func(t token) {
			i := strings.Index(s[last:], t.text)
			if i < 0 {
				return
			}
			b.WriteString(s[last : last+i])
			last += i + len(t.text)
			w, ok := other[t.text]
			if !ok {
				w = t.text
				switch {
				case '0' <= w[0] && w[0] <= '9':
					w = fmt.Sprint(r.IntN(9)+1) + w[1:]
					if len(w) > 1 {
						w = w[:len(w)-1] + fmt.Sprint(r.IntN(10))
					}
				case capitalised(w) && r.IntN(2) == 0 && len(w) > 4 && w[0] < 128:
					w = string("BDFGKLMNPRSTV"[r.IntN(13)]) + string("aeiou"[r.IntN(5)]) + string("bdfghklmnprstvz"[r.IntN(15)]) + w[len(w)-2:]
				}
				other[t.text] = w
			}
			b.WriteString(w)
		})
		return b.String() + s[last:]
	}
	days := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	swap := r.IntN(2) == 0
	for i, d := range days {
		if swap {
			other[d] = days[(i+1)%7]
		}
	}
	return fill(title), fill(text)
}

// TestFit finds the weights and writes them, when it is asked to, and tells how well
// those do that were found without the events that they judge.
func TestFit(t *testing.T) {
	if !*fitting {
		t.Skip("the weights stand; go test -run TestFit -fit finds them anew")
	}
	ps := lessons(t, tuning(t))
	var b strings.Builder
	b.WriteString("package story\n\n// weights are how much each aspect counts, found by go test -run TestFit -fit.\n//\n")
	b.WriteString("//nolint:gochecknoglobals // never changes\nvar weights = [relations]evidence{\n")
	for of := range relations {
		b.WriteString("\t{\n")
		for i, x := range fit(ps, of) {
			fmt.Fprintf(&b, "\t\t%s: %.3f,\n", aspectNames[i], x)
		}
		b.WriteString("\t},\n")
		right, wrong, missed := crossed(ps, of)
		t.Logf("relation %d, of pairs: precision %.3f, recall %.3f", of, right/(right+wrong), right/(right+missed))
	}
	b.WriteString("}\n")
	code, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("weights.go", code, 0o600); err != nil {
		t.Fatal(err)
	}
}

// crossed judges each fifth of the events by weights that were found on the others.
func crossed(ps []lesson, of tongues) (right, wrong, missed float64) {
	const folds = 5
	for fold := range folds {
		var others []lesson
		for _, p := range ps {
			if p.event%folds != fold {
				others = append(others, p)
			}
		}
		w := fit(others, of)
		for _, p := range ps {
			if p.tongues != of || p.event%folds != fold {
				continue
			}
			switch told := p.sum(&w) >= enough; {
			case told && p.same:
				right++
			case told:
				wrong++
			case p.same:
				missed++
			}
		}
	}
	return right, wrong, missed
}
