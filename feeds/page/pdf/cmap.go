package pdf

import (
	"strings"
	"unicode/utf16"
)

// cmap maps codes to what they stand for.
type cmap struct {
	one    map[string]string // by the code's bytes
	ranges []codes
	spaces [5]bool // lengths of codes that the file says there are
}

type codes struct {
	lo, hi string
	to     string // for lo; its last unit grows with the code
	each   array  // or one string for each code
}

// maxRanges bounds the search for a code among ranges.
const maxRanges = 4000

// readCMap reads a ToUnicode map.
func (f *file) readCMap(s *stream) *cmap {
	m := &cmap{one: map[string]string{}}
	l := lexer{b: f.data(s), budget: f.budget}
	var args []any
	for l.skip() {
		v := l.value(0)
		op, isOp := v.(keyword)
		if !isOp {
			if len(args) < 3*1000 {
				args = append(args, v)
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for _, a := range args {
				if s, ok := a.(text); ok && len(s) < len(m.spaces) {
					m.spaces[len(s)] = true
				}
			}
		case "endbfchar":
			m.chars(args)
		case "endbfrange":
			m.addRanges(args)
		}
		args = args[:0]
	}
	return m
}

func (m *cmap) chars(args []any) {
	for i := 0; i+1 < len(args) && len(m.one) < 1<<16; i += 2 {
		from, ok1 := args[i].(text)
		to, ok2 := args[i+1].(text)
		if ok1 && ok2 {
			m.one[string(from)] = fromUTF16(string(to))
		}
	}
}

func (m *cmap) addRanges(args []any) {
	for i := 0; i+2 < len(args) && len(m.ranges) < maxRanges; i += 3 {
		lo, ok1 := args[i].(text)
		hi, ok2 := args[i+1].(text)
		if !ok1 || !ok2 || len(lo) != len(hi) {
			continue
		}
		r := codes{lo: string(lo), hi: string(hi)}
		switch to := args[i+2].(type) {
		case text:
			r.to = string(to)
		case array:
			r.each = to
		}
		if r.lo == r.hi && r.each == nil && len(m.one) < 1<<16 {
			m.one[r.lo] = fromUTF16(r.to)
			continue
		}
		m.ranges = append(m.ranges, r)
	}
}

// find gives what a code stands for; false if the map does not say.
func (m *cmap) find(code string) (string, bool) {
	if s, ok := m.one[code]; ok {
		return s, true
	}
	for _, r := range m.ranges {
		if len(code) != len(r.lo) || code < r.lo || code > r.hi {
			continue
		}
		n := number16(code) - number16(r.lo)
		if r.each != nil {
			if n < len(r.each) {
				s, _ := r.each[n].(text)
				return fromUTF16(string(s)), true
			}
			return "", false
		}
		return grown(r.to, n), true
	}
	return "", false
}

func number16(code string) int {
	n := 0
	for _, c := range []byte(code) {
		n = n<<8 | int(c)
	}
	return n
}

// grown adds n to the last character of a text in UTF-16.
func grown(to string, n int) string {
	r := []rune(fromUTF16(to))
	if len(r) == 0 {
		return ""
	}
	r[len(r)-1] += rune(n)
	return string(r)
}

// fromUTF16 decodes big-endian UTF-16; a single byte stands for itself.
func fromUTF16(s string) string {
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}
