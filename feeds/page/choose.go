package page

import "strings"

// choose makes one reading of two. Where the second engine found far more prose,
// its blocks are taken as they are: the first has read a teaser or a consent text.
// Else the first engine's blocks are corrected by the second's, for what only one
// of them kept at the edges is furniture far more often than article.
func choose(first, second reading) reading {
	a, b := weighProse(first.blocks), weighProse(second.blocks)
	best := first
	switch {
	case a.words == 0:
		best.blocks = second.blocks
	case b.words == 0:
	case len(first.blocks) == 1 && len(second.blocks) > 1 && 2*b.prose > a.prose: // the first's last resort is all text in one
		best.blocks = second.blocks
	case b.prose > 2*a.prose+20 && b.linked < .2 && !severalArticles(a, b):
		best.blocks = second.blocks
	default:
		best.blocks = newMerger(first.blocks, second.blocks).merge()
	}
	best.blocks = withoutMenus(best.blocks)
	if best.title == "" {
		best.title = second.title
	}
	if best.author == "" {
		best.author = second.author
	}
	return best
}

// withoutMenus drops short blocks of nothing but links at both ends.
func withoutMenus(blocks []block) []block {
	isMenu := func(b block) bool { return 10*b.linked > 9*len(b.text)-10 && words(b.text) < longBlock }
	for len(blocks) > 1 && isMenu(blocks[0]) {
		blocks = blocks[1:]
	}
	for len(blocks) > 1 && isMenu(blocks[len(blocks)-1]) {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// severalArticles says that the second engine went on into the next articles, as
// pages that scroll without end hold them.
func severalArticles(a, b amount) bool { return a.prose > 400 && b.words > 4*a.words }

// amount is how much of what kind blocks hold.
type amount struct {
	words, prose int     // prose: in blocks long enough to be more than a label
	linked       float64 // share of bytes inside links
}

// longBlock is how many words make a block prose: furniture is shorter.
const longBlock = 20

func weighProse(blocks []block) amount {
	var a amount
	linked, bytes := 0, 0
	for _, b := range blocks {
		n := words(b.text)
		a.words += n
		if n >= longBlock {
			a.prose += n
		}
		linked += b.linked
		bytes += len(b.text)
	}
	if bytes > 0 {
		a.linked = float64(linked) / float64(bytes)
	}
	return a
}

// merger joins two readings that agree in their main part.
type merger struct {
	first, second []block
	inFirst       string // all text of the first, without white space
	inSecond      string
	partner       []int // of each block in first: its twin in second, or -1
}

func newMerger(first, second []block) *merger {
	m := &merger{first: first, second: second, inFirst: joined(first), inSecond: joined(second), partner: make([]int, len(first))}
	where := map[string]int{}
	for j, b := range second {
		k := spaceless(b.text)
		if _, twice := where[k]; twice {
			where[k] = -1
		} else {
			where[k] = j
		}
	}
	at := -1
	for i, b := range first {
		m.partner[i] = -1
		if j, ok := where[spaceless(b.text)]; ok && j > at {
			m.partner[i], at = j, j
		}
	}
	return m
}

// merge gives the first's blocks, but for those at the edges that the second does
// not know, with the headings and list items between them that only the second
// kept.
func (m *merger) merge() []block {
	lo, hi := m.common()
	if lo < 0 {
		return m.first
	}
	tail := m.short(hi)
	var out []block
	at := m.partner[lo]
	for i, b := range m.first {
		if j := m.partner[i]; j >= 0 {
			for _, missed := range m.second[at:j] {
				if m.belongs(missed) {
					out = append(out, missed)
				}
			}
			at = j + 1
			b.linked = m.second[j].linked // the first engine drops links
			out = append(out, b)
			continue
		}
		inside := i > lo && i < hi
		if inside || strings.Contains(m.inSecond, spaceless(b.text)) || !tail(i) && b.tag == "p" && words(b.text) >= longBlock {
			out = append(out, b)
		}
	}
	return out
}

// common gives the first and the last block that both know; -1 without any.
func (m *merger) common() (lo, hi int) {
	lo, hi = -1, -1
	for i, j := range m.partner {
		if j >= 0 && lo < 0 {
			lo = i
		}
		if j >= 0 {
			hi = i
		}
	}
	return lo, hi
}

// short tells which blocks stand in a tail that is a small part of the whole: then
// the second engine has stopped where the article ends; a long tail means that it
// has stopped too early.
func (m *merger) short(hi int) func(i int) bool {
	tail := 0
	for _, b := range m.first[hi+1:] {
		if !strings.Contains(m.inSecond, spaceless(b.text)) {
			tail += words(b.text)
		}
	}
	small := tail*10 < 3*weighProse(m.first).words
	return func(i int) bool { return small && i > hi }
}

// belongs says whether a block that only the second engine kept, between two that
// both did, is the article's: headings and items are, captions and teasers are not.
func (m *merger) belongs(b block) bool {
	switch b.tag {
	case "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd":
		return b.linked*10 < 3*len(b.text) && !strings.Contains(m.inFirst, spaceless(b.text))
	}
	return false
}

func joined(blocks []block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(spaceless(block.text))
	}
	return b.String()
}

// spaceless drops all white space, so that texts compare whatever an engine did to
// it.
func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }
