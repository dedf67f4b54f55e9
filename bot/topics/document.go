package topics

import (
	"net/url"
	"slices"
	"strings"

	"crier/feeds"
)

// maxText is how many bytes of an article a topic looks at: three times the
// longest article met in practice.
const maxText = 256 << 10

// Doc is an article made ready to be asked many queries. It is safe for
// concurrent reading.
type Doc struct {
	lang, host  string
	title, body stream // body includes the title
	text        string // for regular expressions
}

// stream is a run of words and where each stands.
type stream struct {
	at     map[string][]int // folded word → positions
	stems  map[string]bool
	sorted []string // distinct folded words, for prefixes
}

// NewDoc prepares an article.
func NewDoc(a feeds.Article) Doc {
	text := a.Text
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	lang := primary(a.Language)
	d := Doc{lang: lang, host: host(a), text: a.Title + "\n\n" + text}
	d.title = newStream(lang, a.Title)
	d.body = newStream(lang, a.Title, text)
	return d
}

func newStream(lang string, parts ...string) stream {
	s := stream{at: map[string][]int{}, stems: map[string]bool{}}
	pos := 0
	for _, part := range parts {
		for _, w := range tokens(part) {
			f := fold(w)
			if s.at[f] == nil {
				s.stems[stem(lang, w)] = true
				s.sorted = append(s.sorted, f)
			}
			s.at[f] = append(s.at[f], pos)
			pos++
		}
		pos++ // a gap, so that no phrase reaches from the title into the text
	}
	slices.Sort(s.sorted)
	return s
}

func (s stream) hasPrefix(p string) bool {
	i, _ := slices.BinarySearch(s.sorted, p)
	return i < len(s.sorted) && strings.HasPrefix(s.sorted[i], p)
}

// hasPhrase looks for folded words standing side by side; with prefix, the last
// one may go on.
func (s stream) hasPhrase(ws []string) bool {
	for _, start := range s.at[ws[0]] {
		if s.phraseAt(start, ws) {
			return true
		}
	}
	return false
}

func (s stream) phraseAt(start int, ws []string) bool {
	for i, w := range ws[1:] {
		if _, ok := slices.BinarySearch(s.at[w], start+i+1); !ok {
			return false
		}
	}
	return true
}

func host(a feeds.Article) string {
	for _, address := range []string{a.Canonical, a.URL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		}
	}
	return ""
}

func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}
