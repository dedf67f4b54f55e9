package topics

import "iter"

// table leads from the hash of a key to numbers: open addressing, eight bytes a
// slot. Whoever asks compares the keys; several numbers may share one.
type table struct {
	slots []slot // a power of two of them
	n     int
}

// slot holds a number plus one; zero is an empty slot.
type slot struct{ hash, value uint32 }

// with yields the numbers whose key has the hash, and perhaps others: the caller
// compares.
func (t *table) with(hash uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if len(t.slots) == 0 {
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
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]slot, max(16, 2*len(old)))
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
}
