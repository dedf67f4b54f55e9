package topics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"crier/feeds"
)

// sampler writes articles and queries of a made-up world: a vocabulary in which
// few words are common and many are rare, with the endings and accents of real
// languages, so that stems, folds and exact words all differ somewhere.
type sampler struct {
	*rand.Rand
	stock []string
	hosts []string
}

func newSampler(seed uint64, words int) *sampler {
	s := &sampler{Rand: rand.New(rand.NewPCG(seed, 7))}
	seen := map[string]bool{}
	for len(s.stock) < words {
		var b strings.Builder
		for range 1 + s.IntN(3) {
			b.WriteString(s.pick("b", "d", "f", "gr", "k", "l", "m", "n", "p", "r", "st", "t", "v", "sch", "x", "в", "ж"))
			b.WriteString(s.pick("a", "e", "i", "o", "u", "é", "ü", "ou", "ä", "и", "а"))
		}
		b.WriteString(s.pick("", "n", "r", "t", "k", "ss", "ß"))
		if w := b.String(); !seen[w] {
			seen[w] = true
			s.stock = append(s.stock, w)
		}
	}
	for i := range 200 {
		s.hosts = append(s.hosts, fmt.Sprintf("%s%d.example", s.pick("herald", "post", "times"), i))
	}
	return s
}

func (s *sampler) pick(of ...string) string { return of[s.IntN(len(of))] }

// word takes a word as often as its rank lets expect (Zipf), in one of its forms.
func (s *sampler) word() string {
	n := float64(len(s.stock))
	w := s.stock[int(math.Exp(s.Float64()*math.Log(n)))-1]
	return w + s.pick("", "", "", "s", "ing", "ed", "en", "es", "ation", "ungen", "amment", "ами")
}

// rare takes a word that people would subscribe to: not one of the commonest.
func (s *sampler) rare() string {
	common := float64(len(s.stock)) / 60
	at := common * math.Exp(s.Float64()*math.Log(60))
	w := s.stock[min(int(at), len(s.stock)-1)]
	return w + s.pick("", "", "", "s", "ing", "en", "ation", "amment")
}

func (s *sampler) article(words int) feeds.Article {
	a := feeds.Article{Language: s.pick("en", "en", "de", "fr", "ru", "es", "tr", "ja", ""), Title: s.sentence(8)}
	a.URL = "https://www." + s.pick("", "news.") + s.pick(s.hosts...) + "/a"
	var b strings.Builder
	for words > 0 {
		n := 5 + s.IntN(20)
		b.WriteString(s.sentence(n) + s.pick(". ", ". ", ".\n\n"))
		words -= n
	}
	a.Text = b.String()
	return a
}

func (s *sampler) sentence(n int) string {
	ws := make([]string, n)
	for i := range ws {
		if ws[i] = s.word(); s.IntN(12) == 0 {
			ws[i] = strings.ToUpper(ws[i])
		}
		if s.IntN(40) == 0 {
			ws[i] += s.pick("-19", "'s", ",", " 2026", " –")
		}
	}
	return strings.Join(ws, " ")
}

// atom is one operand; some words are taken from an article, so that phrases are
// found too. One query in a hundred matches an article of 600 words: nobody subscribes
// to "the", and hardly anybody to ka*.
func (s *sampler) atom(title, said []string) string {
	w, at := s.rare(), s.IntN(len(said)-4)
	switch n := s.IntN(100); {
	case n < 50:
		return w
	case n < 51:
		return said[at]
	case n < 67:
		if n := 1 + s.IntN(4); n > 1 {
			w = strings.Trim(strings.Join(said[at:at+n], " "), `"`)
		}
		return `"` + w + `"`
	case n < 74:
		r := []rune(w)
		return string(r[:min(len(r), 4+s.IntN(5))]) + "*"
	case n < 84:
		return "title:" + s.pick(w, w, w+"*", `"`+s.word()+` `+w+`"`, title[s.IntN(4)])
	case n < 89:
		return "site:" + s.pick(s.hosts...)
	case n < 94:
		return "lang:" + s.pick("en", "de", "fr") + " " + w
	}
	return w
}

func (s *sampler) regex() string {
	w := s.rare()
	for len(w) < 4 {
		w = s.rare()
	}
	w = strings.ReplaceAll(w, "/", "")
	return s.pick("/"+w+`\w*/`, "/"+w+"(s|en)?/", `/\b`+w+`\b/`, "/"+w+".*"+s.rare()+"/", "/^"+w+"/", "/"+w+"$/",
		"/("+w+"|"+s.rare()+"xx)/", `/[a-z]+`+w+`/`, "/"+w+`\s+\w+/`, "/"+w+`.*\s`+s.rare()+"/", `/(?s)`+w+`.+`+s.rare()+`/`)
}

// query is one of every shape, one in a hundred with a regular expression.
func (s *sampler) query(title, said []string) string {
	a := func() string { return s.atom(title, said) }
	if s.IntN(100) == 0 {
		return s.pick(s.regex(), s.regex()+" "+a(), a()+" -"+s.regex(), s.regex()+" OR "+a())
	}
	switch s.IntN(10) {
	case 0, 1, 2:
		return a()
	case 3, 4:
		return a() + " " + a()
	case 5:
		return a() + " OR " + a() + " OR " + a()
	case 6:
		return a() + " -" + s.rare()
	case 7:
		return "(" + a() + " OR " + a() + ") AND " + a()
	case 8:
		return a() + " NOT (" + a() + " OR " + a() + ")"
	default:
		return "(" + a() + " " + a() + ") OR (" + a() + " -" + s.rare() + ")"
	}
}

// queries makes n queries that can be parsed.
func (s *sampler) queries(n int, from []feeds.Article) []string {
	out := make([]string, 0, n)
	titles, texts := make([][]string, len(from)), make([][]string, len(from))
	for i, a := range from {
		titles[i], texts[i] = strings.Fields(a.Title), strings.Fields(a.Text)
	}
	for len(out) < n {
		i := s.IntN(len(from))
		q := s.query(titles[i], texts[i])
		if _, err := Parse(q); err == nil {
			out = append(out, q)
		}
	}
	return out
}

func (s *sampler) articles(n, words int) []feeds.Article {
	out := make([]feeds.Article, n)
	for i := range out {
		out[i] = s.article(words)
	}
	return out
}
