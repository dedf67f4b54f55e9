package pdf

import (
	"bytes"
	"strconv"
)

// The values of a PDF file: nil, bool, int, float64, text, name, ref, array, dict,
// *stream, and keyword for operators.
type (
	text    string // a string of bytes
	name    string
	keyword string
	array   []any
	dict    map[name]any
	ref     struct{ num, gen int }
)

// stream is a dictionary with data, still behind its filters.
type stream struct {
	dict
	raw []byte
	at  ref // the object that holds it, for decryption; zero inside others
}

// lexer reads values from bytes.
type lexer struct {
	b   []byte
	pos int
	*budget
	keep bool // values are kept: they count
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// skip passes white space and comments; false at the end.
func (l *lexer) skip() bool {
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.b) && l.b[l.pos] != '\n' && l.b[l.pos] != '\r' {
				l.pos++
			}
		default:
			return true
		}
	}
	return false
}

// end is the value of closing brackets and of the end of the bytes.
type end byte

// value reads the next value; [end] values close what is open.
func (l *lexer) value(depth int) any {
	if !l.skip() || depth > maxDepth {
		return end(0)
	}
	if l.keep {
		l.take(&l.values, 1)
	}
	switch c := l.b[l.pos]; c {
	case '/':
		l.pos++
		return l.name()
	case '(':
		l.pos++
		return l.literal()
	case '[':
		l.pos++
		return l.array(depth)
	case ']', '}':
		l.pos++
		return end(c)
	case '<':
		if l.follows("<<") {
			return l.dict(depth)
		}
		l.pos++
		return l.hex()
	case '>':
		if !l.follows(">>") {
			l.pos++
		}
		return end('>')
	case '{', ')':
		l.pos++
		return keyword(c)
	}
	return l.word()
}

// follows passes the given bytes if they are next.
func (l *lexer) follows(s string) bool {
	if bytes.HasPrefix(l.b[l.pos:], []byte(s)) {
		l.pos += len(s)
		return true
	}
	return false
}

func (l *lexer) regular() []byte {
	from := l.pos
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelimiter(l.b[l.pos]) {
		l.pos++
	}
	return l.b[from:l.pos]
}

func (l *lexer) name() name {
	raw := l.regular()
	if !bytes.Contains(raw, []byte("#")) {
		return name(raw)
	}
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if n, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return name(out)
}

// word reads a number, a keyword or, in a file, a reference.
func (l *lexer) word() any {
	raw := l.regular()
	if len(raw) == 0 {
		l.pos++
		return nil
	}
	if n, ok := integer(raw); ok {
		if l.keep && n >= 0 {
			if r, ok := l.reference(n); ok {
				return r
			}
		}
		return n
	}
	if c := raw[0]; c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9' {
		if f, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return f
		}
		return 0
	}
	switch string(raw) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return keyword(raw)
}

// reference reads the rest of "12 0 R".
func (l *lexer) reference(num int) (ref, bool) {
	from := l.pos
	if l.skip() {
		if gen, ok := integer(l.regular()); ok && gen >= 0 && l.skip() && l.b[l.pos] == 'R' && (l.pos+1 == len(l.b) || isSpace(l.b[l.pos+1]) || isDelimiter(l.b[l.pos+1])) {
			l.pos++
			return ref{num, gen}, true
		}
	}
	l.pos = from
	return ref{}, false
}

func integer(raw []byte) (int, bool) {
	sign, digits := 1, raw
	if len(raw) > 0 && (raw[0] == '-' || raw[0] == '+') {
		digits = raw[1:]
		if raw[0] == '-' {
			sign = -1
		}
	}
	if len(digits) == 0 || len(digits) > 15 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return sign * n, true
}

func (l *lexer) array(depth int) any {
	out := array{}
	for len(out) < maxArray {
		v := l.value(depth + 1)
		if _, over := v.(end); over {
			break
		}
		if _, stray := v.(keyword); stray {
			continue
		}
		out = append(out, v)
	}
	return out
}

func (l *lexer) dict(depth int) any {
	out := dict{}
	for len(out) < maxArray {
		key := l.value(depth + 1)
		if _, over := key.(end); over {
			break
		}
		k, ok := key.(name)
		if !ok {
			continue
		}
		v := l.value(depth + 1)
		if _, over := v.(end); over {
			break
		}
		out[k] = v
	}
	return out
}
