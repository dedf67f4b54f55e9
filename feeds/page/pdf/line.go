package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// line is a line of one column.
type line struct {
	text      string
	x0, x1, y float64
	size      float64
	page      int
	right     float64 // where its column ends
	furniture bool
}

// widths of gaps, in sizes of the letters around them.
const (
	wordGap   = .16 // more is a space
	columnGap = .9  // more is another column or cell
	lateGap   = .6  // the same for a run that does not follow in the file
)

// lines joins the runs of a page to lines, in the order in which they were shown:
// nearly always that of reading, at least inside a line.
func lines(runs []run, page int) []line {
	var out []line
	byRow := map[int][]int{} // lines by the row of their base line, for runs that come late
	for _, r := range runs {
		if r.size <= 0 {
			continue
		}
		if i := fitting(out, byRow, r); i >= 0 {
			out[i] = joined(out[i], r)
			continue
		}
		row := int(math.Round(r.y))
		byRow[row] = append(byRow[row], len(out))
		out = append(out, line{text: logical(r.text), x0: r.x0, x1: r.x1, y: r.y, size: r.size, page: page})
	}
	return out
}

// fitting gives the line that a run continues: the last one, or one on the same
// base line that ends just before it; -1 if none does.
func fitting(all []line, byRow map[int][]int, r run) int {
	if n := len(all); n > 0 && continues(all[n-1], r, .5, columnGap) {
		return n - 1
	}
	row := int(math.Round(r.y))
	for _, near := range []int{row, row - 1, row + 1} {
		list := byRow[near]
		for _, i := range list[max(0, len(list)-8):] {
			if continues(all[i], r, .12, lateGap) {
				return i
			}
		}
	}
	return -1
}

// continues says whether a run goes on where a line ends; rise is how far off the
// base line it may stand, widest the gap in sizes.
func continues(l line, r run, rise, widest float64) bool {
	size := max(l.size, r.size)
	gap := r.x0 - l.x1
	return math.Abs(r.y-l.y) <= rise*size && gap > -.4*size && gap < widest*size
}

func joined(l line, r run) line {
	gap := r.x0 - l.x1
	space := gap > wordGap*min(l.size, r.size) || r.gapBefore && gap > .05*l.size
	raised := r.size < .8*l.size && r.y > l.y+.15*l.size && !strings.ContainsFunc(r.text, unicode.IsLetter)
	l.x1 = max(l.x1, r.x1)
	if raised && strings.ContainsFunc(l.text, unicode.IsLetter) {
		return l // the number of a footnote
	}
	text := logical(r.text)
	switch {
	case isRightToLeft(l.text + text):
		l.text = text + spaceIf(space) + l.text
	default:
		l.text += spaceIf(space) + text
	}
	if r.size > l.size && len(r.text) > 2 {
		l.size, l.y = r.size, r.y
	}
	return l
}

func spaceIf(yes bool) string {
	if yes {
		return " "
	}
	return ""
}

// logical turns letters that run from right to left, which files show from left to
// right, into the order of reading.
func logical(s string) string {
	if !isRightToLeft(s) {
		return s
	}
	r := []rune(s)
	slices.Reverse(r)
	for i := 0; i < len(r); { // numbers run from left to right
		k := i
		for k < len(r) && unicode.IsDigit(r[k]) {
			k++
		}
		slices.Reverse(r[i:k])
		i = max(k, i+1)
	}
	return string(r)
}

func isRightToLeft(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew) && unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// ordered gives a page's lines as people read them: columns one after the other,
// and what spans them where it stands.
func ordered(all []line, depth int) []line {
	slices.SortStableFunc(all, func(a, b line) int {
		if math.Abs(a.y-b.y) > .3*min(a.size, b.size) {
			return cmp.Compare(b.y, a.y)
		}
		return cmp.Compare(a.x0, b.x0)
	})
	x, ok := gutter(all)
	if !ok || depth > 3 {
		return all
	}
	var out, left, right []line
	flush := func() {
		out = append(out, ordered(left, depth+1)...)
		out = append(out, ordered(right, depth+1)...)
		left, right = nil, nil
	}
	rtl := 0
	for _, l := range all {
		if isRightToLeft(l.text) {
			rtl++
		}
	}
	for _, l := range all {
		switch onLeft := l.x1 <= x; {
		case l.x0 < x && !onLeft:
			flush()
			out = append(out, l)
		case onLeft != (rtl*2 > len(all)):
			left = append(left, l)
		default:
			right = append(right, l)
		}
	}
	flush()
	return out
}

// gutter finds the empty strip between two columns.
func gutter(all []line) (x float64, ok bool) {
	if len(all) < 10 {
		return 0, false
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, l := range all {
		lo, hi = min(lo, l.x0), max(hi, l.x1)
	}
	const bins = 200
	step := (hi - lo) / bins
	if step <= 0 {
		return 0, false
	}
	var covered [bins + 1]int
	for _, l := range all {
		for b := int((l.x0 - lo) / step); b <= int((l.x1-lo)/step) && b <= bins; b++ {
			covered[b]++
		}
	}
	best, least := -1, len(all)
	for from := bins / 6; from < bins*5/6; {
		to := from
		for to < bins*5/6 && covered[to+1] == covered[from] {
			to++
		}
		if covered[from] < least {
			best, least = (from+to)/2, covered[from]
		}
		from = to + 1
	}
	x = lo + (float64(best)+.5)*step
	return x, best > 0 && splits(all, x, least)
}

// splits says whether a strip parts a page into columns of lines: on both sides
// many, as long as lines of prose are, beside each other.
func splits(all []line, x float64, crossing int) bool {
	if crossing*3 > len(all) {
		return false
	}
	var n, letters [2]int
	var top, bottom [2]float64
	top = [2]float64{math.Inf(-1), math.Inf(-1)}
	bottom = [2]float64{math.Inf(1), math.Inf(1)}
	for _, l := range all {
		side := 0
		if l.x0 >= x {
			side = 1
		} else if l.x1 > x {
			continue
		}
		n[side]++
		letters[side] += len(l.text)
		top[side], bottom[side] = max(top[side], l.y), min(bottom[side], l.y)
	}
	beside := min(top[0], top[1]) - max(bottom[0], bottom[1])
	for side := range n {
		if n[side] < 2 || letters[side] < 10*n[side] {
			return false
		}
	}
	many := min(n[0], n[1]) >= 4 // else it is the text's end: hardly anything crosses the strip
	return beside > 0 && max(n[0], n[1]) >= 4 && (many || crossing*6 <= len(all))
}
