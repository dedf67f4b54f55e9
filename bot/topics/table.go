package topics

import "iter"

// table leads from the hash of a key to numbers: open addressing, eight bytes a slot.
// Whoever asks compares the keys; several numbers may share one. What is there stands in
// the order of the hashes, so that a search ends at the first that is greater, and begins
// where a row does, so that one look into memory is nearly always enough.
type table struct {
	slots []slot // some more than a hash can lead to; the last row is empty
	rows  int    // how many rows a hash may lead to
	bits  filter // eight for each slot, while there are few
	n     int
	gone  int // how many were removed since the bits were set
}

// atOnce is how many slots a row has: half a line of the processor's cache.
const atOnce = 4

// nearSlots is how many slots have bits at most. Most of what an article says nobody asks
// for, of which bits tell sooner; more of them are as far away as the slots.
const nearSlots = 1 << 16

// slot holds a hash and below it a number plus one; zero is an empty slot.
type slot uint64

func slotOf(hash, value uint32) slot { return slot(hash)<<32 | slot(value+1) }

func (s slot) hash() uint32 { return uint32(s >> 32) }

func (s slot) value() uint32 { return uint32(s) - 1 }

// has is one if the slot holds a number under the hash, else zero.
func (s slot) has(hash uint32) int {
	same := (uint64(s.hash()^hash) - 1) >> 63
	taken := -uint64(uint32(s)) >> 63
	return int(same & taken)
}

// filter rules most hashes out at the cost of one look: a set bit says that there
// may be such a key. Without any words it rules nothing out.
type filter []uint64

func (f filter) set(h uint32) {
	if len(f) > 0 {
		f[spread(h, len(f))] |= 1 << (h & 63)
	}
}

// bit is one if there may be such a key, else zero: to count with, where so many are
// asked that the processor had better not guess what comes out.
func (f filter) bit(h uint32) int {
	if len(f) == 0 {
		return 1
	}
	return int(f[spread(h, len(f))] >> (h & 63) & 1)
}

// spread is which of n things a hash leads to; a greater hash leads no less far.
func spread(h uint32, n int) int { return int(uint64(h) * uint64(n) >> 32) }

// home is the first slot in which a hash may stand.
func (t *table) home(hash uint32) int { return spread(hash, t.rows) * atOnce }

// with yields the numbers whose key has the hash, and perhaps others: the caller
// compares.
func (t *table) with(hash uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if t.n == 0 || t.bits.bit(hash) == 0 {
			return
		}
		for _, s := range t.slots[t.home(hash):] {
			if s == 0 || s.hash() > hash || s.hash() == hash && !yield(s.value()) {
				return
			}
		}
	}
}

// full reports whether one more would make searches long.
func (t *table) full() bool { return t.n >= t.rows*(atOnce-1) }

func (t *table) add(hash, value uint32) {
	for t.full() || !t.put(slotOf(hash, value)) {
		t.grow()
	}
	t.n++
}

// put makes way for a slot; not if that would take one of the last, which stay empty.
func (t *table) put(s slot) bool {
	i := t.home(s.hash())
	for t.slots[i] != 0 && t.slots[i].hash() <= s.hash() {
		i++
	}
	end := i
	for t.slots[end] != 0 {
		end++
	}
	if end == len(t.slots)-atOnce {
		return false
	}
	copy(t.slots[i+1:end+1], t.slots[i:end])
	t.slots[i] = s
	t.bits.set(s.hash())
	return true
}

// grow makes the table anew, half as large again.
func (t *table) grow() {
	old, rows := t.slots, max(4, t.rows/2*3)
	size := rows * atOnce
	*t = table{slots: make([]slot, size+size/16+2*atOnce), rows: rows}
	if size <= nearSlots {
		t.bits = make(filter, size/8)
	}
	for _, s := range old {
		if s != 0 {
			t.add(s.hash(), s.value())
		}
	}
}

// remove takes a number out and closes the hole, so that no search ends early; false if
// it was not there.
func (t *table) remove(hash, value uint32) bool {
	if t.n == 0 {
		return false
	}
	i := t.home(hash)
	for t.slots[i] != slotOf(hash, value) {
		if t.slots[i] == 0 || t.slots[i].hash() > hash {
			return false
		}
		i++
	}
	for t.slots[i+1] != 0 && t.home(t.slots[i+1].hash()) <= i {
		t.slots[i] = t.slots[i+1]
		i++
	}
	t.slots[i] = 0
	t.n--
	if t.gone++; len(t.bits) > 0 && t.gone > len(t.slots)/2 {
		t.forget()
	}
	return true
}

// forget clears the bits of what is gone.
func (t *table) forget() {
	clear(t.bits)
	t.gone = 0
	for _, s := range t.slots {
		if s != 0 {
			t.bits.set(s.hash())
		}
	}
}
