package page

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"crier/feeds"
)

// Labels of the articles before and after this one, whole. They name the
// thing too: "Next" alone may begin a sentence.
const previousLabels = "previous article|previous post|previous story|previous entry|previous news|prev article|prev post|prev story|" +
	"older article|older post|older story|vorheriger artikel|vorheriger beitrag|vorige artikel|vorig artikel|vorig bericht|" +
	"article précédent|artículo anterior|entrada anterior|noticia anterior|articolo precedente|artigo anterior|" +
	"notícia anterior|forrige artikkel|forrige artikel|forrige innlegg|forrige indlæg|föregående artikel|föregående inlägg|" +
	"предыдущая статья|предыдущая запись|предыдущая новость|önceki haber|önceki yazı|önceki makale|poprzedni artykuł|" +
	"poprzedni wpis|上一篇|前の記事|이전 글|이전 기사|المقال السابق|المقالة السابقة|পূর্ববর্তী নিবন্ধ|पिछला लेख|پچھلا مضمون"

const nextLabels = "next article|next post|next story|next entry|next news|newer article|newer post|newer story|nächster artikel|" +
	"nächster beitrag|volgende artikel|volgend artikel|volgend bericht|article suivant|artículo siguiente|entrada siguiente|" +
	"siguiente artículo|noticia siguiente|articolo successivo|próximo artigo|próxima notícia|artigo seguinte|neste artikkel|" +
	"næste artikel|neste innlegg|næste indlæg|nästa artikel|nästa inlägg|следующая статья|следующая запись|следующая новость|" +
	"sonraki haber|sonraki yazı|sonraki makale|następny artykuł|następny wpis|下一篇|次の記事|다음 글|다음 기사|المقال التالي|" +
	"المقالة التالية|পরবর্তী নিবন্ধ|अगला लेख|اگلا مضمون"

// arrows stand around labels.
const arrows = " \u00a0\t:：«‹<←»›>→–—-|"

// cutLabel cuts a label, and the arrows around it, from the start of a line.
func cutLabel(line string, labels string) (rest string, ok bool) {
	line = strings.TrimLeft(line, arrows)
	for label := range strings.SplitSeq(labels, "|") {
		if len(line) < len(label) || !strings.EqualFold(line[:len(label)], label) {
			continue
		}
		rest = line[len(label):]
		if next, _ := utf8.DecodeRuneInString(rest); !unicode.IsLetter(next) || isSpaceless(next) {
			return strings.Trim(rest, arrows), true
		}
	}
	return line, false
}

// neighbourLabel cuts the label of a neighbour from a line.
func neighbourLabel(line string) (rest string, ok bool) {
	if rest, ok = cutLabel(line, previousLabels); ok {
		return rest, true
	}
	return cutLabel(line, nextLabels)
}

// piece is a run of text of the page with the address that it leads to.
type piece struct{ text, href, rel string }

// neighbours finds the articles before and after this one: by a link's rel with a
// title of its own, else by a label that stands at or before a link with a headline.
func (d *document) neighbours() (previous, next feeds.Link) {
	var pieces []piece
	collect(d.root, &pieces)
	previous = d.neighbour(pieces, previousLabels, "prev", "previous")
	next = d.neighbour(pieces, nextLabels, "next")
	if previous.URL == next.URL {
		next = feeds.Link{}
	}
	return previous, next
}

func (d *document) neighbour(pieces []piece, labels string, rels ...string) feeds.Link {
	for _, rel := range rels {
		if l := d.rel[rel]; words(l.title) > 1 && d.leadsAway(l.href) {
			return feeds.Link{URL: d.absolute(l.href), Title: l.title}
		}
	}
	for i, p := range pieces {
		title, labelled := cutLabel(p.text, labels)
		switch {
		case (labelled || hasWord(p.rel, rels[0])) && isTitleLike(title) && d.leadsAway(p.href):
			return feeds.Link{URL: d.absolute(p.href), Title: title}
		case labelled && title == "":
			if l := d.headlineAfter(pieces[i+1:]); l.URL != "" {
				return l
			}
		}
	}
	return feeds.Link{}
}

// headlineAfter gives the link that follows a label close by, unless another
// label comes first.
func (d *document) headlineAfter(pieces []piece) feeds.Link {
	for _, p := range pieces[:min(len(pieces), 3)] {
		if _, another := neighbourLabel(p.text); another {
			break
		}
		if isTitleLike(p.text) && d.leadsAway(p.href) {
			return feeds.Link{URL: d.absolute(p.href), Title: p.text}
		}
	}
	return feeds.Link{}
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

func isTitleLike(s string) bool { n := words(s); return n > 1 && n <= longestHeadline }

var pageNumber = regexp.MustCompile(`(?i)^(?:page|p|seite|pagina)?[-_/=]?\d{1,4}$`)

// leadsAway says that an address is another page of the same site, not the next
// part of this one.
func (d *document) leadsAway(href string) bool {
	to, err := url.Parse(d.absolute(href))
	if err != nil || to.Host == "" || !strings.EqualFold(to.Hostname(), d.where.Hostname()) {
		return false
	}
	here, there := strings.TrimRight(d.where.Path, "/"), strings.TrimRight(to.Path, "/")
	if here == there && (to.RawQuery == d.where.RawQuery || pageNumber.MatchString(to.RawQuery)) {
		return false
	}
	rest, below := strings.CutPrefix(there, here+"/")
	isPart := below && here != "" && pageNumber.MatchString(strings.ReplaceAll(rest, "/", ""))
	return there != "" && !isPart
}

// collect gathers the short texts of a page and its links, in order. Long text is
// no label.
func collect(n *html.Node, out *[]piece) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if s := squeeze(c.Data); s != "" && len(s) < 200 {
				*out = append(*out, piece{text: s})
			}
		case c.Type != html.ElementNode || unseen(c):
		case c.Data == "a":
			*out = append(*out, piece{text: linkText(c), href: attr(c, "href"), rel: attr(c, "rel")})
		default:
			collect(c, out)
		}
	}
}

// linkText joins the blocks of a link's text.
func linkText(a *html.Node) string {
	var parts []string
	for _, b := range blocksOf(a, unseen) {
		parts = append(parts, b.text)
	}
	return squeeze(strings.Join(parts, " "))
}
