package page

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"crier/feeds"
)

// labels announce the article before or after this one on its site.
var (
	previousLabel = regexp.MustCompile(`(?i)^[\s«‹<←:–-]*(?:previous|prev|older|last|vorheriger|vorige[rs]?|nächst ältere|précédent|anterior|precedente|forrige|föregående|предыдущая|önceki|poprzedni)\s*(?:article|post|story|entry|news|artikel|beitrag|artículo|entrada|articolo|artigo|innlegg|inlägg|indlæg|статья|запись|новость|haber|yazı|wpis|artykuł)?\b[\s:»›>→–-]*|^(?:article|entrada|artículo|articolo|artigo|notícia|noticia)\s+(?:précédent|anterior|precedente)\b[\s:]*|^上一篇[：:\s]*|^前の記事[：:\s]*|^이전 (?:글|기사)[：:\s]*|^المقال(?:ة)? السابق(?:ة)?[:\s]*`)
	nextLabel     = regexp.MustCompile(`(?i)^[\s«‹<←:–-]*(?:next|newer|up next|nächster|volgende|suivant|siguiente|próximo|próxima|successivo|neste|nästa|næste|следующая|sonraki|następny)\s*(?:article|post|story|entry|news|artikel|beitrag|artículo|entrada|articolo|artigo|innlegg|inlägg|indlæg|статья|запись|новость|haber|yazı|wpis|artykuł)?\b[\s:»›>→–-]*|^(?:article|entrada|artículo|articolo|artigo|notícia|noticia)\s+(?:suivant|siguiente|successivo|seguinte)\b[\s:]*|^下一篇[：:\s]*|^次の記事[：:\s]*|^다음 (?:글|기사)[：:\s]*|^المقال(?:ة)? التالي(?:ة)?[:\s]*`)
	// whole needs the noun: "Next" alone may begin a sentence.
	whole = regexp.MustCompile(`(?i)^[\s«‹<←–-]*(?:previous|prev|older|next|newer) (?:article|post|story|entry)\b[\s:»›>→–-]*|^[\s«‹<←–-]*(?:vorheriger|nächster|vorige[rs]?|volgende?) (?:artikel|beitrag)\b[\s:»›>→]*|^(?:article|artículo|articolo|artigo|entrada|notícia|noticia) (?:précédent|suivant|anterior|siguiente|precedente|successivo|seguinte)\b[\s:]*|^(?:forrige|neste|föregående|nästa|næste) (?:artikkel|artikel|innlegg|inlägg|indlæg)\b[\s:]*|^(?:предыдущая|следующая) (?:статья|запись|новость)[\s:]*|^(?:önceki|sonraki) (?:haber|yazı|makale)[\s:]*|^(?:上一篇|下一篇|前の記事|次の記事)[：:\s]*|^المقال(?:ة)? (?:السابق|التالي)(?:ة)?[:\s]*`)
)

// neighbourLabel cuts the label of a neighbour from a line.
func neighbourLabel(line string) (rest string, ok bool) {
	at := whole.FindStringIndex(line)
	if at == nil {
		return line, false
	}
	return strings.TrimSpace(line[at[1]:]), true
}

// piece is a run of text of the page with the address that it leads to.
type piece struct{ text, href, rel string }

// neighbours finds the articles before and after this one: by a link's rel with a
// title of its own, else by a label that stands at or before a link with a headline.
func (d *document) neighbours() (previous, next feeds.Link) {
	var pieces []piece
	collect(d.root, &pieces)
	previous = d.neighbour(pieces, previousLabel, "prev", "previous")
	next = d.neighbour(pieces, nextLabel, "next")
	if previous.URL == next.URL {
		next = feeds.Link{}
	}
	return previous, next
}

func (d *document) neighbour(pieces []piece, label *regexp.Regexp, rels ...string) feeds.Link {
	for _, rel := range rels {
		if l := d.rel[rel]; words(l.title) > 1 && d.leadsAway(l.href) {
			return feeds.Link{URL: d.absolute(l.href), Title: l.title}
		}
	}
	for i, p := range pieces {
		at := label.FindStringIndex(p.text)
		byRel := hasWord(p.rel, rels[0]) && p.href != ""
		if at == nil && !byRel {
			continue
		}
		rest := p.text
		if at != nil {
			rest = strings.TrimSpace(p.text[at[1]:])
		}
		if p.href != "" && isTitleLike(rest) && d.leadsAway(p.href) && (byRel || whole.MatchString(p.text)) {
			return feeds.Link{URL: d.absolute(p.href), Title: rest}
		}
		if rest != "" || at == nil || !whole.MatchString(p.text) && !byRel {
			continue
		}
		for _, follow := range pieces[i+1 : min(len(pieces), i+4)] {
			if previousLabel.MatchString(follow.text) && follow.href == "" || nextLabel.MatchString(follow.text) && follow.href == "" {
				break
			}
			if isTitleLike(follow.text) && d.leadsAway(follow.href) {
				return feeds.Link{URL: d.absolute(follow.href), Title: follow.text}
			}
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
	return there != "" && !(below && here != "" && pageNumber.MatchString(strings.ReplaceAll(rest, "/", "")))
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
