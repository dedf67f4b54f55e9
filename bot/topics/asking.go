package topics

import (
	"slices"
	"strings"
)

// asking is one article put to an index: which of the index's terms it has.
type asking struct {
	x     *Index
	d     *Doc
	bits  []uint64 // by term
	terms []uint32 // those that are set

	looks  []look
	likely []likely
	places []place // at which there may be something
	trails []trail
	longer []longer
	spot   map[uint32]int32 // by term: the last of a fragment's spots
	spots  []spot
	ways   []way // of the regular expression that is followed

	waiting   []uint32 // posts at the terms that are set
	rows      []uint32 // of more who wait there
	undecided []post   // with programs that are to be run
	slots     []uint64 // a bit for each query that matches
	full      []uint32 // which of them are not zero
	warm      slot     // what was read ahead
}

// ask finds all terms that the article has.
func (x *Index) ask(d *Doc) *asking {
	a, ok := x.scratch.Get().(*asking)
	if !ok {
		a = &asking{spot: map[uint32]int32{}}
	}
	for _, id := range a.terms {
		a.bits[id>>6] = 0
	}
	if need := len(x.words.terms)/64 + 1; len(a.bits) < need {
		a.bits = make([]uint64, need+need/8)
	}
	if need := len(x.racks.first); len(a.slots) < need {
		a.slots = make([]uint64, need+need/8)
	}
	a.x, a.d, a.terms, a.spots, a.undecided = x, d, a.terms[:0], a.spots[:0], a.undecided[:0]
	a.waiting, a.rows = a.waiting[:0], a.rows[:0]
	clear(a.spot)
	a.set(x.always)
	a.findPlace()
	a.gather(a.terms)
	a.findWords()
	a.findStems()
	a.findPhrases()
	a.findBeginnings()
	a.findFragments()
	return a
}

// set notes that the article has a term.
func (a *asking) set(id uint32) {
	w := &a.bits[id>>6]
	if *w&(1<<(id&63)) == 0 {
		*w |= 1 << (id & 63)
		a.terms = append(a.terms, id)
	}
}

// gather notes who waits at terms that have just been read and are still near.
func (a *asking) gather(ids []uint32) {
	posts, rows := len(a.waiting), len(a.rows)
	a.waiting = slices.Grow(a.waiting, postSize*len(ids))[:posts+postSize*len(ids)]
	a.rows = slices.Grow(a.rows, len(ids))[:rows+len(ids)]
	for _, id := range ids {
		t := &a.x.words.terms[id]
		putPost(a.waiting[posts:], 0, t.first)
		a.rows[rows] = t.rest
		posts += postSize * some(uint64(t.first.slot^nobody))
		rows += some(uint64(t.rest))
	}
	a.waiting, a.rows = a.waiting[:posts], a.rows[:rows]
}

func (a *asking) has(id uint32) bool { return a.bit(id) != 0 }

// bit is one if a term is set, else zero.
func (a *asking) bit(id uint32) uint64 { return a.bits[id>>6] >> (id & 63) & 1 }

// allows reports whether a term's sort lets it be found where it was.
func allows(k sort, inTitle bool) bool { return inTitle || k&inTitleOnly == 0 }

func (a *asking) findWords() {
	t := &a.x.words.words
	a.lookAll(t, a.d.wordHashes, a.d.headWords, 1)
	a.resolve(t, false, func(of likely, t *demand, l look) {
		if string(a.x.words.folded(of.id())) == a.d.words[l.at] && allows(t.sort, int(l.at) < a.d.headWords) {
			a.set(of.id())
		}
	})
}

func (a *asking) findStems() {
	f := a.x.words.langs[a.d.lang]
	if f == nil {
		return // stems are the folded words
	}
	a.lookAll(&f.table, a.d.stemHashes, a.d.headStems, 1)
	a.resolve(&f.table, true, func(of likely, t *demand, l look) {
		if allows(t.sort, int(l.at) < a.d.headStems) && string(f.stem(of.value, &a.x.words)) == a.d.stems[l.at] {
			a.set(of.id())
		}
	})
}

// longer is a place at which phrases of more than two words may begin.
type longer struct {
	at      int32
	sort    sort
	lengths uint8
}

// findPhrases looks for each two words side by side; where longer phrases begin
// with them, for those too.
func (a *asking) findPhrases() {
	t := &a.x.words.phrases
	a.lookAll(t, a.d.pairHashes, max(a.d.head-1, 0), 2)
	a.longer = a.longer[:0]
	a.resolve(t, false, func(of likely, t *demand, l look) {
		if a.setPhrase(of.id(), t, l) && t.longer != 0 {
			a.longer = append(a.longer, longer{l.at, t.sort, t.longer})
		}
	})
	for _, p := range a.longer {
		a.lookLonger(p)
	}
	a.resolve(t, false, func(of likely, t *demand, l look) { a.setPhrase(of.id(), t, l) })
}

// lookLonger notes what may be a phrase of more than two words.
func (a *asking) lookLonger(p longer) {
	h, run := a.d.pairHashes[p.at], a.d.run[p.at:]
	for n := 3; n <= min(a.x.words.longest, len(run)) && run[n-1] != gap; n++ {
		h = paired(h, a.d.wordHashes[run[n-1]])
		if p.lengths&hasLength(n) != 0 {
			a.looks = append(a.looks, look{p.sort.apart(h), p.at, int32(n)})
		}
	}
}

// setPhrase sets a phrase's term and reports whether the article has it, if only in
// the text while it is asked for in the title.
func (a *asking) setPhrase(id uint32, t *demand, l look) bool {
	rest, phrase := a.d.said[a.d.saidAt[l.at]:], a.x.words.text(id)
	if len(rest) <= len(phrase) || rest[:len(phrase)] != string(phrase) || rest[len(phrase)] != joint[0] {
		return false
	}
	if allows(t.sort, int(l.at+l.n) <= a.d.head) {
		a.set(id)
	}
	return true
}

// findBeginnings reads words as far as a beginning that is asked for may go on.
func (a *asking) findBeginnings() {
	a.findBeginningsOf(&a.x.words.starts, a.d.starts)
	a.findBeginningsOf(&a.x.words.titleStarts, a.d.headStarts)
}

func (a *asking) findBeginningsOf(o *openings, starts []start) {
	if o.table.n == 0 {
		return
	}
	places, n, gate := room(&a.places, len(starts)), 0, o.gate
	for _, s := range starts {
		places[n] = place{at: s.at, told: s.told}
		n += gate.bit(s.first) | gate.bitOfTwo(s.first)
	}
	letters := a.d.letters
	a.lookAlong(o, letters, places[:n])
	a.resolve(&o.table, false, func(of likely, _ *demand, l look) {
		if letters[l.at:l.at+l.n] == string(a.x.words.text(of.id())) {
			a.set(of.id())
		}
	})
}

// findPlace sets the terms for the language and for the site with all its parents.
func (a *asking) findPlace() {
	a.setNamed(inLanguage, a.d.lang)
	for h := a.d.host; h != ""; {
		a.setNamed(atHost, h)
		_, h, _ = strings.Cut(h, ".")
	}
}

func (a *asking) setNamed(k sort, name string) {
	if id := a.x.words.find(k, name); id != notFound {
		a.set(id)
	}
}
