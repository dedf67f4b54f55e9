package topics

import (
	"math/bits"
	"slices"
)

// answer gives the ids of the queries that match, ascending. What only a program
// decides waits until all programs can be asked for at once.
func (a *asking) answer() []int64 {
	for _, p := range a.waiting {
		a.consider(p)
	}
	for some := range slices.Chunk(a.rows, ahead) {
		a.visit(some)
	}
	a.runPrograms()
	return ascending(a.matched())
}

// visit looks at more of those who wait at terms.
func (a *asking) visit(rows []uint32) {
	v, warm := &a.x.words, uint32(0)
	for _, r := range rows {
		warm += v.crowds.at(r)[0]
	}
	a.warm += warm
	for _, r := range rows {
		for row := v.row(r); len(row) > 0; row = row[postSize:] {
			a.consider(postAt(row, 0))
		}
	}
}

// consider sets the bit of a query that passes its check.
func (a *asking) consider(p post) {
	if p.byProgram() {
		a.undecided = append(a.undecided, p)
		return
	}
	a.slots[p.slot>>6] |= a.passes(p.check) << (p.slot & 63)
}

func (a *asking) match(slot uint32) { a.slots[slot>>6] |= 1 << (slot & 63) }

func (a *asking) runPrograms() {
	for some := range slices.Chunk(a.undecided, ahead) {
		a.warmUp(some)
		for _, p := range some {
			if a.slots[p.slot>>6]&(1<<(p.slot&63)) == 0 && a.run(a.x.programs.at(p.one)) {
				a.match(p.slot)
			}
		}
	}
}

// warmUp reads programs, but for the ends of long ones.
func (a *asking) warmUp(programs []post) {
	warm := uint32(0)
	for _, p := range programs {
		code := a.x.programs.at(p.one)
		warm += code[0] + code[min(len(code)-1, 8)]
	}
	a.warm += warm
}

// matched gives the ids of the queries whose bits are set, and clears these.
func (a *asking) matched() []int64 {
	n := 0
	full := room(&a.full, len(a.slots))
	for i, w := range a.slots {
		full[n] = uint32(i)
		n += int((w | -w) >> 63) // one if there is any bit
	}
	a.found = a.found[:0]
	for _, i := range full[:n] {
		for w := a.slots[i]; w != 0; w &= w - 1 {
			a.found = append(a.found, i<<6+uint32(bits.TrailingZeros64(w)))
		}
		a.slots[i] = 0
	}
	out := make([]int64, len(a.found))
	for i, slot := range a.found {
		out[i] = a.x.ids[slot]
	}
	return out
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
