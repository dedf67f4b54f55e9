package topics

import (
	"net/url"
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
	plain      []byte // text without case, for the fragments of regular expressions
	aligned    bool   // every letter is in both at the same place
	longest    int    // bytes of the text's longest run without white space

	words []spoken         // distinct folded words, in order of appearance
	byKey map[string]int32 // folded word → its place in words
	order []int32          // places in words, sorted by word
	stems []stemmed        // distinct stems
	stem  map[string]int32 // stem → its place in stems
	run   []int32          // places in words as the article says them; gap between title and text
	head  int              // how much of run is the title's
}

// spoken is a distinct folded word of an article.
type spoken struct {
	folded  string
	hash    uint32
	inTitle bool
	plain   bool    // said without accents at least once
	stem    int32   // its place in stems; of several spellings, the first one's
	at      []int32 // positions in run
}

// stemmed is a distinct stem of an article's words.
type stemmed struct {
	stem    string
	hash    uint32
	inTitle bool
}

// gap stands between the title and the text, so that no phrase reaches over.
const gap = -1

// NewDoc prepares an article.
func NewDoc(a feeds.Article) Doc {
	d := uncut(a)
	title, body := tokens(a.Title), tokens(d.text[len(a.Title)+2:])
	d.plain, d.aligned = caseless(make([]byte, 0, len(d.text)), d.text)
	d.longest = longestRun(d.text)
	d.head = len(title)
	d.read(title, body)
	return d
}

// uncut is an article without its words.
func uncut(a feeds.Article) Doc {
	return Doc{lang: primary(a.Language), host: host(a), text: a.Title + "\n\n" + bounded(a.Text)}
}

func bounded(text string) string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	return text
}

// read fills in the words. Memory is asked for in a few large pieces: this is done
// for every article that comes.
func (d *Doc) read(title, body []string) {
	n := len(title) + 1 + len(body)
	d.run = make([]int32, 0, n)
	d.byKey = make(map[string]int32, n/2)
	d.stem = make(map[string]int32, n/2)
	d.stems = make([]stemmed, 0, n/2)
	d.words = make([]spoken, 0, n/2)
	seen := map[string]int32{} // lower-case forms that folding changes
	stemming := newStemming(d.lang)
	for _, w := range title {
		d.say(w, true, seen, stemming)
	}
	d.run = append(d.run, gap)
	for _, w := range body {
		d.say(w, false, seen, stemming)
	}
	d.place()
}

// say takes the next word of the article.
func (d *Doc) say(lower string, inTitle bool, seen map[string]int32, stemming stemming) {
	plain := ascii(lower)
	known, i := false, int32(0)
	if plain {
		i, known = d.byKey[lower]
		known = known && d.words[i].plain
	} else {
		i, known = seen[lower]
	}
	if !known {
		i = d.learn(lower, plain, inTitle, stemming)
		if !plain {
			seen[lower] = i
		}
	}
	d.run = append(d.run, i)
}

func (d *Doc) learn(lower string, plain, inTitle bool, stemming stemming) int32 {
	folded := lower
	if !plain {
		folded = fold(lower)
	}
	s := stemming.of(lower, folded)
	at, stemKnown := d.stem[s]
	if !stemKnown {
		at = int32(len(d.stems))
		d.stems, d.stem[s] = append(d.stems, stemmed{s, hashed(s), inTitle}), at
	}
	d.stems[at].inTitle = d.stems[at].inTitle || inTitle
	i, known := d.byKey[folded]
	if !known {
		i = int32(len(d.words))
		d.words = append(d.words, spoken{folded: folded, hash: hashed(folded), inTitle: inTitle, stem: at})
		d.byKey[folded] = i
	}
	d.words[i].plain = d.words[i].plain || plain
	return i
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
	slices.SortFunc(d.order, func(i, j int32) int { return strings.Compare(d.words[i].folded, d.words[j].folded) })
	all := make([]int32, len(d.run))
	for i, n := range count {
		d.words[i].at, all = all[:0:n], all[n:]
	}
	for pos, w := range d.run {
		if w != gap {
			d.words[w].at = append(d.words[w].at, int32(pos))
		}
	}
}

// hasWord looks for a word or another of its forms.
func (d *Doc) hasWord(folded, stem string, title bool) bool {
	if i, ok := d.byKey[folded]; ok && (!title || d.words[i].inTitle) {
		return true
	}
	at, ok := d.stem[stem]
	return ok && (!title || d.stems[at].inTitle)
}

func (d *Doc) hasPrefix(p string, title bool) bool {
	for _, i := range d.beginning(p) {
		if !title || d.words[i].inTitle {
			return true
		}
	}
	return false
}

// beginning lists the places in words of those that begin so.
func (d *Doc) beginning(p string) []int32 {
	from, _ := slices.BinarySearchFunc(d.order, p, func(i int32, p string) int { return strings.Compare(d.words[i].folded, p) })
	to := from
	for to < len(d.order) && strings.HasPrefix(d.words[d.order[to]].folded, p) {
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
	for _, at := range d.words[first].at {
		if int(at)+len(ws) <= len(run) && d.says(run[at:], ws) {
			return true
		}
	}
	return false
}

// says reports whether the run begins with the words.
func (d *Doc) says(run []int32, ws []string) bool {
	for i, w := range ws {
		if run[i] == gap || d.words[run[i]].folded != w {
			return false
		}
	}
	return true
}

func host(a feeds.Article) string {
	for _, address := range []string{a.Canonical, a.URL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return plainHost(u.Hostname())
		}
	}
	return ""
}

// plainHost is a host as site: compares it.
func plainHost(h string) string {
	return strings.Trim(strings.TrimPrefix(strings.ToLower(h), "www."), ".")
}

func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}
