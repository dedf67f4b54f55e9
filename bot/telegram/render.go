package telegram

import (
	"net/url"
	"strconv"
	"strings"

	"crier/bot"
)

// The server's limits of one message.
const (
	maxText    = 4096   // visible characters, counted in UTF-16 units to be safe in every app
	maxCaption = 1024   // the same, under a document
	maxRaw     = 32_000 // bytes before parsing; the server takes 32,768
	maxMarks   = 95     // marked places; the server ignores those past 100
	plainShown = 4      // points above the fold; the rest of a long form folds away
)

// block is one line of a message: an optional lead ("• "), words, and who says so.
// It becomes valid HTML whatever its texts hold: they are escaped here and nowhere
// else, and every tag that opens here closes here.
type block struct {
	gap          int // line breaks before it
	lead         string
	text, url    string // url: behind the words
	bold, italic bool
	source, link string // link: behind the source
	base         direction
	fold         bool // part of an expandable quote
	item         bool // of a numbered list
}

// cost is what a block takes of each limit.
type cost struct{ units, bytes, marks int }

func (c cost) plus(d cost) cost { return cost{c.units + d.units, c.bytes + d.bytes, c.marks + d.marks} }
func (c cost) within(limit int) bool {
	return c.units <= limit && c.bytes <= maxRaw && c.marks <= maxMarks
}

func (b block) cost() cost {
	var plain, marked strings.Builder
	b.write(&plain, false)
	b.write(&marked, true)
	return cost{units: units(plain.String()) + b.gap, bytes: marked.Len() + b.gap, marks: strings.Count(marked.String(), "</")}
}

// write adds the block as HTML, or as plain words.
func (b block) write(w *strings.Builder, tags bool) {
	put := func(words string, around ...string) {
		if !tags {
			w.WriteString(words)
			return
		}
		for _, t := range around {
			w.WriteString("<" + t + ">")
		}
		w.WriteString(escape(words))
		for i := len(around) - 1; i >= 0; i-- {
			name, _, _ := strings.Cut(around[i], " ")
			w.WriteString("</" + name + ">")
		}
	}
	if against(b.lead+b.text+b.source, b.base) {
		put(mark(b.base))
	}
	put(b.lead)
	put(b.text, b.tags()...)
	if b.source != "" {
		put(b.between())
		if against(b.source, b.base) {
			put(isolate)
			defer put(endIsolate)
		}
		put(b.source, anchor(b.link)...)
	}
}

// between stands before the source: a full stop parts it from a sentence, nothing
// from an item of a list.
func (b block) between() string {
	if b.item {
		return " · "
	}
	return " "
}

func (b block) tags() []string {
	var tags []string
	if b.bold {
		tags = append(tags, "b")
	}
	if b.italic {
		tags = append(tags, "i")
	}
	return append(tags, anchor(b.url)...)
}

func anchor(link string) []string {
	if link == "" {
		return nil
	}
	return []string{`a href="` + escape(link) + `"`}
}

// shortened is the block with its words cut so that it fits what is left; ok is
// false when too little would remain.
func (b block) shortened(limit int, used cost) (_ block, ok bool) {
	left := limit - used.plus(b.cost()).units + units(b.text)
	left = min(left, (maxRaw-used.plus(b.cost()).bytes+len(b.text))/6)
	if left < 60 {
		return b, false
	}
	b.text = cut(b.text, left)
	return b, used.plus(b.cost()).within(limit)
}

// layout turns a reply into blocks that fit the limit: the frame stands whole, the
// body is cut at its end.
func layout(r bot.Reply, limit int) []block {
	head, tail := headOf(r, limit), tailOf(r, limit)
	var used cost
	for _, b := range append(head, tail...) {
		used = used.plus(b.cost())
	}
	out := head
	for _, b := range bodyOf(r) {
		next := used.plus(b.cost())
		if !next.within(limit) {
			if b, ok := b.shortened(limit, used); ok {
				out = append(out, b)
			}
			break
		}
		used, out = next, append(out, b)
	}
	return append(out, tail...)
}

func headOf(r bot.Reply, limit int) []block {
	var out []block
	if s := cut(oneLine(r.Kicker), min(200, limit/8)); s != "" {
		base := directionOf(s, r.Lang)
		out = append(out, block{text: isolateRuns(s, base), base: base, gap: 1})
	}
	if s := cut(oneLine(r.Title), min(300, limit/4)); s != "" {
		out = append(out, block{text: s, bold: true, url: legal(r.URL), base: directionOf(s, r.Lang), gap: 1})
	}
	return out
}

func tailOf(r bot.Reply, limit int) []block {
	var out []block
	for _, s := range []string{r.Also, r.Footer} {
		if s = cut(oneLine(s), min(300, limit/5)); s != "" {
			base := directionOf(s, r.Lang)
			out = append(out, block{text: isolateRuns(s, base), italic: true, base: base, gap: 2})
		}
	}
	return out
}

func bodyOf(r bot.Reply) []block {
	var out []block
	for _, paragraph := range r.Text {
		gap := 2
		for line := range strings.SplitSeq(clean(paragraph), "\n") {
			if line = strings.TrimSpace(line); visible(line) {
				out = append(out, block{text: line, base: directionOf(line, r.Lang), gap: gap})
				gap = 1
			}
		}
	}
	for _, part := range r.Parts {
		out = append(out, partOf(part, r.Lang)...)
	}
	for i, p := range r.Points {
		b := pointOf(p, r)
		if !visible(b.text) {
			continue
		}
		if p.Number > 0 && i > 0 {
			b.gap = 1
		}
		b.fold = p.Number == 0 && i >= plainShown && len(r.Points) > plainShown+1
		out = append(out, b)
	}
	return out
}

func partOf(p bot.Part, lang string) []block {
	var out []block
	gap := 2
	for i, line := range append([]string{p.Head}, p.Lines...) {
		if line = oneLine(line); visible(line) {
			out = append(out, block{text: line, bold: i == 0, base: directionOf(line, lang), gap: gap})
			gap = 1
		}
	}
	return out
}

// pointOf never puts a link behind a point's own words.
func pointOf(p bot.Point, r bot.Reply) block {
	lang := p.Lang
	if lang == "" {
		lang = r.Lang
	}
	b := block{text: oneLine(p.Text), bold: p.Strong, source: cut(oneLine(p.Source), 80), link: legal(p.Link), gap: 2}
	b.base = directionOf(b.text, lang)
	if b.source == "" && b.link != "" {
		b.source = siteOf(r, b.link)
	}
	switch {
	case p.Number > 0:
		b.lead, b.item = strconv.Itoa(p.Number)+". ", true
	case !p.Strong:
		b.lead = "• "
	}
	return b
}

func siteOf(r bot.Reply, link string) string {
	if s := oneLine(r.Site); s != "" {
		return cut(s, 80)
	}
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// escape makes words safe between tags and inside a quoted attribute, with the only
// names that the server knows.
func escape(s string) string {
	if !strings.ContainsAny(s, `&<>"`) {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// text is a finished message in both forms: the plain one is what remains if the
// server should ever fail to parse the other.
type text struct{ html, plain string }

const (
	openFold  = "<blockquote expandable>"
	closeFold = "</blockquote>"
)

func write(blocks []block) text {
	var marked, plain strings.Builder
	folded := false
	for i, b := range blocks {
		if folded && !b.fold {
			marked.WriteString(closeFold)
		}
		if i > 0 {
			marked.WriteString(strings.Repeat("\n", b.gap))
			plain.WriteString(strings.Repeat("\n", b.gap))
		}
		if b.fold && !folded {
			marked.WriteString(openFold)
		}
		folded = b.fold
		b.write(&marked, true)
		b.write(&plain, false)
	}
	if folded {
		marked.WriteString(closeFold)
	}
	if !visible(plain.String()) {
		return text{"…", "…"}
	}
	return text{marked.String(), plain.String()}
}

// render is a reply as one message's text of at most limit characters.
func render(r bot.Reply, limit int) text { return write(layout(r, limit)) }
