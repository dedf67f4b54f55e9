package topics

import "testing"

// Whatever else an article has, a query's check decides as its program does.
func TestACheckDecidesAsItsProgram(t *testing.T) {
	const always, there, most = 0, 1, 5
	s := newSampler(12, 10)
	var some func(depth int) []uint32
	some = func(depth int) []uint32 {
		kind := s.IntN(6)
		if depth == 0 || kind < 2 {
			return []uint32{isTerm | uint32(there+s.IntN(most-there))}
		}
		if kind == 2 {
			return append([]uint32{isNot}, some(depth-1)...)
		}
		row := append(some(depth-1), some(depth-1)...)
		op := isAll
		if kind > 3 {
			op = isAny
		}
		return append([]uint32{op | uint32(len(row))}, row...)
	}
	decided := 0
	for range 2000 {
		program := some(3)
		c, ok := checkOf(program, there, always)
		if !ok {
			continue
		}
		decided++
		for has := range uint64(1 << most) {
			if has |= 1<<always | 1<<there; c.byProgram() {
				c = check{} // never
			}
			a := asking{bits: []uint64{has}}
			if got, want := a.passes(c) == 1, a.run(program); got != want {
				t.Fatalf("%x with terms %b: the check says %v, the program %v", program, has, got, want)
			}
		}
	}
	if decided < 1000 {
		t.Errorf("only %d programs were decided by a check", decided)
	}
}
