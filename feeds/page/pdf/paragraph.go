package pdf

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// bodySize is the size in which most letters stand.
func bodySize(pages [][]line) float64 {
	letters := map[float64]int{}
	best := 0.0
	for _, page := range pages {
		for _, l := range page {
			size := math.Round(l.size*4) / 4
			letters[size] += len(l.text)
			if letters[size] > letters[best] || letters[size] == letters[best] && size < best {
				best = size
			}
		}
	}
	return best
}

var (
	digits     = regexp.MustCompile(`\p{Nd}+|\b[ivxlc]+\b`)
	pageNumber = regexp.MustCompile(`(?i)^\W*(?:(?:page|seite|p\.|página|pagina|страница|第)\s*)?\p{Nd}{1,4}(?:\s*(?:/|of|von|de|di|av|из)\s*\p{Nd}{1,4})?\s*(?:页|ページ)?\W*$`)
	noteMark   = regexp.MustCompile(`^(?:\p{Nd}{1,3}|[*†‡§])\s*\p{L}`)
	references = regexp.MustCompile(`(?i)^(?:\p{Nd}+\.?\s+)?(?:references|bibliography|works cited|literatur(?:verzeichnis)?|références|bibliographie|referencias|bibliografía|referências|riferimenti|bibliografia|referanser|список литературы|参考文献)$`)
)

// edge is how many lines at the top and the bottom of a page may be its furniture.
const edge = 3

// withoutFurniture drops running heads, running feet and page numbers: lines at the
// edge of a page that stand on other pages at the same height too, but for their
// numbers.
func withoutFurniture(pages [][]line) {
	seen := map[string]int{}
	each := func(do func(l *line, key string)) {
		for _, page := range pages {
			byY := make([]*line, len(page))
			for i := range page {
				byY[i] = &page[i]
			}
			slices.SortStableFunc(byY, func(a, b *line) int { return int(math.Round(b.y - a.y)) })
			for i, l := range byY {
				if i < edge || i >= len(byY)-edge {
					do(l, fmt.Sprint(math.Round(l.y/6), digits.ReplaceAllString(strings.ToLower(l.text), "#")))
				}
			}
		}
	}
	each(func(_ *line, key string) { seen[key]++ })
	often := max(2, min(4, len(pages)/3))
	each(func(l *line, key string) {
		l.furniture = pageNumber.MatchString(l.text) || seen[key] >= often && len(pages) > 1
	})
}

// withoutNotes drops footnotes: what stands in small letters at a page's foot from
// the first line that begins with a mark.
func withoutNotes(page []line, body float64) {
	if len(page) == 0 {
		return
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range page {
		low, high = min(low, l.y), max(high, l.y)
	}
	on := false
	for i, l := range page {
		small := l.size < .88*body
		if small && l.y < low+(high-low)*.45 && noteMark.MatchString(l.text) {
			on = true
		}
		on = on && small
		if on {
			page[i].furniture = true
		}
	}
}

// paragraph is some lines joined.
type paragraph struct {
	text  string
	size  float64
	page  int
	turns []turn // to pages that it goes on to
}

// turn is where a page begins within a paragraph.
type turn struct{ page, at int }

// joiner makes paragraphs of lines.
type joiner struct {
	words   map[string]bool // that stand whole somewhere, with their hyphens
	spacing float64         // usual distance of lines, in their sizes
	out     []paragraph
	last    line
	first   line // of the paragraph
	any     bool
}

func paragraphs(pages [][]line) []paragraph {
	j := &joiner{words: map[string]bool{}}
	var gaps []float64
	var before line
	for _, page := range pages {
		for _, l := range page {
			if l.furniture {
				continue
			}
			for w := range strings.FieldsSeq(l.text) {
				if strings.Contains(w, "-") && !strings.HasSuffix(w, "-") {
					j.words[strings.ToLower(strings.TrimFunc(w, unicode.IsPunct))] = true
				}
			}
			if gap := (before.y - l.y) / max(l.size, 1); before.page == l.page && gap > .5 && gap < 4 {
				gaps = append(gaps, gap)
			}
			before = l
		}
	}
	if slices.Sort(gaps); len(gaps) > 0 {
		j.spacing = gaps[len(gaps)/3]
	}
	for _, page := range pages {
		withEnds(page)
		for _, l := range page {
			if !l.furniture {
				j.add(l)
			}
		}
	}
	return j.out
}

// withEnds notes where each line's column ends: as far as the longest of the lines
// around it reaches that begin at its place in its size.
func withEnds(page []line) {
	const around = 8
	for i := range page {
		l := &page[i]
		l.right = l.x1
		for _, o := range page[max(0, i-around):min(len(page), i+around+1)] {
			if math.Abs(o.x0-l.x0) < 3*l.size && math.Abs(o.size-l.size) < .12*l.size {
				l.right = max(l.right, o.x1)
			}
		}
	}
}

func (j *joiner) add(l line) {
	l.text = strings.Join(strings.Fields(norm.NFKC.String(softened(l.text))), " ")
	if l.text == "" {
		return
	}
	if j.any && j.goesOn(l) {
		p := &j.out[len(j.out)-1]
		p.text = j.hyphenated(p.text, l.text)
		if l.page != j.last.page {
			p.turns = append(p.turns, turn{l.page, len(p.text) - len(l.text)})
		}
	} else {
		j.out = append(j.out, paragraph{text: l.text, size: l.size, page: l.page})
		j.first = l
	}
	j.last, j.any = l, true
}

// softened keeps what NFKC would take: it is wanted for ligatures and wide letters,
// not for fractions and marks.
func softened(s string) string {
	return strings.NewReplacer("…", "...", "\u00ad\n", "", "½", " 1/2").Replace(s)
}

// goesOn says whether a line belongs to the paragraph of the line before.
func (j *joiner) goesOn(l line) bool {
	a := j.last
	if math.Abs(a.size-l.size) > .12*max(a.size, l.size) || isItem(l.text) {
		return false
	}
	down := a.y - l.y
	if a.page != l.page || down < -.5*l.size || down > 20*l.size { // another page or column
		return !isOver(a.text) && (startsLower(l.text) || !isShort(a, l))
	}
	if down < .5*l.size { // beside each other: cells of a row
		return l.x0 > a.x1
	}
	if down > max(1.3*j.spacing, j.spacing+.3)*l.size {
		return false
	}
	indent := l.x0 - a.x0
	if indent > .7*l.size && indent < 6*l.size && isOver(a.text) && math.Abs(a.x0-j.first.x0) < 4*l.size {
		return false
	}
	return !isShort(a, l) || !isOver(a.text) || startsLower(l.text)
}

// isShort says whether a line ends so early that the next one's first word would
// have had its place there.
func isShort(l, next line) bool {
	first, _, _ := strings.Cut(next.text, " ")
	letter := (next.x1 - next.x0) / float64(max(1, utf8.RuneCountInString(next.text)))
	word := float64(utf8.RuneCountInString(first)) * letter
	return l.right-l.x1 > 1.2*word+.5*l.size
}

var item = regexp.MustCompile(`^(?:[•●▪◦‣∙–]\s*|\(?(?:\p{Nd}{1,2}|[a-z])[.)]\s+)\S`)

func isItem(s string) bool { return item.MatchString(s) }

// isOver says whether a text ends as sentences do.
func isOver(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)] ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;。！？।؟…", r)
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// hyphenated joins two lines; a word that was broken at the line's end becomes whole.
func (j *joiner) hyphenated(a, b string) string {
	for _, hyphen := range []string{"-", "\u2010", "\u00ad"} {
		rest, ok := strings.CutSuffix(a, hyphen)
		if !ok || !startsLower(b) {
			continue
		}
		if r, _ := utf8.DecodeLastRuneInString(rest); !unicode.IsLetter(r) {
			break
		}
		head := rest[strings.LastIndex(rest, " ")+1:]
		tail, _, _ := strings.Cut(b, " ")
		whole := strings.ToLower(strings.TrimFunc(head+"-"+tail, unicode.IsPunct))
		if j.words[whole] || hyphen == "-" && strings.Contains(head, "-") {
			return a + b
		}
		return rest + b
	}
	if spaceless(a) && spaceless2(b) {
		return a + b
	}
	return a + " " + b
}

func spaceless(a string) bool {
	r, _ := utf8.DecodeLastRuneInString(a)
	return dense(r)
}

func spaceless2(b string) bool {
	r, _ := utf8.DecodeRuneInString(b)
	return dense(r)
}

func dense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xffa0
}
