package topics

import "iter"

// table leads from the hash of a key to numbers: open addressing, nine bytes a slot.
// Whoever asks compares the keys; several numbers may share one. Most of what an
// article says nobody asks for: the bits, small enough for the nearest cache, tell so.
type table struct {
	slots []slot // a power of two of them
	bits  filter // eight for each slot
	n     int
	gone  int // how many were removed since the bits were set
}

// slot holds a number plus one; zero is an empty slot.
type slot struct{ hash, value uint32 }

// filter rules most hashes out at the cost of one look: a set bit says that there
// may be such a key. It has a power of two of words; without any it can not be asked.
type filter []uint64

func (f filter) set(h uint32) { f[h>>6&uint32(len(f)-1)] |= 1 << (h & 63) }

func (f filter) has(h uint32) bool { return f[h>>6&uint32(len(f)-1)]&(1<<(h&63)) != 0 }

// with yields the numbers whose key has the hash, and perhaps others: the caller
// compares.
func (t *table) with(hash uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if len(t.slots) == 0 || !t.bits.has(hash) {
			return
		}
		mask := uint32(len(t.slots) - 1)
		for i := hash & mask; t.slots[i].value != 0; i = (i + 1) & mask {
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
	mask := uint32(len(t.slots) - 1)
	i := s.hash & mask
	for t.slots[i].value != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
	t.bits.set(s.hash)
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]slot, max(16, 2*len(old)))
	t.bits, t.gone = make(filter, len(t.slots)/8), 0
	for _, s := range old {
		if s.value != 0 {
			t.put(s)
		}
	}
}

// remove takes a number out and closes the hole, so that no search ends early.
func (t *table) remove(hash, value uint32) {
	if len(t.slots) == 0 {
		return
	}
	mask := uint32(len(t.slots) - 1)
	i := hash & mask
	for t.slots[i] != (slot{hash, value + 1}) {
		if t.slots[i].value == 0 {
			return
		}
		i = (i + 1) & mask
	}
	for j := (i + 1) & mask; t.slots[j].value != 0; j = (j + 1) & mask {
		if home := t.slots[j].hash & mask; (j-home)&mask >= (j-i)&mask {
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
