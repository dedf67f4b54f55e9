package topics

import (
	"strings"
)

// forms knows the stems of all words in one language. They are made when the first
// article of the language comes, and for words that are new since then at the next
// one: eleven to sixteen bytes a word and language met, nothing for the others.
type forms struct {
	stemming stemming
	// Terms, by the hash of their stem. A stem is nearly always the beginning of the
	// word: how many bytes of that it leaves out stands above the term's number.
	table   table
	odd     map[uint32][]byte // the other stems, by term
	pending []uint32
}

const (
	cutShift = codeShift
	spelled  = 1<<(32-cutShift) - 1 // the stem is an odd one
)

// stem is that of what the table holds for a term.
func (f *forms) stem(value uint32, v *vocabulary) []byte {
	id, cut := value&operand, value>>cutShift
	if cut == spelled {
		return f.odd[id]
	}
	folded := v.folded(id)
	return folded[:len(folded)-int(cut)]
}

// catchUp learns the pending terms.
func (f *forms) catchUp(v *vocabulary) {
	for _, id := range distinct(f.pending) {
		if t := &v.terms[id]; t.sort&^inTitleOnly == anyForm && t.uses > 0 {
			f.learn(v, id)
		}
	}
	f.pending = nil
}

func (f *forms) learn(v *vocabulary, id uint32) {
	folded := string(v.folded(id))
	stem := f.stemming.of(string(v.lower(id)), folded)
	cut := uint32(len(folded) - len(stem))
	if !strings.HasPrefix(folded, stem) || cut >= spelled {
		cut = spelled
		f.odd[id] = []byte(stem)
	}
	f.table.add(v.terms[id].sort.apart(hashed(stem)), id|cut<<cutShift)
}

// forget drops a term that is still there, if it was learned. How much its stem leaves
// out is found by trying: that is mostly little, and sooner done than stemming.
func (f *forms) forget(v *vocabulary, id uint32) {
	k, folded := v.terms[id].sort, v.folded(id)
	if stem, ok := f.odd[id]; ok {
		f.table.remove(k.apart(hashed(string(stem))), id|spelled<<cutShift)
		delete(f.odd, id)
		return
	}
	for cut := range min(spelled, len(folded)+1) {
		stem := string(folded[:len(folded)-cut])
		if f.table.remove(k.apart(hashed(stem)), id|uint32(cut)<<cutShift) {
			return
		}
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
