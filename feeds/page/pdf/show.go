package pdf

import "math"

// show adds a string's letters as runs. Text that does not run along the page's
// lines, such as a stamp on the margin, is no part of the text.
func (p *painter) show(s string) {
	if len(p.runs) > maxRuns {
		panic(spent{errWork})
	}
	if p.face == nil {
		return
	}
	now := run{}
	for s != "" {
		p.take(&p.budget.glyphs, 1)
		var g glyph
		g, s = p.face.next(s)
		at := matrix{1, 0, 0, 1, 0, p.rise}.times(p.tm).times(p.ctm)
		w := g.width*p.size + p.char
		if g.space {
			w += p.word
		}
		p.tm = p.tm.moved(w*p.stretch, 0)
		end := p.tm.times(p.ctm)
		size := math.Abs(p.size) * math.Hypot(at[2], at[3])
		if math.Abs(at[1]) > math.Abs(at[0])/4 || p.artifact > 0 || !usable(at[4], at[5], size) {
			continue
		}
		now = p.extend(now, g.text, at, end, size)
	}
	if now.text != "" {
		p.runs = append(p.runs, now)
	}
}

func usable(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

// extend adds a glyph to a run; white space and steps wider than a letter end it.
func (p *painter) extend(now run, s string, at, end matrix, size float64) run {
	if s == "" {
		return now
	}
	if isBlank(s) {
		if now.text != "" {
			p.runs = append(p.runs, now)
		}
		return run{gapBefore: true}
	}
	if now.text == "" {
		now.x0, now.y, now.size = at[4], at[5], size
	}
	now.text += s
	now.x1 = max(end[4], now.x0)
	return now
}

func isBlank(s string) bool {
	for _, r := range s {
		if r > ' ' && r != 0xa0 && r != 0xfffd {
			return false
		}
	}
	return true
}
