package topics

import (
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// pattern is a regular expression of queries, kept once however many have it.
type pattern struct {
	patternKey
	uses  uint32
	whole func() *regexp.Regexp // seldom needed, and large
	// What a query's program says of it: first the fragments that a match has.
	code []uint32
	// Fragments of which a match has one, how far before it the match begins, and
	// what to follow from there. None: the whole text must be read.
	anchors []uint32
	back    span
	core    *syntax.Prog
	leaps   []leap
	inTurn  [][]uint32 // fragments of which a match has one each, one after the other
}

// patternKey is what tells expressions apart.
type patternKey struct {
	source string
	title  bool // it sees the title alone
}

// writeRegex appends what a regular expression asks: fragments are terms, and where
// these do not decide, an isPattern follows.
func (c *compiler) writeRegex(n regex, title bool) {
	key := patternKey{n.source, title}
	if id, ok := c.sources[key]; ok {
		c.patterns[id].uses++
		for _, w := range c.patterns[id].code {
			if w&^operand == isTerm {
				c.terms[w&operand].uses++
			}
		}
		c.out = append(c.out, c.patterns[id].code...)
		return
	}
	f := analyse(n.source)
	if f.plain && !title { // a fragment may stand anywhere
		c.writeAny(f.groups[0].any)
		return
	}
	c.writePattern(n, key, f)
}

func (c *compiler) writePattern(n regex, key patternKey, f facts) {
	id, p := c.newPattern(), pattern{patternKey: key, uses: 1, whole: n.compiled}
	at := len(c.out)
	c.out = append(c.out, isAll)
	closest := -1
	for _, g := range f.groups {
		ids := c.writeAny(g.any)
		if len(f.groups) > 1 {
			p.inTurn = append(p.inTurn, ids)
		}
		if length := shortest(g.any); !g.back.open() && length > closest {
			closest, p.anchors, p.back = length, ids, g.back
		}
	}
	c.out = append(c.out, isPattern|id)
	c.out[at] |= uint32(len(c.out) - at - 1)
	p.code = slices.Clone(c.out[at:])
	if p.anchors != nil {
		p.whole = later(n.source)
	}
	if p.anchors != nil && !key.title { // a title is soon read
		p.core, _ = syntax.Compile(f.core)      // it fails for what does not parse
		p.core.Inst = slices.Clone(p.core.Inst) // without the room to grow
		p.leaps = leaps(p.core)
	}
	c.patterns[id] = p
	c.sources[key] = id
}

func (n regex) compiled() *regexp.Regexp { return n.re }

// later compiles an expression when it is first asked for.
func later(source string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(caseBlind + source) })
}

// writeAny asks for one of the fragments and gives their numbers.
func (c *compiler) writeAny(fragments []string) []uint32 {
	if len(fragments) > 1 {
		c.out = append(c.out, isAny|uint32(len(fragments)))
	}
	ids := make([]uint32, len(fragments))
	for i, f := range fragments {
		ids[i] = c.use(fragment, f, f)
		c.out = append(c.out, isTerm|ids[i])
	}
	return ids
}

func (v *vocabulary) newPattern() uint32 {
	if last := len(v.idle) - 1; last >= 0 {
		id := v.idle[last]
		v.idle = v.idle[:last]
		return id
	}
	v.patterns = append(v.patterns, pattern{})
	return uint32(len(v.patterns) - 1)
}

func (v *vocabulary) releasePattern(id uint32) {
	p := &v.patterns[id]
	if p.uses--; p.uses > 0 {
		return
	}
	delete(v.sources, p.patternKey)
	*p = pattern{}
	v.idle = append(v.idle, id)
}

// spot is a place at which a fragment stands, and the number of the one before.
type spot struct{ at, before int32 }

// findFragments sets the terms for fragments in the text and notes where they stand.
func (a *asking) findFragments() {
	o, text := &a.x.words.grams, a.d.plain
	if o.table.n == 0 || len(text) < gramSize {
		return
	}
	places := room(&a.places, len(text))
	a.lookAlong(o, text, places[:o.gate.along(text, places)])
	a.resolve(&o.table, false, func(of likely, _ *demand, l look) {
		if text[l.at:l.at+l.n] == string(a.x.words.text(of.id())) {
			a.note(of.id(), l.at)
		}
	})
}

// note sets a fragment's term and its place.
func (a *asking) note(id uint32, at int32) {
	before := int32(-1)
	if a.has(id) {
		before = a.spot[id]
	}
	a.set(id)
	a.spot[id] = int32(len(a.spots))
	a.spots = append(a.spots, spot{at, before})
}

// matches reports whether the text matches a regular expression: it follows it from
// wherever a match that has one of the fragments may begin.
func (a *asking) matches(id uint32) bool {
	p := &a.x.words.patterns[id]
	if !a.standInTurn(p.inTurn) {
		return false
	}
	if p.core == nil || !a.d.aligned {
		return p.whole().MatchString(a.d.seen(p.title))
	}
	steps := maxSteps + byteSteps*len(a.d.text)
	for _, f := range p.anchors {
		if !a.has(f) {
			continue
		}
		for i := a.spot[f]; i >= 0; i = a.spots[i].before {
			if a.matchesBefore(p, int(a.spots[i].at), &steps) {
				return true
			}
			if steps < 0 {
				return p.whole().MatchString(a.d.text)
			}
		}
	}
	return false
}

// standInTurn reports whether one fragment of each row stands behind one of the row before.
func (a *asking) standInTurn(rows [][]uint32) bool {
	behind := int32(-1)
	for _, row := range rows {
		first := int32(math.MaxInt32)
		for _, f := range row {
			if !a.has(f) {
				continue
			}
			for i := a.spot[f]; i >= 0; i = a.spots[i].before {
				if at := a.spots[i].at; at > behind {
					first = min(first, at)
				}
			}
		}
		if first == math.MaxInt32 {
			return false
		}
		behind = first
	}
	return true
}

// matchesBefore looks for a match that has a fragment at a place.
func (a *asking) matchesBefore(p *pattern, at int, steps *int) bool {
	text := a.d.text
	from := max(0, at-p.back.reach(a.d.longest))
	if p.back.line {
		from = strings.LastIndexByte(text[:at], '\n') + 1
	}
	for ; from <= at && *steps >= 0; from++ {
		if utf8.RuneStart(text[from]) && a.follow(p, from, steps) {
			return true
		}
	}
	return false
}
