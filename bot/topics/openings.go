package topics

import "iter"

// openings finds what something begins with among many strings: beginnings of words,
// and fragments of regular expressions. It reads byte by byte, and no further than
// some string goes on like that.
type openings struct {
	least int // bytes of the shortest string
	seed  uint64
	table table  // by the hash of the string
	on    filter // what strings begin with, from the least number of bytes on
	set   int    // about how many such beginnings there are
	gone  int    // bytes of the strings that were removed since on was filled
}

// The hash of the least bytes, packed into a number; and that with one byte more.
func (o *openings) opened(packed uint64) uint64 { return (o.seed ^ packed) * 0x9E3779B97F4A7C15 }
func rolled(h uint64, c byte) uint64            { return (h ^ uint64(c)) * 0x9E3779B97F4A7C15 }

// short is the part of a hash to look it up by: the other half depends on few bits.
func short(h uint64) uint32 { return uint32(h >> 32) }

// each yields what a string begins with, by its length, and the hash of that.
func (o *openings) each(s string) iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		packed := uint64(0)
		for i := range min(o.least, len(s)) {
			packed |= uint64(s[i]) << (8 * i)
		}
		h := o.opened(packed)
		for n := o.least; n <= len(s) && yield(n, h); n++ {
			if n < len(s) {
				h = rolled(h, s[n])
			}
		}
	}
}

func (o *openings) hash(s string) (last uint32) {
	for _, h := range o.each(s) {
		last = short(h)
	}
	return last
}

// add takes the string of a new term.
func (o *openings) add(id uint32, terms []demand) {
	o.table.add(o.hash(terms[id].text), id)
	if o.set*8 >= len(o.on)*64 {
		o.fill(max(1, 2*len(o.on)), terms)
		return
	}
	o.open(terms[id].text)
}

// remove drops the string of a term that is still there.
func (o *openings) remove(id uint32, terms []demand) {
	s := terms[id].text
	o.table.remove(o.hash(s), id)
	if o.gone += len(s); o.gone > 64*len(o.on) {
		o.fill(len(o.on), terms)
	}
}

// fill reads all strings anew.
func (o *openings) fill(size int, terms []demand) {
	o.on, o.set, o.gone = make(filter, size), 0, 0
	for _, s := range o.table.slots {
		if s.value != 0 {
			o.open(terms[s.value-1].text)
		}
	}
}

func (o *openings) open(s string) {
	for _, h := range o.each(s) {
		if !o.on.has(short(h)) {
			o.on.set(short(h))
			o.set++
		}
	}
}
