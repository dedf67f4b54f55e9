package topics

import (
	"math/bits"
	"slices"
)

// racks give queries their slots: 64 ids that follow each other share a rack of as many
// slots. Ids are mostly given one after the other, so few slots are empty, and to tell
// the ids of ten thousand slots takes a look at each rack instead of each slot.
type racks struct {
	of    map[int64]uint32 // by id without its last bits
	first []int64          // by rack: the least id
	taken []uint64         // by rack: a bit for each slot
	free  []uint32         // racks to use again
	n     int              // how many slots are taken
}

const (
	rackBits = 6
	rackSize = 1 << rackBits
)

// slot is that of an id; not ok if it has none.
func (r *racks) slot(id int64) (slot uint32, ok bool) {
	rack, ok := r.of[id>>rackBits]
	at := uint32(id & (rackSize - 1))
	return rack<<rackBits + at, ok && r.taken[rack]>>at&1 != 0
}

// take gives a slot to an id that has none.
func (r *racks) take(id int64) uint32 {
	rack, ok := r.of[id>>rackBits]
	if !ok {
		rack = r.rack()
		r.of[id>>rackBits], r.first[rack] = rack, id&^(rackSize-1)
	}
	at := uint32(id & (rackSize - 1))
	r.taken[rack] |= 1 << at
	r.n++
	return rack<<rackBits + at
}

func (r *racks) rack() uint32 {
	if last := len(r.free) - 1; last >= 0 {
		rack := r.free[last]
		r.free = r.free[:last]
		return rack
	}
	r.first, r.taken = append(r.first, 0), append(r.taken, 0)
	return uint32(len(r.first) - 1)
}

// leave takes a slot back.
func (r *racks) leave(slot uint32) {
	rack := slot >> rackBits
	r.taken[rack] &^= 1 << (slot & (rackSize - 1))
	r.n--
	if r.taken[rack] == 0 {
		delete(r.of, r.first[rack]>>rackBits)
		r.free = append(r.free, rack)
	}
}

// ids gives the ids of the slots whose bits are set.
func (r *racks) ids(slots []uint64) []int64 {
	var out []int64
	for rack, w := range slots {
		for ; w != 0; w &= w - 1 {
			out = append(out, r.first[rack]+int64(bits.TrailingZeros64(w)))
		}
	}
	return out
}

// ascending sorts ids. Radix sort: a thousand matches are common, and sorting must not
// take longer than matching.
func ascending(ids []int64) []int64 {
	if len(ids) < 256 {
		slices.Sort(ids)
		return ids
	}
	const digit = 11
	differ, flip := uint64(0), uint64(1)<<63
	for _, id := range ids {
		differ |= uint64(id) ^ uint64(ids[0])
	}
	spare := make([]int64, len(ids))
	for shift := 0; shift < bits.Len64(differ); shift += digit {
		if differ>>shift&(1<<digit-1) == 0 {
			continue
		}
		var at [1<<digit + 1]int
		for _, id := range ids {
			at[(uint64(id)^flip)>>shift&(1<<digit-1)+1]++
		}
		for i := range at[1:] {
			at[i+1] += at[i]
		}
		for _, id := range ids {
			k := (uint64(id) ^ flip) >> shift & (1<<digit - 1)
			spare[at[k]] = id
			at[k]++
		}
		ids, spare = spare, ids
	}
	return ids
}
