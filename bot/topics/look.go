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

// lookAll notes those of the hashes that the table may have, each of n words; of the
// first ones, which are the title's, also what is asked for in titles.
func (a *asking) lookAll(t *table, hashes []uint32, title, n int) {
	if t.n == 0 {
		return
	}
	looks, noted := room(&a.looks, len(hashes)+title), 0
	for i, h := range hashes {
		looks[noted] = look{h, int32(i), int32(n)}
		noted += t.bits.bit(h)
	}
	for i, h := range hashes[:title] {
		h = inTitleOnly.apart(h)
		looks[noted] = look{h, int32(i), int32(n)}
		noted += t.bits.bit(h)
	}
	a.looks = looks[:noted]
}

// room is for n things, in memory that is used again and again.
func room[T any](in *[]T, n int) []T {
	*in = slices.Grow((*in)[:0], n)
	return (*in)[:n]
}

// resolve tries every term that has the hash of one of the looks; once says that a
// term which is set need not be tried again. Of a million queries' terms each stands
// somewhere else in memory, where it takes as long to get at one as at twenty that are
// asked for together: everything is read before the first of it is needed, also what
// stands near elsewhere for a term.
func (a *asking) resolve(t *table, once bool, near func(uint32) uint32, try func(uint32, *demand, look)) {
	warm := uint32(0)
	for _, l := range a.looks {
		home := t.home(l.hash)
		warm += t.slots[home].value + t.slots[home+atOnce-1].value
	}
	a.likely = a.likely[:0]
	for i, l := range a.looks {
		a.under(t, l.hash, uint32(i))
	}
	if once {
		a.dropKnown()
	}
	terms := a.x.words.terms
	for some := range slices.Chunk(a.likely, ahead) {
		for _, l := range some {
			warm += uint32(terms[l.id].size)
		}
		for _, l := range some {
			warm += near(l.id)
		}
		for _, l := range some {
			if !once || !a.has(l.id) {
				try(l.id, &terms[l.id], a.looks[l.look])
			}
		}
	}
	a.looks, a.warm = a.looks[:0], a.warm+warm
}

// under notes the terms that a table has under the hash of a look. Where they end in
// such a short row no processor could guess, so all of it is looked at.
func (a *asking) under(t *table, hash, look uint32) {
	for rest := t.slots[t.home(hash):]; ; rest = rest[atOnce:] {
		row := rest[:min(atOnce, len(rest))]
		n := len(a.likely)
		a.likely = slices.Grow(a.likely, atOnce)[:n+atOnce]
		for _, s := range row {
			a.likely[n] = likely{s.value - 1, look}
			n += s.has(hash)
		}
		a.likely = a.likely[:n]
		if last := row[len(row)-1]; last.value == 0 || last.hash > hash {
			return
		}
	}
}

// dropKnown drops the likely terms that are set.
func (a *asking) dropKnown() {
	kept := 0
	for _, l := range a.likely {
		a.likely[kept] = l
		kept += 1 - int(a.bit(l.id))
	}
	a.likely = a.likely[:kept]
}

// ahead is how many things are read before the first of them is needed: about as many
// as the nearest cache holds.
const ahead = 64
