package extractive

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

// Each file of languages/ is what we know about one language: lines of "key: words".
//
//	also        other codes of the language
//	stop        function words: they carry no topic, and tell the language
//	pronoun     third-person pronouns: opening a sentence, they lean on the one before
//	opener      other words that lean on what came before when they open a sentence
//	first       first-person words: somebody is talking
//	said        verbs of speech
//	helper      what may stand between a speaker and such a verb ("has", "also")
//	agent       a particle behind the subject (Hindi ने)
//	speaking    verbs of speech as phrases, where words are not told apart; there also
//	            "bounds": words that no name has, "starts": words before a name,
//	            "leads": endings of a clause that describes the name behind it,
//	            "nobody": what stands in a name's place, "topic": the topic's marker
//	things      documents and groups that speak for others: "study", "company"
//	endings     case endings that a name loses when it becomes a label
//	according   phrases before a source; "after" lists those that follow it
//	connective  openings that may be cut when a comma follows
//	opinion     words by which a writer comments rather than reports
//	tail        participles that open a comment at a sentence's end (", signaling …")
//	relative    words that open a clause which a long sentence may lose (", which …")
//	report      verbs that name a source but do not introduce a quotation
//	time        days and months
//	abbr        abbreviations that take a stop; "number" those that stand before a number
//	furniture   phrases that make a short sentence or line furniture
//	suspect     words that make a reader think of furniture: their sentence is taken when
//	            the title is about it
//	you         second-person words: the reader is spoken to
//	anywhere    phrases that make any sentence furniture
//	byline      words that open a byline
//	split       elision (l'eau is two words), ordinals (a stop follows ordinal numbers),
//	            verbfirst, inverts (where the subject of a verb of speech stands),
//	            prodrop (verbs need no subject), verbfinal, loose (names have small letters),
//	            apostrophes (case endings follow one), unspaced, clauses (spaces end
//	            clauses), dashes (a dash opens speech: elsewhere it opens an item of a list)
//
// Lists of phrases are separated by "|", lists of words by spaces.
//
//go:embed languages/*.txt
var files embed.FS

// class says what a word does, as bits.
type class uint16

const (
	stopword class = 1 << iota
	pronoun
	opener
	firstPerson
	speech
	timeWord
	opinion
	byline
	report
	tailWord
	relative
	helper
	agentMark
	suspect
	addressee
	beginsPhrase // may begin one of the language's phrases
)

// language is what we know about one language. The zero language knows nothing and
// still works: its summaries rest on features that need no words.
type language struct {
	code     string
	classes  map[string]class
	abbr     map[string]bool
	number   map[string]bool
	phrases  map[string][]phrase // by their first word
	elision  bool
	ordinals bool
	dashes   bool

	// What finding sources asks for.
	verbFirst   bool // verbs stand before their subjects
	inverts     bool // subjects may stand behind verbs of speech
	agents      bool // a particle marks who speaks
	proDrop     bool // a verb alone may mean "she added"
	verbFinal   bool // what stands before a verb of speech is what was said
	loose       bool // names have small-lettered words
	apostrophes bool // case endings follow an apostrophe
	unspaced    bool // no spaces between words
	spacesEnd   bool // but between clauses
	topic       string
	endings     []string // of case
	bounds      []string // words that no name has, where words are not told apart
	starts      []string // words that stand before a name
	leads       []string // endings of a clause that describes a name behind it
	nobody      map[string]bool
	things      map[string]bool
}

// role says what a phrase means where it is found.
type role uint8

const (
	furniture role = iota
	anywhere
	according
	after
	connective
	speaking
)

// phrase is a sequence of words with a meaning.
type phrase struct {
	words []string // lower case, as tokenize yields them
	tail  string   // what must follow directly: "image:" is furniture, "image" is not
	role  role
}

// languages is all that we know, by code.
type languages struct {
	byCode map[string]*language
	stops  map[string]uint64 // which languages (by their bit) use a function word
	order  []*language
}

func loadLanguages() (*languages, error) {
	entries, err := files.ReadDir("languages")
	if err != nil {
		return nil, fmt.Errorf("reading the language files: %w", err)
	}
	all := &languages{byCode: map[string]*language{}, stops: map[string]uint64{}}
	for _, e := range entries {
		data, err := files.ReadFile(path.Join("languages", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the language files: %w", err)
		}
		if err := all.add(strings.TrimSuffix(e.Name(), ".txt"), string(data)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// get returns the language of a BCP 47 tag, or one that knows nothing.
func (a *languages) get(tag string) *language {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	primary, _, _ = strings.Cut(primary, "_")
	if l := a.byCode[primary]; l != nil {
		return l
	}
	return &language{code: primary, dashes: true}
}

func (a *languages) add(code, data string) error {
	l := &language{
		code: code, classes: map[string]class{}, abbr: map[string]bool{}, number: map[string]bool{},
		phrases: map[string][]phrase{}, nobody: map[string]bool{}, things: map[string]bool{},
	}
	a.byCode[code] = l
	for n, line := range strings.Split(data, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok || !a.set(l, key, value) {
			return fmt.Errorf("languages/%s.txt, line %d: unknown key %q", code, n+1, key)
		}
	}
	bit := uint64(1) << len(a.order)
	a.order = append(a.order, l)
	for w, c := range l.classes {
		if c&stopword != 0 {
			a.stops[w] |= bit
		}
	}
	return nil
}

func (a *languages) set(l *language, key, value string) bool {
	words := strings.Fields(value)
	switch key {
	case "also":
		for _, code := range words {
			a.byCode[code] = l
		}
	case "split":
		for _, w := range words {
			l.elision = l.elision || w == "elision"
			l.dashes = l.dashes || w == "dashes"
			l.verbFirst = l.verbFirst || w == "verbfirst"
			l.inverts = l.inverts || w == "inverts"
			l.proDrop = l.proDrop || w == "prodrop"
			l.verbFinal = l.verbFinal || w == "verbfinal"
			l.loose = l.loose || w == "loose"
			l.apostrophes = l.apostrophes || w == "apostrophes"
			l.unspaced = l.unspaced || w == "unspaced"
			l.spacesEnd = l.spacesEnd || w == "clauses"
			l.ordinals = l.ordinals || w == "ordinals"
		}
	case "abbr", "number":
		for _, w := range words {
			l.abbr[w] = true
			l.number[w] = l.number[w] || key == "number"
		}
	case "endings":
		l.endings = words
	case "bounds":
		l.bounds = words
	case "starts":
		l.starts = words
	case "leads":
		l.leads = words
	case "nobody":
		for _, w := range words {
			l.nobody[w] = true
		}
	case "things":
		for _, w := range words {
			l.things[w] = true
		}
	case "topic":
		l.topic = strings.TrimSpace(value)
	default:
		if c, ok := classNamed(key); ok {
			for _, w := range words {
				l.classes[w] |= c
				l.agents = l.agents || c == agentMark
			}
			return true
		}
		r, ok := roleNamed(key)
		if !ok {
			return false
		}
		for _, p := range strings.Split(value, "|") {
			l.addPhrase(p, r)
		}
	}
	return true
}

func (l *language) addPhrase(text string, r role) {
	var words []string
	v := newVocabulary(&language{elision: l.elision}, 8)
	tail := ""
	for _, t := range v.tokenize(nil, text, spanOf(text)) {
		words = append(words, v.words[t.word].text)
		tail = strings.TrimRight(text[t.end:], " ")
	}
	if len(words) == 0 {
		return
	}
	l.classes[words[0]] |= beginsPhrase
	l.phrases[words[0]] = append(l.phrases[words[0]], phrase{words: words, tail: tail, role: r})
}
