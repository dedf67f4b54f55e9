package topics

import "iter"

// table leads from the hash of a key to numbers: open addressing, nine bytes a slot.
// Whoever asks compares the keys; several numbers may share one. Most of what an
// article says nobody asks for: the bits, small enough for the nearest cache, tell so.
type table struct {
	slots []slot
	bits  filter // eight for each slot
	n     int
	gone  int // how many were removed since the bits were set
}

// slot holds a number plus one; zero is an empty slot.
type slot struct{ hash, value uint32 }

// filter rules most hashes out at the cost of one look: a set bit says that there
// may be such a key. Without any words it can not be asked.
type filter []uint64

func (f filter) set(h uint32) { f[spread(h, len(f))] |= 1 << (h & 63) }

func (f filter) has(h uint32) bool { return f.bit(h) != 0 }

// bit is one where has is true, else zero: to count with, where so many are asked that
// the processor had better not guess what comes out.
func (f filter) bit(h uint32) int { return int(f[spread(h, len(f))] >> (h & 63) & 1) }

// spread is which of n things a hash leads to.
func spread(h uint32, n int) int { return int(uint64(h) * uint64(n) >> 32) }

// after is the slot after one.
func (t *table) after(i int) int {
	if i++; i == len(t.slots) {
		return 0
	}
	return i
}

// past is by how many slots one stands behind another.
func (t *table) past(i, other int) int {
	if i < other {
		return i - other + len(t.slots)
	}
	return i - other
}

// with yields the numbers whose key has the hash, and perhaps others: the caller
// compares.
func (t *table) with(hash uint32) iter.Seq[uint32] {
	if len(t.slots) == 0 || !t.bits.has(hash) {
		return func(func(uint32) bool) {}
	}
	return t.under(hash)
}

// under yields what with does for a hash that the bits have.
func (t *table) under(hash uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i := spread(hash, len(t.slots)); t.slots[i].value != 0; i = t.after(i) {
			if s := t.slots[i]; s.hash == hash && !yield(s.value-1) {
				return
			}
		}
	}
}

func (t *table) add(hash, value uint32) {
	if t.n*4 >= len(t.slots)*3 {
		t.grow()
	}
	t.put(slot{hash, value + 1})
	t.n++
}

func (t *table) put(s slot) {
	i := spread(s.hash, len(t.slots))
	for t.slots[i].value != 0 {
		i = t.after(i)
	}
	t.slots[i] = s
	t.bits.set(s.hash)
}

func (t *table) grow() {
	t.refill(max(16, len(t.slots)/2*3), func(slot) bool { return true })
}

// keep removes all numbers that are not to be kept.
func (t *table) keep(is func(slot) bool) { t.refill(len(t.slots), is) }

// refill makes the table anew, with room for all from the start: they come in the order
// of their hashes, and would crowd together in a table that grows with them.
func (t *table) refill(size int, keep func(slot) bool) {
	old := t.slots
	*t = table{slots: make([]slot, size), bits: make(filter, size/8)}
	for _, s := range old {
		if s.value != 0 && keep(s) {
			t.put(s)
			t.n++
		}
	}
}

// remove takes a number out and closes the hole, so that no search ends early.
func (t *table) remove(hash, value uint32) {
	if len(t.slots) == 0 {
		return
	}
	i := spread(hash, len(t.slots))
	for t.slots[i] != (slot{hash, value + 1}) {
		if t.slots[i].value == 0 {
			return
		}
		i = t.after(i)
	}
	for j := t.after(i); t.slots[j].value != 0; j = t.after(j) {
		if home := spread(t.slots[j].hash, len(t.slots)); t.past(j, home) >= t.past(j, i) {
			t.slots[i] = t.slots[j]
			i = j
		}
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
