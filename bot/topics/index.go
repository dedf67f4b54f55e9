package topics

import (
	"slices"
	"sync"
)

// Index answers which of many queries match an article, exactly as asking each
// would. A query waits at the rarest terms of which an article must have one; when
// an article has the term, what else the query asks for is a look into the set of
// the article's terms. It is safe for concurrent use, and changes need no rebuild.
//
// A query takes about 110 bytes: there may be a million.
type Index struct {
	mu       sync.RWMutex
	words    vocabulary
	programs arena[uint32]
	always   uint32 // the term that every article has

	// Queries by slot.
	racks racks
	home  []uint32 // the only term at which the query waits; for others a block in programs
	pos   []uint32 // where it stands in that term's posts; inBlock for others

	scratch sync.Pool // of *asking
}

// inBlock marks a query that waits at several terms or has a program. Its block
// holds the number of its words, the number of posts, for each post the term and
// the place among its posts, and then the programs.
const inBlock = ^uint32(0)

// NewIndex returns an empty index.
func NewIndex() *Index {
	x := &Index{words: newVocabulary(), programs: newArena[uint32](), racks: racks{of: map[int64]uint32{}}}
	x.always = x.words.use(everywhere, "", "")
	return x
}

// Len is the number of queries.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.racks.n
}

// Add puts a query under an id, in place of the one that had it.
func (x *Index) Add(id int64, q *Query) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	slot := x.racks.take(id)
	if more := int(slot) + 1 - len(x.home); more > 0 {
		x.home, x.pos = append(x.home, make([]uint32, rackSize)...), append(x.pos, make([]uint32, rackSize)...)
	}
	posts, code := x.compile(slot, q.root)
	if len(posts) == 1 && len(code) == 0 {
		x.home[slot] = posts[0].term
		x.pos[slot] = x.words.wait(posts[0].term, posts[0].post)
		return
	}
	x.home[slot], x.pos[slot] = x.block(posts, code), inBlock
}

// posting is a post and the term at which it is to wait.
type posting struct {
	term uint32
	post post
}

// compile gives where a query waits, and its programs in a row; checks name
// programs by their place in that row.
func (x *Index) compile(slot uint32, root node) (posts []posting, code []uint32) {
	for _, branch := range branches(root) {
		c := compiler{vocabulary: &x.words}
		c.write(branch, 0)
		terms, _ := x.words.needs(c.out)
		if terms == nil {
			terms = []uint32{x.always}
		}
		undecided := false
		for _, t := range terms {
			rest, ok := checkOf(c.out, t, x.always)
			switch {
			case !ok:
				rest, undecided = programAt(uint32(len(code))), true
			case rest.byProgram():
				continue // it never matches
			default:
				x.hold(t, rest)
			}
			posts = append(posts, posting{t, post{slot, rest}})
		}
		if undecided {
			code = append(code, c.out...)
		} else {
			x.release(c.out)
		}
	}
	return posts, code
}

// hold counts what a post without a program refers to: where it waits and what it checks.
func (x *Index) hold(term uint32, c check) {
	x.words.terms[term].uses++
	x.words.terms[c.one&subject].uses++
	x.words.terms[c.other&subject].uses++
}

// release takes back what a program refers to.
func (x *Index) release(program []uint32) {
	for _, w := range program {
		switch w &^ operand {
		case isTerm:
			x.words.release(w & operand)
		case isPattern:
			x.words.releasePattern(w & operand)
		}
	}
}

// block stores a query's programs and posts it.
func (x *Index) block(posts []posting, code []uint32) uint32 {
	head := 2 + 2*len(posts)
	at := x.programs.keep(head + len(code))
	b := x.programs.at(at)
	b[0], b[1] = uint32(head+len(code)), uint32(len(posts))
	copy(b[head:], code)
	for i, p := range posts {
		if p.post.byProgram() {
			p.post.one += at + uint32(head)
		}
		b[2+2*i], b[3+2*i] = p.term, x.words.wait(p.term, p.post)
	}
	return at
}

// Keep removes the queries whose id is not to be kept.
func (x *Index) Keep(keep func(id int64) bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	gone := slices.DeleteFunc(x.racks.ids(x.racks.taken), keep)
	for _, id := range gone {
		x.remove(id)
	}
}

// Remove takes the query out; an unknown id is nothing to remove.
func (x *Index) Remove(id int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id int64) {
	if slot, ok := x.racks.slot(id); ok {
		x.leave(slot)
		x.racks.leave(slot)
	}
}

// leave takes a query's posts away and releases its terms.
func (x *Index) leave(slot uint32) {
	if x.pos[slot] != inBlock {
		x.unpost(x.home[slot], x.pos[slot])
		return
	}
	at := x.home[slot]
	b := x.programs.at(at)
	b = b[:b[0]]
	head := 2 + 2*b[1]
	for i := uint32(2); i < head; i += 2 {
		x.unpost(b[i], b[i+1])
	}
	x.release(b[head:])
	x.programs.drop(at, len(b))
}

// unpost takes one post away. Terms of a post without a program are released; those
// of a program are the program's.
func (x *Index) unpost(id, pos uint32) {
	gone, from := x.words.leave(id, pos)
	if from != pos {
		x.moved(x.words.at(id, pos).slot, id, from, pos)
	}
	if !gone.byProgram() {
		x.words.release(gone.one & subject)
		x.words.release(gone.other & subject)
		x.words.release(id)
	}
}

// moved tells a query that its post stands elsewhere now.
func (x *Index) moved(slot, id, from, to uint32) {
	if x.pos[slot] != inBlock {
		x.pos[slot] = to
		return
	}
	b := x.programs.at(x.home[slot])
	for i := uint32(2); i < 2+2*b[1]; i += 2 {
		if b[i] == id && b[i+1] == from {
			b[i+1] = to
			return
		}
	}
}

// Match returns the ids of the queries that match, ascending.
func (x *Index) Match(d Doc) []int64 {
	x.ready(d.lang)
	x.mu.RLock()
	defer x.mu.RUnlock()
	a := x.ask(&d)
	defer x.scratch.Put(a)
	return a.answer()
}

// ready makes a language's stems if they are not made yet.
func (x *Index) ready(lang string) {
	x.mu.RLock()
	ok := x.words.speaks(lang)
	x.mu.RUnlock()
	if ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.words.study(lang)
}
