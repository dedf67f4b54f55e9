package page_test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"crier/feeds"
	"crier/feeds/page"
)

// finder is the finding algorithm of WICG's "URL Fragment Text Directives" over a
// page's blocks, apart from the builder's own idea of a page: letters are compared
// one by one, terms never cross the border of a block, and begin and end at words.
type finder struct {
	runes []rune // folded text of the page; blocks are divided by '\n'
}

type directive struct{ prefix, start, end, suffix string }

func newFinder(t testing.TB, body string) finder {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var f finder
	f.collect(root)
	return f
}

const inlineTags = " a abbr acronym b bdi bdo big br button cite code data del dfn em font i img input ins kbd label mark nobr q rp rt ruby s samp small span strike strong sub sup time tt u var wbr "

func (f *finder) collect(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		for _, r := range n.Data {
			f.add(r)
		}
		return
	case html.ElementNode:
		if strings.Contains(" script style noscript template head iframe textarea select svg object canvas audio video ", " "+n.Data+" ") || concealed(n) {
			return
		}
	}
	inline := n.Type == html.ElementNode && (strings.Contains(inlineTags, " "+n.Data+" ") || strings.Contains(n.Data, "-"))
	if !inline {
		f.border()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.collect(c)
	}
	if !inline {
		f.border()
	}
}

func concealed(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(a.Val, " ", ""), "display:none") {
			return true
		}
	}
	return false
}

func (f *finder) add(r rune) {
	if unicode.IsSpace(r) {
		if n := len(f.runes); n > 0 && !unicode.IsSpace(f.runes[n-1]) {
			f.runes = append(f.runes, ' ')
		}
		return
	}
	if r != '\u00ad' && r != '\u200b' && r != '\ufeff' {
		f.runes = append(f.runes, unicode.ToLower(r))
	}
}

func (f *finder) border() {
	n := len(f.runes)
	if n > 0 && f.runes[n-1] == ' ' {
		f.runes[n-1] = '\n'
	} else if n > 0 && f.runes[n-1] != '\n' {
		f.runes = append(f.runes, '\n')
	}
}

func folded(s string) []rune {
	var f finder
	for _, r := range strings.TrimSpace(s) {
		f.add(r)
	}
	return f.runes
}

// matches gives all ranges that the directive could mean, in order.
func (f finder) matches(d directive) [][2]int {
	var out [][2]int
	prefix, start, end, suffix := folded(d.prefix), folded(d.start), folded(d.end), folded(d.suffix)
	for at := 0; at < len(f.runes); at++ {
		from := at
		if len(prefix) > 0 {
			if !f.here(at, prefix) || !f.mayBreak(at) {
				continue
			}
			for from = at + len(prefix); from < len(f.runes) && unicode.IsSpace(f.runes[from]); from++ {
			}
		} else if !f.mayBreak(at) {
			continue
		}
		if !f.here(from, start) || !f.mayBreak(from+len(start)) {
			continue
		}
		to := from + len(start)
		if len(end) > 0 {
			for to < len(f.runes) {
				if f.here(to, end) && f.mayBreak(to) && f.mayBreak(to+len(end)) {
					break
				}
				to++
			}
			to += len(end)
		}
		after := to
		for after < len(f.runes) && unicode.IsSpace(f.runes[after]) {
			after++
		}
		if to > len(f.runes) || len(suffix) > 0 && !f.here(after, suffix) {
			continue
		}
		out = append(out, [2]int{from, to})
	}
	return out
}

func (f finder) here(at int, want []rune) bool {
	if at+len(want) > len(f.runes) {
		return false
	}
	for i, r := range want {
		if f.runes[at+i] != r {
			return false
		}
	}
	return true
}

// mayBreak says whether a word may begin or end at a place.
func (f finder) mayBreak(at int) bool {
	if at <= 0 || at >= len(f.runes) {
		return true
	}
	a, b := f.runes[at-1], f.runes[at]
	if unicode.In(a, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || unicode.In(b, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return true
	}
	return !wordRune(a) || !wordRune(b)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// parseDirective reads the first text directive of an address.
func parseDirective(t testing.TB, address string) (directive, bool) {
	t.Helper()
	_, text, ok := strings.Cut(address, ":~:text=")
	if !ok {
		return directive{}, false
	}
	var d directive
	parts := strings.Split(text, ",")
	if strings.HasSuffix(parts[0], "-") {
		d.prefix, parts = plain(t, strings.TrimSuffix(parts[0], "-")), parts[1:]
	}
	if last := len(parts) - 1; strings.HasPrefix(parts[last], "-") {
		d.suffix, parts = plain(t, parts[last][1:]), parts[:last]
	}
	d.start = plain(t, parts[0])
	if len(parts) > 1 {
		d.end = plain(t, parts[1])
	}
	return d, true
}

func plain(t testing.TB, s string) string {
	t.Helper()
	out, err := url.PathUnescape(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sentences picks a few spans of an article: first, middle and last, long and short.
func sentences(a feeds.Article) [][2]int {
	var all [][2]int
	start := 0
	for i, r := range a.Text {
		if strings.ContainsRune(".!?。！？\n", r) && (i+1 >= len(a.Text) || strings.ContainsRune(" \n", rune(a.Text[i+1])) || r > 0x7f) {
			end := i + len(string(r))
			for start < end && (a.Text[start] == ' ' || a.Text[start] == '\n') {
				start++
			}
			if strings.TrimSpace(a.Text[start:end]) != "" && end-start > 20 {
				all = append(all, [2]int{start, start + len(strings.TrimRight(a.Text[start:end], "\n "))})
			}
			start = end
		}
	}
	if len(all) < 4 {
		return all
	}
	return [][2]int{all[0], all[len(all)/3], all[len(all)/2], all[len(all)-1]}
}

// TestLinksOnRealPages holds links to their bar: the finder finds exactly the span,
// and nothing else that the directive could mean.
func TestLinksOnRealPages(t *testing.T) {
	all, good := 0, 0
	for _, set := range []string{"sh", "af", "wx"} {
		for _, s := range samples(t, set, 100) {
			article, err := page.Extract(context.Background(), s.body, "", s.URL)
			if err != nil {
				continue
			}
			f := newFinder(t, string(s.body))
			for _, span := range sentences(article) {
				all++
				switch why := f.judge(t, article, span); why {
				case "":
					good++
				default:
					if os.Getenv("CRIER_SCORE_VERBOSE") != "" {
						t.Logf("%s\n%s: %q\n%s", s.URL, why, article.Text[span[0]:span[1]], article.Link(span[0], span[1]))
					}
				}
			}
		}
	}
	share := float64(good) / float64(all)
	t.Logf("%d of %d spans found exactly: %.2f %%", good, all, 100*share)
	if share < .97 {
		t.Errorf("only %.2f %% of the links lead to their place", 100*share)
	}
}

func (f finder) judge(t testing.TB, article feeds.Article, span [2]int) string {
	t.Helper()
	d, ok := parseDirective(t, article.Link(span[0], span[1]))
	if !ok {
		return "no directive"
	}
	found := f.matches(d)
	if len(found) == 0 {
		return "not found"
	}
	bare := func(r []rune) string { return strings.Join(strings.Fields(string(r)), "") }
	want := bare(folded(article.Text[span[0]:span[1]]))
	got := bare(f.runes[found[0][0]:found[0][1]])
	switch {
	case got != want:
		return "another span: " + string(f.runes[found[0][0]:found[0][1]])
	case len(found) > 1:
		return "ambiguous"
	}
	return ""
}
