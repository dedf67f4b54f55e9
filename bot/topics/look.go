package topics

import "slices"

// look is a hash to look up, and what it is of: a word, a stem, a place; how many
// bytes or words from there.
type look struct {
	hash  uint32
	at, n int32
}

// likely is a term with the hash of a look.
type likely struct{ id, look uint32 }

// look notes a hash that the table may have.
func (a *asking) look(t *table, hash uint32, at, n int) {
	if t.n > 0 && t.bits.has(hash) {
		a.looks = append(a.looks, look{hash, int32(at), int32(n)})
	}
}

// lookAll notes those of the hashes that the table may have, each of n words.
func (a *asking) lookAll(t *table, hashes []uint32, n int) {
	if t.n == 0 {
		return
	}
	a.looks = slices.Grow(a.looks[:0], len(hashes))
	looks, noted := a.looks[:len(hashes)], 0
	for i, h := range hashes {
		looks[noted] = look{h, int32(i), int32(n)}
		noted += t.bits.bit(h)
	}
	a.looks = looks[:noted]
}

// resolve tries every term that has the hash of one of the looks; once says that a
// term which is set need not be tried again. Of a million queries' terms each stands
// somewhere else in memory, where it takes as long to get at one as at ten that are
// asked for together: everything is read before the first of it is needed.
func (a *asking) resolve(t *table, once bool, try func(uint32, *demand, look)) {
	warm := uint32(0)
	for _, l := range a.looks {
		warm += t.slots[spread(l.hash, len(t.slots))].value
	}
	a.likely = a.likely[:0]
	for i, l := range a.looks {
		for id := range t.under(l.hash) {
			if !once || !a.has(id) {
				a.likely = append(a.likely, likely{id, uint32(i)})
			}
		}
	}
	terms := a.x.words.terms
	for some := range slices.Chunk(a.likely, ahead) {
		for _, l := range some {
			warm += uint32(terms[l.id].size)
		}
		for _, l := range some {
			if !once || !a.has(l.id) {
				try(l.id, &terms[l.id], a.looks[l.look])
			}
		}
	}
	a.looks, a.warm = a.looks[:0], a.warm+warm
}

// ahead is how many things are read before the first of them is needed: about as many
// as the nearest cache holds.
const ahead = 64
