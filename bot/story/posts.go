package story

import "slices"

// posts lead from a telling word or sound to the latest articles that are found by it.
// Most lead to one article; those of the others stand side by side in memory.
type posts struct {
	to    map[uint32]uint32 // the number of the only article, or that of a list and several
	lists [][]uint32        // the latest article last
	free  []uint32          // numbers of lists that nothing leads to any longer
}

const several = 1 << 31

func newPosts() posts { return posts{to: map[uint32]uint32{}} }

// add says that the article of a number is found by a word. What is older than the
// first is forgotten.
func (p *posts) add(hash, at, first uint32) {
	before, ok := p.to[hash]
	switch {
	case ok && before&several != 0:
		of := &p.lists[before&^several]
		if len(*of) == maxPosts+maxPosts/3 {
			*of = (*of)[:copy(*of, (*of)[len(*of)-maxPosts+1:])]
		}
		*of = append(*of, at)
	case ok && before >= first && before != at:
		p.to[hash] = several | p.list(before, at)
	default:
		p.to[hash] = at
	}
}

// list begins a list and gives its number.
func (p *posts) list(of ...uint32) uint32 {
	if last := len(p.free) - 1; last >= 0 {
		n := p.free[last]
		p.free, p.lists[n] = p.free[:last], of
		return n
	}
	p.lists = append(p.lists, of)
	return uint32(len(p.lists) - 1)
}

// drop forgets the oldest article of all.
func (p *posts) drop(hash, at uint32) {
	to, ok := p.to[hash]
	switch {
	case !ok:
	case to&several == 0:
		if to == at {
			delete(p.to, hash)
		}
	default:
		n := to &^ several
		if of := p.lists[n]; of[len(of)-1] == at {
			delete(p.to, hash)
			p.lists[n], p.free = nil, append(p.free, n)
		}
	}
}

// latest appends the articles that are found by a word, at most maxPosts.
func (p *posts) latest(to []uint32, hash, first uint32) []uint32 {
	at, ok := p.to[hash]
	switch {
	case !ok:
		return to
	case at&several == 0:
		return append(to, at)
	}
	of := p.lists[at&^several]
	of = of[max(0, len(of)-maxPosts):]
	for len(of) > 0 && of[0] < first {
		of = of[1:]
	}
	return append(to, of...)
}

// candidates are the articles that share the most telling words. Words by which
// nothing is found do not count: the rarest of all are those never seen before.
func (f *Finder) candidates(order []uint32) []*article {
	var room [maxSeen + maxPosts]uint32
	all, asked := room[:0], 0
	for _, hash := range order {
		before := len(all)
		if all = f.posts.latest(all, hash, f.first); len(all) == before {
			continue
		}
		if asked++; asked == maxAsked || len(all) >= maxSeen {
			break
		}
	}
	out := make([]*article, 0, maxCompared)
	for _, at := range mostSeen(all) {
		out = append(out, f.kept[at-f.first])
	}
	return out
}

// mostSeen gives the numbers that come most often, the greatest first where they come
// equally often.
func mostSeen(all []uint32) []uint32 {
	var seen [256]struct{ at, times uint32 } // twice as many as can be, so that few meet
	var room [maxSeen + maxPosts]uint8
	places := room[:0]
	for _, at := range all {
		i := uint8(at * 0x9E3779B1 >> 24)
		for seen[i].times > 0 && seen[i].at != at {
			i++
		}
		if seen[i].times++; seen[i].times == 1 {
			seen[i].at = at
			places = append(places, i)
		}
	}
	var ranks [maxSeen + maxPosts]uint64
	for i, place := range places {
		ranks[i] = ^(uint64(seen[place].times)<<32 | uint64(seen[place].at))
	}
	most := least(ranks[:len(places)], maxCompared)
	slices.Sort(most)
	out := all[:0]
	for _, rank := range most {
		out = append(out, ^uint32(rank))
	}
	return out
}

// least moves the n least of some numbers to the front and gives these, in any order.
func least(of []uint64, n int) []uint64 {
	if len(of) <= n {
		return of
	}
	for low, high := 0, len(of); high-low > 1; {
		pivot := of[(low+high)/2]
		i, j := low, high-1
		for i <= j {
			for of[i] < pivot {
				i++
			}
			for of[j] > pivot {
				j--
			}
			if i <= j {
				of[i], of[j] = of[j], of[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			high = j + 1
		case n > i:
			low = i
		default:
			return of[:n]
		}
	}
	return of[:n]
}
