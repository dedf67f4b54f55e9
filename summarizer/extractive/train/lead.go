package train

import (
	"strings"
	"unicode"
)

// lead is the baseline that every figure is held against: the first n sentences by a
// plain splitter on stops and blank lines, nothing cleaned.
func lead(body string, n int) []string {
	var out []string
	rs := []rune(body)
	start := 0
	emit := func(end, next int) {
		if s := strings.TrimSpace(string(rs[start:end])); s != "" {
			out = append(out, s)
		}
		start = next
	}
	for at := 0; at <= len(rs) && len(out) < n; at++ {
		if end, ok := boundary(rs, at); ok {
			emit(at, end)
			at = max(at, end-1)
		}
	}
	if len(out) < n && start < len(rs) {
		emit(len(rs), len(rs))
	}
	return out
}

// boundary tells whether a boundary stands at at, and where the next sentence begins:
// behind a stop, any closing marks and white space, unless a capital's stop ends
// there; or a blank line.
func boundary(rs []rune, at int) (int, bool) {
	if at > 0 && strings.ContainsRune(".!?。！？।۔", rs[at-1]) {
		marks := at
		for marks < len(rs) && strings.ContainsRune("\"”')", rs[marks]) {
			marks++
		}
		for q := marks; q >= at; q-- {
			space := q
			for space < len(rs) && unicode.IsSpace(rs[space]) {
				space++
			}
			for p := space; p >= q; p-- {
				initial := p > 1 && rs[p-1] == '.' && rs[p-2] >= 'A' && rs[p-2] <= 'Z'
				if !initial && (p == len(rs) || unicode.IsSpace(rs[p]) || rs[p] > 0x7f) {
					return space, true
				}
			}
		}
	}
	if at+1 < len(rs) && rs[at] == '\n' && rs[at+1] == '\n' {
		return at + 2, true
	}
	return 0, false
}
