package topics

import "iter"

// openings finds what something begins with among many strings: beginnings of words,
// and fragments of regular expressions. It reads byte by byte, and no further than
// some string goes on like that.
type openings struct {
	least int // bytes of the shortest string
	seed  uint64
	table table  // by the hash of the string
	gate  gate   // the first bytes of the strings
	on    filter // what strings begin with, from one byte more than the gate knows
	set   int    // about how many such beginnings there are
	gone  int    // bytes of the strings that were removed since on was filled
}

// The hash of the first bytes, which are in a number; and that with one byte more.
func (o *openings) opened(first uint32, n int) uint64 {
	return (o.seed ^ uint64(first<<(32-8*n))) * 0x9E3779B97F4A7C15
}
func rolled(h uint64, c byte) uint64 { return (h ^ uint64(c)) * 0x9E3779B97F4A7C15 }

// short is the part of a hash to look it up by: the other half depends on few bits.
func short(h uint64) uint32 { return uint32(h >> 32) }

// each yields what a string begins with, by its length, and the hash of that.
func (o *openings) each(s string) iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		first, h := firstBytes(s), uint64(0)
		for n := o.least; n <= len(s); n++ {
			if n <= gateSize {
				h = o.opened(first, n)
			} else {
				h = rolled(h, s[n-1])
			}
			if !yield(n, h) {
				return
			}
		}
	}
}

// goesOn reports whether some string may begin with so many bytes that have this hash.
func (o *openings) goesOn(n int, h uint64) bool { return n <= gateSize || o.on.has(short(h)) }

func (o *openings) hash(s string) (last uint32) {
	for _, h := range o.each(s) {
		last = short(h)
	}
	return last
}

// add takes the string of a new term.
func (o *openings) add(id uint32, v *vocabulary) {
	s := string(v.text(id))
	o.table.add(o.hash(s), id)
	if o.set*8 >= len(o.on)*64 {
		o.fill(max(1, 2*len(o.on)), v)
		return
	}
	o.open(s)
}

// remove drops the string of a term that is still there.
func (o *openings) remove(id uint32, v *vocabulary) {
	s := string(v.text(id))
	o.table.remove(o.hash(s), id)
	if o.gone += len(s); o.gone > 64*len(o.on) {
		o.fill(len(o.on), v)
	}
}

// fill reads all strings anew.
func (o *openings) fill(size int, v *vocabulary) {
	o.gate, o.on, o.set, o.gone = make(gate, size), make(filter, size), 0, 0
	for _, s := range o.table.slots {
		if s.value != 0 {
			o.open(string(v.text(s.value - 1)))
		}
	}
}

func (o *openings) open(s string) {
	o.gate.open(s)
	for _, h := range o.each(s) {
		if !o.on.has(short(h)) {
			o.on.set(short(h))
			o.set++
		}
	}
}

// gate rules most of what does not begin like one of the strings out at the cost of one
// look: a word stands for three bytes, a bit of it for the fourth.
type gate []uint64

const gateSize = 4

// firstBytes are as many as the gate knows; zeros, if there are less.
func firstBytes(s string) (first uint32) {
	for i := range min(len(s), gateSize) {
		first |= uint32(s[i]) << (8 * i)
	}
	return first
}

// word is where the first three bytes lead.
func (g gate) word(first uint32) int { return spread(first<<8*0x9E3779B1, len(g)) }

func (g gate) open(s string) {
	first := firstBytes(s)
	if len(s) < gateSize {
		g[g.word(first)] = ^uint64(0)
	} else {
		g[g.word(first)] |= 1 << (first >> 24 & 63)
	}
}

// bit is one if a string of three bytes or more may begin like this, else zero.
func (g gate) bit(first uint32) int { return int(g[g.word(first)] >> (first >> 24 & 63) & 1) }

// bitOfTwo is the same of a string of two bytes.
func (g gate) bitOfTwo(first uint32) int { return g.bit(first & 0xFFFF) }
