package extractive

import (
	"crier/summarizer"
)

// document is a text on its way to a summary: what each stage has learned so far.
type document struct {
	title      string
	body       string
	site       string
	lang       *language
	blocks     []block
	sentences  []sentence
	tokens     []token
	vocab      *vocabulary
	agency     string            // the news agency that a dateline names
	tagged     bool              // its paragraphs end in the tags of several sources
	small      bool              // it opens its sentences with small letters
	captions   bool              // a stop behind a space marks a caption
	stopped    bool              // its sentences end with stops, as most scripts' do
	transcript bool              // its blocks open with the names of speakers
	live       bool              // several of its blocks open with the time of day
	list       bool              // several of its blocks open with list markers
	near       []float32         // how near each sentence is to what the title says; nil: the title tells nothing
	nut        int               // the sentence that the text comes to behind an opening scene; 0: it opens with its news
	suspected  bool              // the title has a word that is suspect elsewhere
	advises    bool              // it speaks to its reader
	wordsIn    int               // words of its prose
	wordsAll   int               // words of the whole body, furniture and all
	speakers   map[string]string // of a transcript: full names by label
	seen       []int32           // scratch of likeness, by term
	scratch    int32
}

// sentence is a sentence of the cleaned text.
type sentence struct {
	span       summarizer.Span
	from, to   int // its tokens
	block      int
	opens      bool // first of its block
	words      int  // as people count
	flaws      flaw
	cuts       []summarizer.Span // what trimming would leave out
	openingCut int               // tokens that a cut takes from its beginning
	quoted     float64           // share of its bytes inside quotation marks
	keptWords  int               // words after the cuts
}

// flaw is a reason why a sentence should not stand in a chat by itself.
type flaw uint16

const (
	isFurniture  flaw = 1 << iota // a call to action, a byline, a caption
	isFragment                    // no sentence: too short, without a stop, without words
	isRepeated                    // said before, word for word
	isUnbalanced                  // a quotation or a bracket is open
	isUnspoken                    // a quotation whose speaker is elsewhere
	isOverlong                    // nobody reads so long a sentence in a chat
	isLeaning                     // opens with a word that needs the sentence before
	isQuestion                    // asks rather than tells
)

// unfit are the flaws that no neighbour heals.
const unfit = isFurniture | isFragment | isRepeated | isUnbalanced | isUnspoken | isOverlong | isQuestion

func (d *document) tokensOf(s *sentence) []token { return d.tokens[s.from:s.to] }

func (d *document) classOf(t token) class { return d.vocab.words[t.word].class }

func (d *document) textOf(s *sentence) string { return d.body[s.span.Start:s.span.End] }

func spanOf(s string) summarizer.Span { return summarizer.Span{End: len(s)} }
