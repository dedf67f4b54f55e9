package train

import (
	"strings"
	"unicode"
)

// Score is ROUGE-1, ROUGE-2 and ROUGE-Lsum, F1 from 0 to 1, by the definition of
// Google's rouge_score: lower-cased words, Porter's stemmer on English words of more
// than three letters, union of longest common subsequences for Lsum, and of several
// references the best for each measure. C.-Y. Lin, "ROUGE: A Package for Automatic
// Evaluation of Summaries", 2004.
type Score [3]float64

// rouge scores texts; it numbers words, so one rouge must see both sides.
type rouge struct {
	porter *porter
	ids    map[string]int32
}

func newRouge() *rouge { return &rouge{porter: newPorter(), ids: map[string]int32{}} }

// text is a text as numbers of words, by line and in all.
type text struct {
	lines [][]int32
	all   []int32
	one   map[int32]int
	two   map[int64]int
}

func (r *rouge) text(lines []string, lang string) *text {
	t := &text{one: map[int32]int{}, two: map[int64]int{}}
	for _, l := range lines {
		words := r.words(l, lang)
		t.lines = append(t.lines, words)
		t.all = append(t.all, words...)
	}
	for i, w := range t.all {
		t.one[w]++
		if i > 0 {
			t.two[int64(t.all[i-1])<<32|int64(w)]++
		}
	}
	return t
}

// reference splits a reference into its lines.
func (r *rouge) reference(ref, lang string) *text {
	var lines []string
	for _, l := range strings.Split(ref, "\n") {
		if strings.TrimSpace(l) != "" {
			lines = append(lines, l)
		}
	}
	return r.text(lines, lang)
}

func (r *rouge) words(s, lang string) []int32 {
	var words []int32
	s = strings.ToLower(s)
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, r.id(s[start:end], lang))
		}
		start = -1
	}
	for i, c := range s {
		switch {
		case lang != "en" && ideograph(c):
			flush(i)
			words = append(words, r.id(string(c), lang))
		case lang == "en" && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9'), lang != "en" && wordRune(c):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
		}
	}
	flush(len(s))
	return words
}

func ideograph(c rune) bool {
	return c >= 0x3040 && c <= 0x30ff || c >= 0x3400 && c <= 0x4dbf || c >= 0x4e00 && c <= 0x9fff || c >= 0xac00 && c <= 0xd7af
}

// wordRune tells what may stand in a word: letters, numbers, and the marks of the
// scripts that we measure.
func wordRune(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsNumber(c) ||
		c >= 0x300 && c <= 0x36f || c >= 0x64b && c <= 0x65f || c >= 0x900 && c <= 0x903 || c >= 0x93a && c <= 0x94f ||
		c >= 0x981 && c <= 0x983 || c >= 0x9bc && c <= 0x9d7 || c == 0x200c || c == 0x200d
}

func (r *rouge) id(w, lang string) int32 {
	if lang == "en" && len(w) > 3 {
		w = r.porter.stem(w)
	}
	id, ok := r.ids[w]
	if !ok {
		id = int32(len(r.ids))
		r.ids[w] = id
	}
	return id
}

// best scores a candidate against the references, each measure by its best.
func best(refs []*text, cand *text) Score {
	var s Score
	for _, ref := range refs {
		for i, v := range [...]float64{overlap(ref.one, cand.one), overlap(ref.two, cand.two), lsum(ref, cand)} {
			s[i] = max(s[i], v)
		}
	}
	return s
}

func f1(hits, cand, ref int) float64 {
	if hits == 0 || cand == 0 || ref == 0 {
		return 0
	}
	p, r := float64(hits)/float64(cand), float64(hits)/float64(ref)
	return 2 * p * r / (p + r)
}

func overlap[K comparable](ref, cand map[K]int) float64 {
	hits, n, m := 0, 0, 0
	for k, v := range ref {
		hits += min(v, cand[k])
		n += v
	}
	for _, v := range cand {
		m += v
	}
	return f1(hits, m, n)
}

// lsum unites, for every line of the reference, what it has in common with each line
// of the candidate, and counts every word no oftener than both sides have it.
func lsum(ref, cand *text) float64 {
	left := make(map[int32]int, len(cand.one))
	for k, v := range cand.one {
		left[k] = v
	}
	due := make(map[int32]int, len(ref.one))
	for k, v := range ref.one {
		due[k] = v
	}
	hits := 0
	var table []int32
	for _, r := range ref.lines {
		in := make([]bool, len(r))
		for _, c := range cand.lines {
			table = common(r, c, in, table)
		}
		for i, w := range r {
			if in[i] && left[w] > 0 && due[w] > 0 {
				hits++
				left[w]--
				due[w]--
			}
		}
	}
	return f1(hits, len(cand.all), len(ref.all))
}

// common marks in `in` the words of r on its longest common subsequence with c.
func common(r, c []int32, in []bool, table []int32) []int32 {
	w := len(c) + 1
	if need := (len(r) + 1) * w; cap(table) < need {
		table = make([]int32, need)
	} else {
		table = table[:need]
		clear(table[:w])
	}
	for i := 1; i <= len(r); i++ {
		table[i*w] = 0
		for j := 1; j <= len(c); j++ {
			if r[i-1] == c[j-1] {
				table[i*w+j] = table[(i-1)*w+j-1] + 1
			} else {
				table[i*w+j] = max(table[(i-1)*w+j], table[i*w+j-1])
			}
		}
	}
	for i, j := len(r), len(c); i > 0 && j > 0; {
		switch {
		case r[i-1] == c[j-1]:
			in[i-1] = true
			i--
			j--
		case table[i*w+j-1] > table[(i-1)*w+j]:
			j--
		default:
			i--
		}
	}
	return table
}
