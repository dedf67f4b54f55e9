package topics

// A query that three terms do not decide has a program: its tree in prefix
// order, an operation and its operand in 32 bits.
const (
	isTerm    uint32 = iota << codeShift // the article has the term
	isPattern                            // the regular expression is found
	isNot                                // not what follows
	isAll                                // all of the next operand words
	isAny                                // one of them

	codeShift = 28
	operand   = 1<<codeShift - 1
)

// size is how many words the part at the beginning takes.
func size(program []uint32) int {
	switch w := program[0]; w &^ operand {
	case isNot:
		return 1 + size(program[1:])
	case isAll, isAny:
		return 1 + int(w&operand)
	}
	return 1
}

// parts splits what stands under an isAll or isAny.
func parts(program []uint32) [][]uint32 {
	var out [][]uint32
	for rest := program[1:size(program)]; len(rest) > 0; {
		n := size(rest)
		out = append(out, rest[:n])
		rest = rest[n:]
	}
	return out
}

// run reports whether the article fulfils the part at the beginning.
func (a *asking) run(program []uint32) bool {
	switch w := program[0]; w &^ operand {
	case isTerm:
		return a.has(w & operand)
	case isPattern:
		return a.matches(w & operand)
	case isNot:
		return !a.run(program[1:])
	case isAll:
		return !a.any(program[1:1+w&operand], false)
	default:
		return a.any(program[1:1+w&operand], true)
	}
}

// any reports whether one of the parts that stand in a row is as wanted.
func (a *asking) any(row []uint32, want bool) bool {
	for len(row) > 0 {
		if w := row[0]; w&^operand == isTerm { // nearly always
			if a.has(w&operand) == want {
				return true
			}
			row = row[1:]
			continue
		}
		if a.run(row) == want {
			return true
		}
		row = row[size(row):]
	}
	return false
}

// arena keeps small runs of words or letters in pages, to be used again by runs of the
// same length.
type arena[T uint32 | byte] struct {
	pages [][]T
	next  uint32 // first unused one
	free  map[int][]uint32
}

const (
	pageBits = 14
	pageSize = 1 << pageBits
)

// newArena returns an empty one. There is nothing at place zero.
func newArena[T uint32 | byte]() arena[T] {
	return arena[T]{next: 1, pages: [][]T{make([]T, pageSize)}, free: map[int][]uint32{}}
}

// keep finds room for n of them. More than a page has get a page of their own.
func (m *arena[T]) keep(n int) uint32 {
	if f := m.free[n]; len(f) > 0 {
		m.free[n] = f[:len(f)-1]
		return f[len(f)-1]
	}
	if in := m.next & (pageSize - 1); in == 0 || int(in)+n > pageSize {
		m.next = uint32(len(m.pages)) << pageBits
		m.pages = append(m.pages, make([]T, max(n, pageSize)))
	}
	at := m.next
	m.next += uint32(min(n, pageSize))
	return at
}

// at gives what is there from a place to the end of its page.
func (m *arena[T]) at(place uint32) []T {
	return m.pages[place>>pageBits][place&(pageSize-1):]
}

func (m *arena[T]) drop(place uint32, n int) {
	m.free[n] = append(m.free[n], place)
}
