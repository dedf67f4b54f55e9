package topics

import (
	"math"
	"math/bits"
	"slices"
)

// answer gives the ids of the queries that match, ascending. What only a program
// decides waits until all programs can be asked for at once.
func (a *asking) answer() []int64 {
	a.consider(a.waiting)
	for some := range slices.Chunk(a.rows, ahead) {
		a.visit(some)
	}
	a.runPrograms()
	return a.matched()
}

// visit looks at more of those who wait at terms.
func (a *asking) visit(rows []uint32) {
	v, warm := &a.x.words, slot(0)
	for _, r := range rows {
		row := v.crowds.at(r)
		warm += slot(row[0] + row[min(len(row)-1, lineWords)])
	}
	a.warm += warm
	for _, r := range rows {
		a.consider(v.row(r))
	}
}

// lineWords is how many words a line of the processor's cache has.
const lineWords = 16

// consider sets the bits of the queries that pass their checks.
func (a *asking) consider(posts []uint32) {
	slots := a.slots
	for ; len(posts) >= postSize; posts = posts[postSize:] {
		p := postAt(posts, 0)
		if p.byProgram() {
			a.undecided = append(a.undecided, p)
			continue
		}
		slots[p.slot>>6] |= a.passes(p.check) << (p.slot & 63)
	}
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
	warm := slot(0)
	for _, p := range programs {
		code := a.x.programs.at(p.one)
		warm += slot(code[0] + code[min(len(code)-1, 8)])
	}
	a.warm += warm
}

// matched gives the ids of the queries whose bits are set, ascending, and clears these.
func (a *asking) matched() []int64 {
	n, all := 0, 0
	full := room(&a.full, len(a.slots))
	for i, w := range a.slots {
		full[n] = uint32(i)
		n += some(w)
		all += bits.OnesCount64(w)
	}
	ids := make([]int64, all+1) // one more is written than there are
	if !tell(ids, full[:n], a.slots, a.x.racks.first) {
		return ascending(ids[:all])
	}
	return ids[:all]
}

// tell writes the ids of racks that have any, two of each at once: few have more. It
// clears the bits and tells whether the ids are ascending.
func tell(ids []int64, full []uint32, slots []uint64, firsts []int64) bool {
	n, last, inOrder := 0, int64(math.MinInt64), true
	for _, rack := range full {
		w, first := slots[rack], firsts[rack]
		slots[rack] = 0
		inOrder = inOrder && first >= last
		last = first
		ids[n] = first + int64(bits.TrailingZeros64(w))
		n++
		w &= w - 1
		ids[n] = first + int64(bits.TrailingZeros64(w))
		n += some(w)
		for w &= w - 1; w != 0; w &= w - 1 { // seldom
			ids[n] = first + int64(bits.TrailingZeros64(w))
			n++
		}
	}
	return inOrder
}

// some is one if there is any bit, else zero.
func some(w uint64) int { return int((w | -w) >> 63) }
