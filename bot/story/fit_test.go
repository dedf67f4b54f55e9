package story

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

var fitting = flag.Bool("fit", false, "grow the forest anew and write it to forest.txt")

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
			x := f.compare(n, other)
			out = append(out, lesson{x, tonguesOf(n, other), e.number, ok && o.number == e.number})
		}
		f.Add(e.ID, s.bytes(), e.At, Place{Story: fmt.Sprint(e.number)})
		kept[hash64(e.ID)] = e
	}
	return out
}

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

// lessons are those of all that may be learned from.
func lessons(t testing.TB) (ps []lesson) {
	all := tuning(t)
	ps = lessonsOf(t, all)
	for _, of := range writers(t) {
		ps = append(ps, writerLessons(t, of)...)
		all = append(all, of...)
	}
	for _, file := range []string{"fresh.txt", "harder.txt", "wire.txt", "sequels.txt", "twins.txt"} {
		ps = append(ps, writerLessons(t, read(t, file))...)
	}
	for range 5 { // one small world, and the first that people see
		ps = append(ps, pairs(stock(t), New(Options{Window: 1e4 * time.Hour}))...)
	}
	return append(ps, together(all)...)
}

// together are those of all sets in one finder, for most of what is compared in earnest is
// not one event.
func together(all []event) []lesson {
	return pairs(all, New(Options{Window: 1e4 * time.Hour}))
}

// writerLessons are those of a set, alone and in a crowd.
func writerLessons(t testing.TB, of []event) []lesson {
	return append(pairs(of, New(Options{Window: 1e4 * time.Hour})), pairs(of, crowded(t, 3000))...)
}

// lessonsOf are those of our own sets, whose articles are edited and refilled, too.
func lessonsOf(t testing.TB, all []event) (ps []lesson) {
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

// TestFit grows the forest and writes it, when it is asked to, and tells how well one does
// that was grown without the events that it judges.
func TestFit(t *testing.T) {
	if !*fitting {
		t.Skip("the forest stands; go test -run TestFit -fit grows it anew")
	}
	ps := lessons(t)
	right, wrong, missed := crossed(ps)
	t.Logf("%d lessons; of pairs that it was not grown with: precision %.3f, recall %.3f", len(ps), right/(right+wrong), right/(right+missed))
	var b strings.Builder
	for _, t := range grow(ps) {
		for i, a := range t.aspect[:questions] {
			fmt.Fprintf(&b, "%s<%.4g ", aspectNames[a], t.limit[i])
		}
		for i, v := range t.leaf {
			fmt.Fprintf(&b, "%.4f%c", v, " \n"[i/(leaves-1)])
		}
	}
	if err := os.WriteFile("forest.txt", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// crossed judges each fifth of the events by a forest that was grown with the others.
func crossed(ps []lesson) (right, wrong, missed float64) {
	const folds = 5
	for fold := range folds {
		var others []lesson
		for _, p := range ps {
			if p.event%folds != fold {
				others = append(others, p)
			}
		}
		f := grow(others)
		for _, p := range ps {
			if p.event%folds != fold {
				continue
			}
			switch told := f.logit(&p.evidence) >= enough; {
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
