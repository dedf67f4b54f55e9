package feeds

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// Link gives the address of the exact place of Text[start:end] in the article's
// page. See [Places.Link]; whoever needs several links makes the Places once.
func (a Article) Link(start, end int) string { return a.Places().Link(start, end) }

// Places makes links to exact places of one article's page.
type Places struct {
	address string
	text    string
	page    tokens
	sheets  []int
}

// Places reads the page once for any number of links. It is linear in the page.
func (a Article) Places() Places {
	return Places{address: a.address(), text: a.Text, page: tokenize(a.Page), sheets: a.Sheets}
}

// Sizes of the parts of a text directive.
const (
	wholeUpTo  = 60  // bytes: a quote of so many is given whole
	fewWords   = 3   // the least that a part has, where the quote has so many
	manyWords  = 14  // the most that a part grows to before it gets a context
	maxContext = 8   // words of context at most
	longestRun = 600 // bytes: a part never grows beyond; text without spaces may need them
)

// Link gives an address that opens the page, scrolls to Text[start:end] and marks
// it: a text directive as in WICG's "URL Fragment Text Directives". Short quotes
// stand whole in it, longer ones by their first and last words; it grows, and takes
// words of context, until the place is the only one of the page that fits. Parts
// begin and end at words and stay inside one line of the page.
//
// In a file that has pages the link leads to the page on which the quote begins, as
// RFC 8118 has it for PDF.
//
// The plain address is given where the quote cannot be found in the page, or where
// the range is none of Text.
func (p Places) Link(start, end int) string {
	if p.address == "" || start < 0 || end > len(p.text) || start >= end {
		return p.address
	}
	if sheet := sort.SearchInts(p.sheets, start+1); sheet > 0 {
		base, _, _ := strings.Cut(p.address, "#")
		return base + "#page=" + strconv.Itoa(sheet)
	}
	at, ok := p.find(start, end)
	if !ok {
		return p.address
	}
	directive, ok := p.page.directive(at)
	if !ok {
		return p.address
	}
	base, fragment, _ := strings.Cut(p.address, "#")
	fragment, _, _ = strings.Cut(fragment, ":~:")
	return base + "#" + fragment + ":~:text=" + directive
}

// address is where the text was read; the canonical one where it differs only by
// parameters, for those count visitors.
func (a Article) address() string {
	bare, _, _ := strings.Cut(a.URL, "#")
	bare, _, _ = strings.Cut(bare, "?")
	if a.URL == "" || bare == a.Canonical {
		return a.Canonical
	}
	return a.URL
}

// run is a half-open range of tokens.
type run struct{ from, to int }

// find locates the quote in the page: the occurrence whose surroundings agree best
// with those in the text.
func (p Places) find(start, end int) (run, bool) {
	quote := tokenize(p.text[start:end]).all
	if len(quote) == 0 {
		return run{}, false
	}
	found := p.page.occurrences(quote, 64)
	if len(found) == 0 {
		found = p.page.around(quote)
	}
	if len(found) < 2 {
		return first(found)
	}
	const near = 400 // bytes of surroundings are enough to tell places apart
	before := tokenize(p.text[max(0, start-near):start]).all
	after := tokenize(p.text[end:min(len(p.text), end+near)]).all
	best, most := found[0], -1
	for _, at := range found {
		if n := p.page.agreement(at, before, after); n > most {
			best, most = at, n
		}
	}
	return best, true
}

func first(found []run) (run, bool) {
	if len(found) == 0 {
		return run{}, false
	}
	return found[0], true
}

// directive writes the text directive for a place, without "text=".
func (t tokens) directive(at run) (string, bool) {
	if t.oneLine(at) && t.bytes(at) <= wholeUpTo || len(t.cuts(at)) == 0 {
		if s, ok := t.whole(at); ok {
			return s, true
		}
	}
	if s, ok := t.startEnd(at); ok {
		return s, true
	}
	return t.whole(at)
}

// whole gives the quote itself, with as much context as it needs.
func (t tokens) whole(at run) (string, bool) {
	if !t.oneLine(at) || t.bytes(at) > longestRun {
		return "", false
	}
	if t.count(at) == 1 {
		return t.encode(at), true
	}
	for n := 1; n <= maxContext; n++ {
		if prefix, ok := t.before(at, n); ok && t.count(run{prefix.from, at.to}) == 1 {
			return t.encode(prefix) + "-," + t.encode(at), true
		}
		if suffix, ok := t.after(at, n); ok && t.count(run{at.from, suffix.to}) == 1 {
			return t.encode(at) + ",-" + t.encode(suffix), true
		}
	}
	return t.encode(at), t.isFirst(at)
}

// startEnd gives the first and last words of the quote, as few as tell the place.
func (t tokens) startEnd(at run) (string, bool) {
	prefix, start, ok := t.start(at)
	if !ok {
		return "", false
	}
	rest := run{start.to, at.to}
	for _, cut := range backwards(t.cuts(rest)) {
		end := run{cut, at.to}
		if !t.oneLine(end) || t.bytes(end) > longestRun {
			break
		}
		if t.enough(end, cut-1) && t.firstAfter(start.to, end) {
			return prefix + t.encode(start) + "," + t.encode(end), true
		}
	}
	return "", false
}

// start gives the quote's first words: alone if the page has them once, else with
// words of context before them, encoded.
func (t tokens) start(at run) (prefix string, start run, ok bool) {
	var shortest run
	for _, cut := range t.cuts(at) {
		start = run{at.from, cut}
		if n := t.wordsIn(start); !t.oneLine(start) || t.bytes(start) > longestRun || n > manyWords && shortest.to > 0 {
			break
		} else if !t.enough(start, cut) {
			continue
		}
		if shortest.to == 0 {
			shortest = start
		}
		if t.count(start) == 1 {
			return "", start, true
		}
	}
	if shortest.to == 0 {
		return "", start, false
	}
	for n := 1; n <= maxContext; n++ {
		if before, ok := t.before(at, n); ok && t.count(run{before.from, shortest.to}) == 1 {
			return t.encode(before) + "-,", shortest, true
		}
	}
	return "", shortest, t.isFirst(shortest)
}

// enough says whether a part has words enough, or all that its line offers; next is
// the token beyond it.
func (t tokens) enough(part run, next int) bool {
	return t.wordsIn(part) >= fewWords || t.wordsIn(part) > 0 && t.all[next].line != t.all[part.from].line
}

func backwards(cuts []int) []int {
	out := make([]int, 0, len(cuts))
	for i := len(cuts) - 1; i >= 0; i-- {
		out = append(out, cuts[i])
	}
	return out
}

// encode writes a run as a part of a directive: percent-encoded UTF-8 but for
// letters, digits and "._~", so that "-", "," and "&" never mean syntax.
func (t tokens) encode(r run) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	space := false
	for _, c := range t.text[t.all[r.from].start:t.all[r.to-1].end] {
		if unicode.IsSpace(c) {
			space = true
			continue
		}
		if space {
			b.WriteString("%20")
			space = false
		}
		switch {
		case c == '\u00ad' || c == '\u200b':
		case c < 0x80 && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '~'):
			b.WriteByte(byte(c))
		default:
			for _, x := range []byte(string(c)) {
				b.WriteByte('%')
				b.WriteByte(hex[x>>4])
				b.WriteByte(hex[x&15])
			}
		}
	}
	return b.String()
}
