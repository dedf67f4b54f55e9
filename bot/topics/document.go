package topics

import (
	"slices"
	"strings"

	"crier/feeds"
)

// maxText is how many bytes of an article a topic looks at: three times the
// longest article met in practice.
const maxText = 256 << 10

// Doc is an article made ready to be asked many queries: every word is folded and
// every distinct word stemmed once. It is safe for concurrent reading.
type Doc struct {
	lang, host string
	text       string // for regular expressions: the title, a blank line, the text
	title      int    // how many bytes of it are the title
	plain      string // text without case, for the fragments of regular expressions
	aligned    bool   // every letter is in both at the same place
	longest    int    // bytes of the text's longest run without white space

	words     []string         // distinct folded words, in order of appearance: the title's first
	headWords int              // how many of them the title has
	byKey     map[string]int32 // folded word → its place in words
	order     []int32          // places in words, sorted by word
	at        [][]int32        // where each stands in run
	stemOf    []int32          // the place in stems of each; of several spellings, the first one's
	stems     []string         // distinct stems, the title's first
	headStems int              // how many of them the title has
	stem      map[string]int32 // stem → its place in stems
	run       []int32          // places in words as the article says them; gap between title and text
	head      int              // how much of run is the title's

	// What an index looks up: hashes of the words, of the stems, and of each two words
	// of run side by side; what words begin with, and the title's alone.
	wordHashes, stemHashes, pairHashes []uint32
	starts, headStarts                 []start

	letters string  // of the words, with joint after each
	wordAt  []int32 // where each begins
	said    string  // the words of run, with joint after each; a gap is an empty word
	saidAt  []int32 // where each begins
}

// gap stands between the title and the text, so that no phrase reaches over.
const gap = -1

// NewDoc prepares an article.
func NewDoc(a feeds.Article) Doc {
	d := uncut(a)
	plain, aligned := caseless(make([]byte, 0, len(d.text)), d.text)
	d.plain, d.aligned = string(plain), aligned
	d.longest = longestRun(d.text)
	d.read(a.Title, d.text[len(a.Title)+2:])
	d.pair()
	d.place()
	d.begin()
	return d
}

// between stands between the title and the text, as a regular expression sees them.
const between = "\n\n"

// uncut is an article without its words.
func uncut(a feeds.Article) Doc {
	return Doc{lang: primary(a.Language), host: host(a), text: a.Title + between + bounded(a.Text), title: len(a.Title)}
}

// seen is what a regular expression sees: all, or the title alone.
func (d *Doc) seen(title bool) string {
	if title {
		return d.text[:d.title]
	}
	return d.text
}

func bounded(text string) string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	return text
}

// wordBytes is about how long a word is, with the blank behind it.
const wordBytes = 6

// reader makes words of a text. Memory is asked for in a few large pieces, and what is
// looked at together lies together: this is done for every article that comes.
type reader struct {
	*Doc
	stemming stemming
	spelled  map[string]int32 // word as written → its place in words
	letters  strings.Builder  // of all words
}

func (d *Doc) read(title, body string) {
	n := len(d.text)/wordBytes + 1
	r := reader{Doc: d, stemming: newStemming(d.lang), spelled: make(map[string]int32, n)}
	r.letters.Grow(len(d.text))
	d.run, d.byKey, d.stem = make([]int32, 0, n), make(map[string]int32, n), make(map[string]int32, n)
	d.words, d.stems, d.stemOf = make([]string, 0, n), make([]string, 0, n), make([]int32, 0, n)
	d.wordHashes, d.stemHashes = make([]uint32, 0, n), make([]uint32, 0, n)
	d.wordAt = make([]int32, 0, n)
	r.take(title)
	d.head, d.headWords, d.headStems = len(d.run), len(d.words), len(d.stems)
	d.run = append(d.run, gap)
	r.take(body)
	d.letters = r.letters.String()
}

func (r *reader) take(part string) {
	for at, w := range pieces(part) {
		i, known := r.spelled[w]
		if !known {
			i = r.learn(strings.ToLower(w))
			r.spelled[w] = i
		}
		r.run = append(r.run, i)
		if as := speltAs(w, part[at+len(w):]); as != "" {
			r.keep(asSpelt+as, asSpelt+as)
		}
	}
}

// learn takes a spelling that is new.
func (r *reader) learn(lower string) int32 {
	folded := fold(lower)
	return r.keep(folded, r.stemming.of(lower, folded))
}

// keep takes a word and its stem, and gives its place in words.
func (r *reader) keep(folded, stem string) int32 {
	at, known := r.stem[stem]
	if !known {
		at = int32(len(r.stems))
		r.stem[stem], r.stems, r.stemHashes = at, append(r.stems, stem), append(r.stemHashes, hashed(stem))
	}
	i, known := r.byKey[folded]
	if !known {
		from := r.letters.Len()
		r.letters.WriteString(folded)
		folded = r.letters.String()[from:]
		r.letters.WriteString(joint)
		r.wordAt = append(r.wordAt, int32(from))
		i = int32(len(r.words))
		r.byKey[folded], r.words, r.stemOf = i, append(r.words, folded), append(r.stemOf, at)
		r.wordHashes = append(r.wordHashes, hashed(folded))
	}
	return i
}

// pair writes down what stands side by side, and hashes each two words.
func (d *Doc) pair() {
	var said strings.Builder
	said.Grow(len(d.text) + len(d.run))
	d.saidAt = make([]int32, len(d.run))
	for i, w := range d.run {
		d.saidAt[i] = int32(said.Len())
		if w != gap {
			said.WriteString(d.words[w])
		}
		said.WriteString(joint)
	}
	d.said = said.String()
	d.pairHashes = make([]uint32, len(d.run)-1)
	for i := range d.pairHashes {
		if one, next := d.run[i], d.run[i+1]; one != gap && next != gap {
			d.pairHashes[i] = paired(paired(0, d.wordHashes[one]), d.wordHashes[next])
		}
	}
}

// place tells every word where it stands.
func (d *Doc) place() {
	count := make([]int32, len(d.words))
	for _, w := range d.run {
		if w != gap {
			count[w]++
		}
	}
	d.order = make([]int32, len(d.words))
	for i := range d.order {
		d.order[i] = int32(i)
	}
	slices.SortFunc(d.order, func(i, j int32) int { return strings.Compare(d.words[i], d.words[j]) })
	d.at = make([][]int32, len(d.words))
	all := make([]int32, len(d.run))
	for i, n := range count {
		d.at[i], all = all[:0:n], all[n:]
	}
	for pos, w := range d.run {
		if w != gap {
			d.at[w] = append(d.at[w], int32(pos))
		}
	}
}

// start is how a word begins.
type start struct {
	first uint32 // bytes
	at    int32  // where the word begins in letters
	told  int32  // bytes with which an earlier start begins too
}

// begin tells how words begin.
func (d *Doc) begin() {
	d.starts = d.startsOf(d.order)
	title := slices.DeleteFunc(slices.Clone(d.order), func(i int32) bool { return int(i) >= d.headWords })
	d.headStarts = d.startsOf(title)
}

// startsOf tells how words that are sorted begin; first those that share the least with
// the word before.
func (d *Doc) startsOf(order []int32) []start {
	all, before := make([]start, len(order)), ""
	for i, at := range order {
		w := d.words[at]
		all[i] = start{firstBytes(w), d.wordAt[at], int32(shared(before, w))}
		before = w
	}
	slices.SortFunc(all, func(s, t start) int { return int(s.told - t.told) })
	return all
}

// shared is how many bytes two texts begin with alike.
func shared(s, t string) int {
	n := 0
	for n < min(len(s), len(t)) && s[n] == t[n] {
		n++
	}
	return n
}

// hasWord looks for a word or another of its forms.
func (d *Doc) hasWord(folded, stem string, title bool) bool {
	if d.hasExactly(folded, title) {
		return true
	}
	at, ok := d.stem[stem]
	return ok && (!title || int(at) < d.headStems)
}

// hasExactly looks for a word as it is.
func (d *Doc) hasExactly(folded string, title bool) bool {
	i, ok := d.byKey[folded]
	return ok && (!title || int(i) < d.headWords)
}

func (d *Doc) hasPrefix(p string, title bool) bool {
	for _, i := range d.beginning(p) {
		if !title || int(i) < d.headWords {
			return true
		}
	}
	return false
}

// beginning lists the places in words of those that begin so.
func (d *Doc) beginning(p string) []int32 {
	from, _ := slices.BinarySearchFunc(d.order, p, func(i int32, p string) int { return strings.Compare(d.words[i], p) })
	to := from
	for to < len(d.order) && strings.HasPrefix(d.words[d.order[to]], p) {
		to++
	}
	return d.order[from:to]
}

// hasPhrase looks for folded words standing side by side.
func (d *Doc) hasPhrase(ws []string, title bool) bool {
	run := d.run
	if title {
		run = run[:d.head]
	}
	first, ok := d.byKey[ws[0]]
	if !ok {
		return false
	}
	for _, at := range d.at[first] {
		if int(at)+len(ws) <= len(run) && d.says(run[at:], ws) {
			return true
		}
	}
	return false
}

// says reports whether the run begins with the words.
func (d *Doc) says(run []int32, ws []string) bool {
	for i, w := range ws {
		if run[i] == gap || d.words[run[i]] != w {
			return false
		}
	}
	return true
}
