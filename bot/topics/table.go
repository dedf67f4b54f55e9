package topics

import "iter"

// table leads from the hash of a key to numbers: open addressing, nine bytes a slot.
// Whoever asks compares the keys; several numbers may share one. What is there stands in
// the order of the hashes, so that a search ends at the first that is greater. Most of
// what an article says nobody asks for: the bits, small enough for a near cache, tell so.
type table struct {
	slots []slot // some more than a hash can lead to; the last few are empty
	bits  filter // eight for each slot
	n     int
	gone  int // how many were removed since the bits were set
}

// atOnce is how many slots are nearly always enough for a search, and fewer than those
// that no hash leads to.
const atOnce = 4

// slot holds a number plus one; zero is an empty slot.
type slot struct{ hash, value uint32 }

// has is one if the slot holds a number under the hash, else zero.
func (s slot) has(hash uint32) int {
	same := (uint64(s.hash^hash) - 1) >> 63
	taken := -uint64(s.value) >> 63
	return int(same & taken)
}

// filter rules most hashes out at the cost of one look: a set bit says that there
// may be such a key. Without any words it can not be asked.
type filter []uint64

func (f filter) set(h uint32) { f[spread(h, len(f))] |= 1 << (h & 63) }

func (f filter) has(h uint32) bool { return f.bit(h) != 0 }

// bit is one where has is true, else zero: to count with, where so many are asked that
// the processor had better not guess what comes out.
func (f filter) bit(h uint32) int { return int(f[spread(h, len(f))] >> (h & 63) & 1) }

// spread is which of n things a hash leads to; a greater hash leads no less far.
func spread(h uint32, n int) int { return int(uint64(h) * uint64(n) >> 32) }

// size is how many slots a hash may lead to.
func (t *table) size() int { return len(t.bits) * 8 }

// home is the first slot in which a hash may stand.
func (t *table) home(hash uint32) int { return spread(hash, t.size()) }

// with yields the numbers whose key has the hash, and perhaps others: the caller
// compares.
func (t *table) with(hash uint32) iter.Seq[uint32] {
	if t.n == 0 || !t.bits.has(hash) {
		return func(func(uint32) bool) {}
	}
	return t.under(hash)
}

// under yields what with does for a hash that the bits have.
func (t *table) under(hash uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, s := range t.slots[t.home(hash):] {
			if s.value == 0 || s.hash > hash || s.hash == hash && !yield(s.value-1) {
				return
			}
		}
	}
}

// full reports whether one more would make searches long.
func (t *table) full() bool { return t.n*4 >= t.size()*3 }

func (t *table) add(hash, value uint32) {
	for t.full() || !t.put(slot{hash, value + 1}) {
		t.grow()
	}
	t.n++
}

// put makes way for a slot; not if that would take one of the last, which stay empty.
func (t *table) put(s slot) bool {
	i := t.home(s.hash)
	for t.slots[i].value != 0 && t.slots[i].hash <= s.hash {
		i++
	}
	end := i
	for t.slots[end].value != 0 {
		end++
	}
	if end == len(t.slots)-atOnce {
		return false
	}
	copy(t.slots[i+1:end+1], t.slots[i:end])
	t.slots[i] = s
	t.bits.set(s.hash)
	return true
}

func (t *table) grow() {
	t.refill(max(16, t.size()/2*3), func(slot) bool { return true })
}

// keep removes all numbers that are not to be kept.
func (t *table) keep(is func(slot) bool) { t.refill(t.size(), is) }

// refill makes the table anew, with room for all from the start.
func (t *table) refill(size int, keep func(slot) bool) {
	old := t.slots
	*t = table{slots: make([]slot, size+size/16+16), bits: make(filter, size/8)}
	for _, s := range old {
		if s.value != 0 && keep(s) {
			t.add(s.hash, s.value-1)
		}
	}
}

// remove takes a number out and closes the hole, so that no search ends early.
func (t *table) remove(hash, value uint32) {
	if t.n == 0 {
		return
	}
	i := t.home(hash)
	for t.slots[i] != (slot{hash, value + 1}) {
		if t.slots[i].value == 0 {
			return
		}
		i++
	}
	for t.slots[i+1].value != 0 && t.home(t.slots[i+1].hash) <= i {
		t.slots[i] = t.slots[i+1]
		i++
	}
	t.slots[i] = slot{}
	t.n--
	if t.gone++; t.gone > len(t.slots)/2 {
		t.forget()
	}
}

// forget clears the bits of what is gone.
func (t *table) forget() {
	clear(t.bits)
	t.gone = 0
	for _, s := range t.slots {
		if s.value != 0 {
			t.bits.set(s.hash)
		}
	}
}
