package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/feeds"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 20 << 20

// Document is what a file says.
type Document struct {
	Title      string
	Author     string
	Paragraphs []string
	Pages      int   // that the file has; at most 300 are read
	Starts     []int // of each page up to the last with text: its first byte in the paragraphs, joined by blank lines

	length int
}

// Read reads the text of a PDF file. Errors are *feeds.Problem values: PDFLocked
// for a file that needs a password, PDF for one without letters or too damaged,
// TooLarge for one over [MaxBytes] or with more in it than a long book has,
// Cancelled and Timeout when ctx ends.
func Read(ctx context.Context, body []byte) (Document, error) {
	doc, err := read(ctx, body)
	if err == nil {
		return doc, nil
	}
	kind := feeds.PDF
	switch {
	case errors.Is(err, errLocked):
		kind = feeds.PDFLocked
	case errors.Is(err, errWork):
		kind = feeds.TooLarge
	case errors.Is(err, context.DeadlineExceeded):
		kind = feeds.Timeout
	case ctx.Err() != nil:
		kind = feeds.Cancelled
	}
	return Document{}, &feeds.Problem{Kind: kind, Err: err}
}

// reader reads one file.
type reader struct {
	*file
	fonts  map[ref]*font
	glyphs glyphs
}

func read(ctx context.Context, body []byte) (doc Document, err error) {
	if len(body) > MaxBytes {
		return doc, fmt.Errorf("%w: %d bytes", errWork, len(body))
	}
	if !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
		return doc, errNotPDF
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case spent:
			err = p.error
		default:
			err = fmt.Errorf("reading a PDF file: %v", p)
		}
	}()
	f, err := openFile(newBudget(ctx), body)
	if err != nil {
		return doc, err
	}
	r := &reader{file: f, fonts: map[ref]*font{}, glyphs: newGlyphs()}
	return r.document()
}

func (r *reader) document() (Document, error) {
	all := r.pages()
	doc := Document{Pages: len(all)}
	pages, err := r.lines(all)
	if err != nil {
		return doc, err
	}
	withoutFurniture(pages)
	body := bodySize(pages)
	for i, page := range pages {
		page = slices.DeleteFunc(page, func(l line) bool { return l.furniture })
		pages[i] = ordered(page, 0)
		withoutNotes(pages[i], body)
	}
	found := paragraphs(pages)
	doc.Title, found = r.title(found, body)
	doc.Author = r.author()
	for i, p := range found {
		if references.MatchString(p.text) && i > len(found)/3 {
			break
		}
		doc.add(p)
	}
	if letters(doc.Paragraphs) < 10 {
		return doc, fmt.Errorf("%w on %d pages", errNothing, len(all))
	}
	return doc, nil
}

// add takes the next paragraph.
func (d *Document) add(p paragraph) {
	for _, t := range append([]turn{{p.page, 0}}, p.turns...) {
		for len(d.Starts) <= t.page {
			d.Starts = append(d.Starts, d.length+t.at)
		}
	}
	d.Paragraphs = append(d.Paragraphs, p.text)
	d.length += len(p.text) + len("\n\n")
}

// lines gives the lines of each page, as the file shows them.
func (r *reader) lines(all []page) ([][]line, error) {
	var pages [][]line
	n := 0
	for i, p := range all[:min(len(all), maxPages)] {
		pages = append(pages, lines(r.runs(p), i))
		if n += len(pages[i]); n > maxLines {
			return nil, errWork
		}
	}
	return pages, nil
}

func letters(paragraphs []string) int {
	n := 0
	for _, p := range paragraphs {
		for _, r := range p {
			if unicode.IsLetter(r) {
				n++
			}
		}
	}
	return n
}

// page is a page with what it inherits.
type page struct {
	dict
	resources any
	rotate    int
}

// pages gives the pages in order; in a file whose tree is lost, in that of their
// numbers.
func (r *reader) pages() []page {
	var out []page
	seen := map[ref]bool{}
	root := r.dict(r.trailer["Root"])
	r.walk(root["Pages"], page{}, seen, 0, &out)
	if len(out) > 0 {
		return out
	}
	for _, num := range r.numbers() {
		if d, ok := r.get(ref{num: num}).(dict); ok && r.name(d["Type"]) == "Page" && len(out) < maxObjects {
			out = append(out, page{dict: d, resources: d["Resources"], rotate: r.int(d["Rotate"])})
		}
	}
	return out
}

func (r *reader) walk(v any, above page, seen map[ref]bool, depth int, out *[]page) {
	if at, ok := v.(ref); ok {
		if seen[at] {
			return
		}
		seen[at] = true
	}
	d := r.dict(v)
	if d == nil || depth > maxDepth {
		return
	}
	now := page{dict: d, resources: above.resources, rotate: above.rotate}
	if x, ok := d["Resources"]; ok {
		now.resources = x
	}
	if x, ok := d["Rotate"]; ok {
		now.rotate = r.int(x)
	}
	kids := r.array(d["Kids"])
	if kids == nil {
		*out = append(*out, now)
		return
	}
	for _, k := range kids {
		r.take(&r.search, 1)
		r.walk(k, now, seen, depth+1, out)
	}
}

// runs shows a page.
func (r *reader) runs(p page) []run {
	turned := map[int]matrix{90: {0, -1, 1, 0, 0, 0}, 180: {-1, 0, 0, -1, 0, 0}, 270: {0, 1, -1, 0, 0, 0}}
	ctm, ok := turned[((p.rotate%360)+360)%360]
	if !ok {
		ctm = identity()
	}
	paint := &painter{reader: r, state: state{ctm: ctm, stretch: 1}}
	var data []byte
	switch c := r.get(p.dict["Contents"]).(type) {
	case *stream:
		data = r.data(c)
	case array:
		for _, part := range c {
			if s, ok := r.get(part).(*stream); ok {
				data = append(append(data, r.data(s)...), '\n')
			}
		}
	}
	paint.paint(data, r.dict(p.resources))
	return paint.runs
}

// noTitle are what programs write where a title should be.
var noTitle = regexp.MustCompile(`(?i)^(?:untitled.*|microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|indd|qxd|tex|dvi|pdf|pptx?|xlsx?|html?|odt|rtf|txt|ai|eps)|title|document\d*|\W*)$`)

// title is the largest text of the first page, as people see it, else what the file
// calls itself; it is taken off the paragraphs.
func (r *reader) title(found []paragraph, body float64) (string, []paragraph) {
	best := -1
	for i, p := range found {
		if p.page > 0 || i > 30 {
			break
		}
		n := utf8.RuneCountInString(p.text)
		if p.size > 1.18*body && n > 3 && n < 300 && (best < 0 || p.size > 1.05*found[best].size) {
			best = i
		}
	}
	info := strings.Join(strings.Fields(r.said("Title")), " ")
	if noTitle.MatchString(info) {
		info = ""
	}
	if best < 0 {
		if len(found) > 1 && info != "" && strings.EqualFold(found[0].text, info) {
			found = found[1:]
		}
		if info == "" && len(found) > 1 && len(strings.Fields(found[0].text)) <= 15 && !isOver(found[0].text) && !isItem(found[0].text) {
			return found[0].text, found[1:]
		}
		return info, found
	}
	title := found[best].text
	last := best + 1
	for last < len(found) && math.Abs(found[last].size-found[best].size) < .05*body && last < best+3 {
		title += " " + found[last].text
		last++
	}
	return title, append(found[:best:best], found[last:]...)
}

// author is a person's whole name; programs write the name of an account there.
func (r *reader) author() string {
	name := strings.Join(strings.Fields(r.said("Author")), " ")
	if !strings.Contains(name, " ") || utf8.RuneCountInString(name) > 100 {
		return ""
	}
	return name
}

// said is a text that the file says about itself.
func (r *reader) said(key name) string {
	s, _ := r.get(r.dict(r.trailer["Info"])[key]).(text)
	if strings.HasPrefix(string(s), "\xfe\xff") {
		return fromUTF16(string(s[2:]))
	}
	if rest, ok := strings.CutPrefix(string(s), "\xef\xbb\xbf"); ok {
		return strings.ToValidUTF8(rest, "")
	}
	table := encoded("WinAnsiEncoding")
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteString(table[c])
	}
	return b.String()
}
