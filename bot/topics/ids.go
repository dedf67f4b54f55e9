package topics

import (
	"math/bits"
	"slices"
)

// ids are those of the queries, by slot. Nearly all fit in 32 bits, and what is read for
// ten thousand matches had better be small; the others are kept aside.
type ids struct {
	small []uint32
	large map[uint32]int64
}

// aside is the small id of a query that has a large one.
const aside = ^uint32(0)

func (i *ids) len() int { return len(i.small) }

func (i *ids) at(slot uint32) int64 {
	if id := i.small[slot]; id != aside {
		return int64(id)
	}
	return i.large[slot]
}

// put gives a slot its id; the slot after the last one may be new.
func (i *ids) put(slot uint32, id int64) {
	if int(slot) == len(i.small) {
		i.small = append(i.small, 0)
	}
	if 0 <= id && id < int64(aside) {
		i.small[slot] = uint32(id)
		delete(i.large, slot)
		return
	}
	i.small[slot] = aside
	if i.large == nil {
		i.large = map[uint32]int64{}
	}
	i.large[slot] = id
}

// ascending sorts ids and drops those that are there twice. Radix sort: a thousand
// matches are common, and sorting must not take longer than matching.
func ascending(ids []int64) []int64 {
	if len(ids) < 256 || slices.IsSorted(ids) {
		slices.Sort(ids)
		return slices.Compact(ids)
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
	return slices.Compact(ids)
}
