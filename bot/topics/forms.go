package topics

import "strings"

// forms knows the stems of all words in one language. They are made when the first
// article of the language comes, and for words that are new since then at the next
// one: seven to fifteen bytes a word and language met, nothing for the others.
type forms struct {
	stemming stemming
	table    table // of terms, by the hash of their stem
	// A stem is nearly always the beginning of the word: how long it is. The
	// others are spelled out.
	cut     []uint8
	odd     map[uint32][]byte
	pending []uint32
}

// spelled marks a stem in odd.
const spelled = 255

// stem is a term's stem in the language. For a term that has none (its number was
// another's) it may be anything: the caller compares sorts and stems.
func (f *forms) stem(id uint32, v *vocabulary) []byte {
	switch {
	case int(id) >= len(f.cut):
		return nil
	case f.cut[id] == spelled:
		return f.odd[id]
	default:
		return v.text(id)[:min(int(f.cut[id]), int(v.terms[id].fold))]
	}
}

// near is read for a term before its stem.
func (f *forms) near(id uint32) uint32 {
	if int(id) < len(f.cut) {
		return uint32(f.cut[id])
	}
	return 0
}

// catchUp learns the pending terms.
func (f *forms) catchUp(v *vocabulary) {
	for _, id := range f.pending {
		if t := &v.terms[id]; t.sort&^inTitleOnly == anyForm && t.uses > 0 {
			f.learn(v, id)
		}
	}
	f.pending = nil
}

func (f *forms) learn(v *vocabulary, id uint32) {
	folded := string(v.folded(id))
	stem := f.stemming.of(string(v.lower(id)), folded)
	for int(id) >= len(f.cut) {
		f.cut = append(f.cut, make([]uint8, max(len(v.terms)-len(f.cut), 1))...)
	}
	delete(f.odd, id)
	if strings.HasPrefix(folded, stem) && len(stem) < spelled {
		f.cut[id] = uint8(len(stem))
	} else {
		f.cut[id] = spelled
		f.odd[id] = []byte(stem)
	}
	if f.table.full() {
		f.tidy(v)
	}
	f.table.add(v.terms[id].sort.apart(hashed(stem)), id)
}

// tidy drops what terms that are gone have left in the table, and makes it larger if it
// is still half full: the next tidying is far away.
func (f *forms) tidy(v *vocabulary) {
	f.table.keep(func(s slot) bool {
		id := s.value - 1
		t := &v.terms[id]
		return t.uses > 0 && t.sort&^inTitleOnly == anyForm && t.sort.apart(hashed(string(f.stem(id, v)))) == s.hash
	})
	if f.table.n*2 >= f.table.size() {
		f.table.grow()
	}
}

// speaks reports whether the stems of a language are ready.
func (v *vocabulary) speaks(lang string) bool {
	if stemmer(lang) == nil {
		return true
	}
	f := v.langs[lang]
	return f != nil && len(f.pending) == 0
}

// study makes the stems of a language ready.
func (v *vocabulary) study(lang string) {
	f := v.langs[lang]
	if f == nil {
		f = &forms{stemming: newStemming(lang), odd: map[uint32][]byte{}}
		for id := range v.terms {
			f.pending = append(f.pending, uint32(id))
		}
		v.langs[lang] = f
	}
	f.catchUp(v)
}
