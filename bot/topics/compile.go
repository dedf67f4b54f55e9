package topics

import (
	"math"
	"slices"
	"strings"
)

// compiler turns a query's tree into programs over the index's terms and counts a
// reference for each term that it writes down.
type compiler struct {
	*vocabulary
	out []uint32
}

// branches are the alternatives of which one must hold: the parts of an outermost
// OR, else the whole.
func branches(root node) []node {
	if alternatives, ok := root.(or); ok {
		var all []node
		for _, n := range alternatives {
			all = append(all, branches(n)...)
		}
		return all
	}
	return []node{root}
}

// write appends the program of a part.
func (c *compiler) write(n node, title sort) {
	switch n := n.(type) {
	case and:
		c.writeRow(isAll, n)
	case or:
		c.writeRow(isAny, n)
	case not:
		c.out = append(c.out, isNot)
		c.write(n.of, 0)
	case inHead:
		c.write(n.of, inTitleOnly)
	case regex:
		c.writeRegex(n, title != 0)
	case word:
		c.term(anyForm|title, n.folded, n.lower)
	case prefix:
		c.term(beginning|title, n.folded, n.folded)
	case phrase:
		k, joined := sideBySide, strings.Join(n, joint)
		if len(n) == 1 {
			k = exactWord
		}
		c.term(k|title, joined, joined)
	case numbered:
		c.writeNumbered(n, title)
	case hebrewWord:
		c.writeHebrew(n, title)
	case spelt:
		c.term(exactWord|title, asSpelt+n.as, asSpelt+n.as)
	case siteIs:
		c.term(atHost, n.host, n.host)
	case langIs:
		c.term(inLanguage, n.lang, n.lang)
	}
}

func (c *compiler) term(k sort, folded, lower string) {
	c.out = append(c.out, isTerm|c.use(k, folded, lower))
}

func (c *compiler) writeRow(op uint32, row []node) {
	at := len(c.out)
	c.out = append(c.out, op)
	for _, n := range row {
		c.write(n, 0)
	}
	c.out[at] |= uint32(len(c.out) - at - 1)
}

// needs gives terms of which an article that the program matches has at least one,
// the fewest articles having any of them, and how many that may be. None: no term
// can rule an article out.
func (v *vocabulary) needs(program []uint32) ([]uint32, float64) {
	switch w := program[0]; w &^ operand {
	case isTerm:
		id := w & operand
		return []uint32{id}, v.terms[id].rarity()
	case isAll:
		return v.needsRarest(parts(program))
	case isAny:
		return v.needsAny(parts(program))
	}
	return nil, math.Inf(1)
}

func (v *vocabulary) needsRarest(all [][]uint32) (best []uint32, least float64) {
	least = math.Inf(1)
	for _, part := range all {
		if ids, r := v.needs(part); ids != nil && (best == nil || r < least) {
			best, least = ids, r
		}
	}
	return best, least
}

func (v *vocabulary) needsAny(all [][]uint32) (ids []uint32, sum float64) {
	for _, part := range all {
		one, r := v.needs(part)
		if one == nil {
			return nil, math.Inf(1)
		}
		ids, sum = append(ids, one...), sum+r
	}
	return distinct(ids), sum
}

func distinct(ids []uint32) []uint32 {
	slices.Sort(ids)
	return slices.Compact(ids)
}
