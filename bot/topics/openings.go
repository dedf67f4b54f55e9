package topics

import "slices"

// openings finds what something begins with among many strings: beginnings of words,
// and fragments of regular expressions.
type openings struct {
	least int // bytes of the shortest string
	seed  uint64
	table table // by the hash of the string
	gate  gate  // the first bytes of the strings
	on    signs // at what strings begin with, from the least number of bytes on
	set   int   // about how many signs there are
	gone  int   // bytes of the strings that were removed since on was filled
}

// rolled is the hash of a string with one byte more; that of none is the seed.
func rolled(h uint64, c byte) uint64 { return (h ^ uint64(c)) * 0x9E3779B97F4A7C15 }

// short is the part of a hash to look it up by: the other half depends on few bits.
func short(h uint64) uint32 { return uint32(h >> 32) }

func (o *openings) hash(s string) uint32 { return short(o.rolling(s)) }

func (o *openings) rolling(s string) uint64 {
	h := o.seed
	for i := range len(s) {
		h = rolled(h, s[i])
	}
	return h
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
	o.gate, o.on, o.set, o.gone = make(gate, min(size, nearGate)), make(signs, size), 0, 0
	for _, s := range o.table.slots {
		if s != 0 {
			o.open(string(v.text(s.value())))
		}
	}
}

func (o *openings) open(s string) {
	o.gate.open(s)
	h := o.rolling(s[:o.least-1])
	for i := o.least - 1; i < len(s)-1; i++ {
		h = rolled(h, s[i])
		o.set += o.on.put(short(h), further)
	}
	o.set += o.on.put(short(rolled(h, s[len(s)-1])), ends)
}

// signs tell of a beginning whether some string is longer, and whether one ends there:
// two bits in 64, so that one look is enough. Some signs stand for nothing, none is missing.
type signs []uint64

const (
	further = 0b01
	ends    = 0b10
)

func (s signs) at(h uint32) int { return int(s[spread(h, len(s))] >> (h & 31 * 2) & 3) }

// put adds a sign and returns one if it is new, else zero.
func (s signs) put(h uint32, sign uint64) int {
	word, bit := &s[spread(h, len(s))], sign<<(h&31*2)
	if *word&bit != 0 {
		return 0
	}
	*word |= bit
	return 1
}

// place is one at which some string may begin.
type place struct {
	at   int32
	told int32 // so many bytes stand at an earlier place too
}

// trail is a place with the hash of what was read from there.
type trail struct {
	hash uint64
	at   int32
	sign uint32 // of what was read
}

// lookAlong notes what stands at places of a text, once for all places at which it does.
// All are read together, byte by byte, and no further than some string goes on like that.
// First come those that share the least with earlier ones.
func (a *asking) lookAlong(o *openings, text string, places []place) {
	read := room(&a.trails, len(places))[:0]
	for n := o.least; len(places)+len(read) > 0; n++ {
		for ; len(places) > 0 && int(places[0].told) < n; places = places[1:] {
			at := places[0].at
			read = append(read, trail{hash: o.rolling(text[at : int(at)+n-1]), at: at})
		}
		before := len(a.looks)
		a.looks = slices.Grow(a.looks, len(read))[:before+len(read)]
		noted, going := o.on.readOn(text, n, read, a.looks[before:])
		a.looks, read = a.looks[:before+noted], read[:going]
	}
}

// readOn reads the n-th byte from each place. It tells how many looks it has noted, and
// at how many places, which it puts first, some string goes on. Signs are far away, and a
// processor waits for as many of them together as its window has room for: the loop
// that fetches them does nothing else.
func (s signs) readOn(text string, n int, read []trail, looks []look) (noted, going int) {
	for i := range read {
		t := &read[i]
		if at := int(t.at) + n - 1; uint(at) < uint(len(text)) {
			t.hash = rolled(t.hash, text[at])
			t.sign = uint32(s.at(short(t.hash)))
		} else {
			t.sign = 0
		}
	}
	for _, t := range read {
		looks[noted], read[going] = look{short(t.hash), t.at, int32(n)}, t
		noted += int(t.sign >> 1)
		going += int(t.sign & 1)
	}
	return noted, going
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

// nearGate is how many words a gate has at most: every letter of a text asks it, so it had
// better fit the nearest cache.
const nearGate = 1 << 12

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

// along notes the places of a text at which a string of three bytes or more may begin, and
// tells how many these are.
func (g gate) along(text string, places []place) (n int) {
	first := firstBytes(text[:gateSize-1]) << 8
	for i := range len(text) - gateSize + 1 {
		first = first>>8 | uint32(text[i+gateSize-1])<<24
		places[n] = place{at: int32(i)}
		n += g.bit(first)
	}
	places[n] = place{at: int32(len(text) - gateSize + 1)}
	return n + g.bit(first>>8)
}

// bitOfTwo is the same of a string of two bytes.
func (g gate) bitOfTwo(first uint32) int { return g.bit(first & 0xFFFF) }
