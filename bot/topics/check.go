package topics

// A check is what a query asks for once an article has the term at which it waits: it
// names two more terms and says for each of the four cases whether the query matches.
// The upper bits of one say that for when the other is not there, those of the other for
// when it is. Where no case matches, one is the place of a program, which decides.
type check struct{ one, other uint32 }

const (
	caseShift = 30
	subject   = 1<<caseShift - 1
)

// The cases: a bit says that the query matches there.
const (
	inNone  uint32 = 0b0000
	ifOne   uint32 = 0b1010 // where one is there
	ifOther uint32 = 0b1100
	inAll   uint32 = 0b1111
)

// programAt is the check for what two terms do not decide.
func programAt(place uint32) check { return check{one: place} }

// byProgram reports whether a program decides.
func (c check) byProgram() bool { return (c.one|c.other)>>caseShift == inNone }

// passes is one if the article passes the check, else zero. So many are asked that the
// processor had better not guess what comes out.
func (a *asking) passes(c check) uint64 {
	there := a.bit(c.one&subject) | a.bit(c.other&subject)<<1
	return uint64(c.one>>caseShift|c.other>>caseShift<<2) >> there & 1
}

// checkOf is what a program still asks for once a term is there; not ok if that is more
// than two terms. Instead of terms that it does not need it names a spare one.
func checkOf(program []uint32, there, spare uint32) (c check, ok bool) {
	one, other := spare, spare
	for _, w := range program {
		switch term := w & operand; {
		case w&^operand == isPattern:
			return check{}, false
		case w&^operand != isTerm || term == there || term == one || term == other:
		case one == spare:
			one = term
		case other == spare:
			other = term
		default:
			return check{}, false
		}
	}
	cases := matching(program, func(term uint32) uint32 {
		switch term {
		case there:
			return inAll
		case one:
			return ifOne
		default:
			return ifOther
		}
	})
	return check{one | cases<<caseShift, other | cases>>2<<caseShift}, true
}

// matching gives the cases in which a program matches, if in tells in which a term is there.
func matching(program []uint32, in func(term uint32) uint32) uint32 {
	switch w := program[0]; w &^ operand {
	case isTerm:
		return in(w & operand)
	case isNot:
		return inAll &^ matching(program[1:], in)
	case isAll:
		cases := inAll
		for row := program[1:size(program)]; len(row) > 0; row = row[size(row):] {
			cases &= matching(row, in)
		}
		return cases
	default:
		cases := inNone
		for row := program[1:size(program)]; len(row) > 0; row = row[size(row):] {
			cases |= matching(row, in)
		}
		return cases
	}
}
