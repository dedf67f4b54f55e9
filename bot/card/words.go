package card

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"crier/bot"
	"crier/feeds"
	"crier/summarizer"
)

// Visible counts the characters of a reply that people see, buttons aside.
func Visible(r bot.Reply) int {
	n := length(r.Kicker) + length(r.Title) + length(r.Also) + length(r.Footer)
	for _, t := range r.Text {
		n += length(t)
	}
	for _, part := range r.Parts {
		n += length(part.Head)
		for _, line := range part.Lines {
			n += length(line)
		}
	}
	for _, pt := range r.Points {
		n += length(pt.Text) + length(pt.Source) + 1
	}
	return n
}

func length(s string) int { return utf8.RuneCountInString(s) }

// fold makes any run of white space one blank.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip shortens words to at most n characters, between two words where that costs
// no more than a third of them, and says so with "…". No character is torn apart.
func clip(s string, n int) string {
	if length(s) <= n {
		return s
	}
	if n < 2 {
		return "…"
	}
	var b strings.Builder
	for it, left := graphemes.FromString(s), n-1; it.Next(); {
		if left -= length(it.Value()); left < 0 {
			break
		}
		b.WriteString(it.Value())
	}
	cut := b.String()
	if i := strings.LastIndexFunc(cut, unicode.IsSpace); i > len(cut)*2/3 && !startsSpace(s[len(cut):]) {
		cut = cut[:i]
	}
	return strings.TrimRightFunc(cut, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:–—-(", r) }) + "…"
}

func startsSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// sentence is a point as it is shown: white space folded, the first letter large
// where something before it was left out.
func sentence(pt summarizer.Point, body, lang string) string {
	text := fold(pt.Text)
	if !cutBefore(pt, body) {
		return text
	}
	return large(text, lang)
}

// cutBefore reports whether a point begins in the middle of a sentence.
func cutBefore(pt summarizer.Point, body string) bool {
	if len(pt.Cuts) > 0 && pt.Cuts[0].Start <= pt.Span.Start {
		return true
	}
	if pt.Span.Start <= 0 || pt.Span.Start > len(body) {
		return false
	}
	before := strings.TrimRight(body[:pt.Span.Start], " \t")
	end, _ := utf8.DecodeLastRuneInString(before)
	return end == ',' || end == ';' || end == ':' || unicode.IsLetter(end)
}

// large makes the first letter large as the language does ("ij" in Dutch, "i" in
// Turkish), but for names that begin small on purpose: iPhone, eBay.
func large(s, lang string) string {
	word, rest, _ := strings.Cut(s, " ")
	if strings.IndexFunc(word, unicode.IsUpper) >= 0 {
		return s
	}
	tag, err := language.Parse(lang)
	if err != nil {
		tag = language.Und
	}
	word = cases.Title(tag, cases.NoLower).String(word)
	if rest == "" {
		return word
	}
	return word + " " + rest
}

// site is the article's site in words, else its host.
func site(a feeds.Article) string {
	if s := fold(a.Site); s != "" {
		return clip(s, 60)
	}
	return host(a)
}

// place is where an article stands: the host as it stands in addresses, or the
// site's name where the host is a bare number.
func place(a feeds.Article) string {
	name := host(a)
	if _, err := netip.ParseAddr(name); err == nil && fold(a.Site) != "" {
		return site(a)
	}
	return name
}

// host is the site's name as it stands in addresses, without "www.".
func host(a feeds.Article) string {
	for _, address := range []string{a.Canonical, a.URL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return strings.TrimPrefix(u.Hostname(), "www.")
		}
	}
	return ""
}
