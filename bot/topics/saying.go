package topics

import (
	"slices"
	"strings"

	"crier/feeds"
)

// Saying is what an article says, for an index of texts that is asked with [Needs].
type Saying struct {
	Title, Text           []string // words as they follow each other, folded
	TitleForms, TextForms []string // stems that are not among them
	Origin                []string // its language, its site and those above it, in words of their own
}

// Sayer cuts articles into words for an index. It folds and stems each word once,
// however many articles it has met it in, and begins anew when it knows very many. It is
// not safe for concurrent use.
type Sayer struct {
	articles int
	langs    map[string]*tongue
	known    int // bytes, about
}

const (
	mostKnown = 8 << 20 // bytes
	knownWord = 160     // bytes beside the letters
)

// tongue is what a Sayer knows of one language.
type tongue struct {
	known    *int // of the Sayer
	stemming stemming
	spelled  map[string]saidAs // by the word as it is written
	met      map[string]*met   // by the folded word or stem
	forms    []*met            // of what was read last
}

// saidAs is a word as it is written somewhere.
type saidAs struct{ folded, stem *met }

// met is a folded word or a stem, and the last article that said it: as a word in the
// title or anywhere, as a form of a word likewise.
type met struct {
	text                                 string
	inTitle, anywhere, titleForm, isForm int
}

// NewSayer returns one that knows nothing yet.
func NewSayer() *Sayer { return &Sayer{langs: map[string]*tongue{}} }

// Said cuts an article into words. What it returns is written over what it is given,
// such as what is no longer needed of another article.
func (s *Sayer) Said(a feeds.Article, over Saying) Saying {
	s.articles++
	if s.known > mostKnown {
		s.langs, s.known = map[string]*tongue{}, 0
	}
	lang := primary(a.Language)
	t := s.langs[lang]
	if t == nil {
		t = &tongue{known: &s.known, stemming: newStemming(lang), spelled: map[string]saidAs{}, met: map[string]*met{}}
		s.langs[lang] = t
	}
	said := Saying{TitleForms: over.TitleForms[:0], TextForms: over.TextForms[:0], Origin: origin(over.Origin[:0], lang, host(a))}
	said.Title = t.read(over.Title[:0], a.Title, true, s.articles)
	for _, m := range t.forms {
		if m.inTitle != s.articles {
			said.TitleForms = append(said.TitleForms, m.text)
		}
	}
	said.Text = t.read(over.Text[:0], bounded(a.Text), false, s.articles)
	for _, m := range t.forms {
		if m.anywhere != s.articles && m.titleForm != s.articles {
			said.TextForms = append(said.TextForms, m.text)
		}
	}
	return said
}

// origin tells where an article comes from.
func origin(said []string, lang, host string) []string {
	if lang != "" {
		said = append(said, langMark+lang)
	}
	for host != "" {
		said = append(said, siteMark+host)
		_, host, _ = strings.Cut(host, ".")
	}
	return said
}

// read adds the words of a part of an article, and gives in forms the stems that it brings.
func (t *tongue) read(words []string, part string, title bool, article int) []string {
	words = slices.Grow(words, len(part)/6) // an English word and its blank
	t.forms = t.forms[:0]
	for _, piece := range pieces(part) {
		w := t.word(piece)
		words = append(words, w.folded.text)
		w.folded.anywhere = article
		if w.stem != w.folded && w.stem.isForm != article {
			w.stem.isForm = article
			t.forms = append(t.forms, w.stem)
		}
		if title {
			w.folded.inTitle, w.stem.titleForm = article, article
		}
	}
	return words
}

func (t *tongue) word(piece string) saidAs {
	if w, known := t.spelled[piece]; known {
		return w
	}
	lower := strings.ToLower(piece)
	folded := fold(lower)
	w := saidAs{t.as(folded), t.as(t.stemming.of(lower, folded))}
	t.spelled[strings.Clone(piece)] = w
	*t.known += knownWord + 3*len(piece)
	return w
}

func (t *tongue) as(text string) *met {
	m := t.met[text]
	if m == nil {
		m = &met{text: strings.Clone(text)} // of a long article, only this
		t.met[m.text] = m
	}
	return m
}
