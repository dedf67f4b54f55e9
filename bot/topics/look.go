package topics

import "slices"

// look is a hash to look up, and what it is of: a word, a stem, a place; how many
// bytes or words from there.
type look struct {
	hash  uint32
	at, n int32
}

// likely is what a table has under the hash of a look.
type likely struct{ value, look uint32 }

// id is the term.
func (l likely) id() uint32 { return l.value & operand }

// lookAll notes those of the hashes that the table may have, each of n words; of the
// first ones, which are the title's, also what is asked for in titles.
func (a *asking) lookAll(t *table, hashes []uint32, title, n int) {
	if t.n == 0 {
		return
	}
	looks := room(&a.looks, len(hashes)+title)
	noted := t.note(looks, hashes, 0, n)
	noted += t.note(looks[noted:], hashes[:title], inTitleOnly, n)
	a.looks = looks[:noted]
}

// note notes hashes of a sort, and tells how many.
func (t *table) note(looks []look, hashes []uint32, k sort, n int) (noted int) {
	for i, h := range hashes {
		h = k.apart(h)
		looks[noted] = look{h, int32(i), int32(n)}
		noted += t.bits.bit(h)
	}
	return noted
}

// room is for n things, in memory that is used again and again.
func room[T any](in *[]T, n int) []T {
	*in = slices.Grow((*in)[:0], n)
	return (*in)[:n]
}

// resolve tries every term that has the hash of one of the looks; once says that a
// term which is set need not be tried again. Of a million queries' terms each stands
// somewhere else in memory, where it takes as long to get at one as at twenty that are
// asked for together: everything is read before the first of it is needed.
func (a *asking) resolve(t *table, once bool, try func(likely, *demand, look)) {
	v := &a.x.words
	warm := t.touch(a.looks)
	a.likely = t.likely(a.looks, a.likely[:0])
	if once {
		a.dropKnown()
	}
	for rest := a.likely; len(rest) > 0; {
		some := rest[:min(ahead, len(rest))]
		rest = rest[len(some):]
		warm += v.touch(some)
		known := len(a.terms)
		for _, l := range some {
			if !once || !a.has(l.id()) {
				try(l, &v.terms[l.id()], a.looks[l.look])
			}
		}
		a.gather(a.terms[known:])
	}
	a.looks, a.warm = a.looks[:0], a.warm+warm
}

// touch reads where the hashes of looks may stand. What it returns only keeps the compiler
// from leaving that out.
func (t *table) touch(looks []look) (warm slot) {
	for _, l := range looks {
		warm += t.slots[t.home(l.hash)]
	}
	return warm
}

// touch reads terms, and the texts of those that are long.
func (v *vocabulary) touch(some []likely) (warm slot) {
	for _, l := range some {
		warm += slot(v.terms[l.id()].size)
	}
	for _, l := range some {
		if t := &v.terms[l.id()]; t.size == elsewhere {
			warm += slot(v.text(l.id())[0])
		}
	}
	return warm
}

// likely adds the terms that the table has under the hashes of looks. Where they end in
// such a short row no processor could guess, so all of it is looked at.
func (t *table) likely(looks []look, into []likely) []likely {
	n := len(into)
	for i, l := range looks {
		for at := t.home(l.hash); ; at += atOnce {
			into = slices.Grow(into[:n], atOnce)[:n+atOnce]
			row := (*[atOnce]slot)(t.slots[at:])
			for _, s := range row {
				into[n] = likely{s.value(), uint32(i)}
				n += s.has(l.hash)
			}
			if last := row[atOnce-1]; last == 0 || last.hash() > l.hash {
				break
			}
		}
	}
	return into[:n]
}

// dropKnown drops the likely terms that are set.
func (a *asking) dropKnown() {
	kept := 0
	for _, l := range a.likely {
		a.likely[kept] = l
		kept += 1 - int(a.bit(l.id()))
	}
	a.likely = a.likely[:kept]
}

// ahead is how many things are read before the first of them is needed: about as many
// as the nearest cache holds.
const ahead = 64
