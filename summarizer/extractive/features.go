package extractive

import (
	"math"
	"slices"
)

// The features of a sentence. Their order is the order of a vector; a change here
// needs new weights (crier train).
const (
	fPosition    = iota // 1/(1+index)
	fIndex              // index among the sentences
	fRelative           // index/count
	fCount              // how many sentences the text has, log
	fOpens              // first of a paragraph of several sentences
	fParagraph          // 1/(1+paragraph), where there are paragraphs
	fBlockLength        // sentences in its paragraph, log
	fWords              // words
	fLogWords
	fTitle      // share of the title's terms in it
	fFirst      // likeness to the first sentence
	fLead       // likeness to the first three
	fCentroid   // likeness to the whole text
	fFrequency  // how often its terms occur, on average
	fTop        // share of the text's ten weightiest terms in it
	fCoverage   // share of the text's weight that its terms carry
	fNew        // share of its terms that are said here for the first time
	fLater      // share of its terms that come back later
	fPrevious   // likeness to the sentence before
	fNext       // likeness to the sentence after
	fNames      // capitalized words inside the sentence, per word
	fNameWeight // how often its names occur in the text
	fNewNames   // names that are named here first
	fNumbers    // numbers per word
	fHasNumber
	fTime
	fStopwords   // function words per word
	fPronouns    // third-person pronouns per word
	fNameless    // a pronoun and no name
	fFirstPerson // first-person words per word
	fQuoted      // share inside quotation marks
	fSpeech      // a verb of speech
	fQuestion
	fExclaims
	fOpinion
	fLeaning
	fNextLeans // the sentence after leans on this one
	fCommas
	fColon
	fWordLength
	fCuts // share that trimming takes
	fRankCoverage
	fRankCentroid
	fRankNames
	fRankWords
	fTopName
	fFitIndex
	fPrevUnfit
	fReport
	fMeanWords // of the text's sentences
	fDateline  // the text names its agency
	fTextQuoted
	fTextFirst
	fCue
	featureCount
)

// vector holds a sentence's features.
type vector [featureCount]float32

// terms sums up how the terms of a text are spread over its sentences.
type terms struct {
	sentences []int32   // in how many sentences a term occurs
	first     []int32   // the first sentence that has it
	last      []int32   // the last
	weight    []float64 // its share of the text
	name      []bool    // it is written with a capital inside sentences
	stop      []bool
	title     []bool
	mark      []int32 // scratch: the last sentence (plus one) that counted the term
	inFirst   []bool
	inLead    []bool
	topName   int32
	topWeight float64 // the weight of the tenth term
	titles    int
	norm      float64
}

func (d *document) survey() *terms {
	titleTokens := d.vocab.tokenize(nil, d.title, spanOf(d.title))
	n := int(d.vocab.terms)
	counts := make([]int32, 4*n)
	flags := make([]bool, 5*n)
	t := &terms{
		sentences: counts[:n], first: counts[n : 2*n], last: counts[2*n : 3*n], mark: counts[3*n:],
		name: flags[:n], stop: flags[n : 2*n], title: flags[2*n : 3*n], inFirst: flags[3*n : 4*n], inLead: flags[4*n:],
		weight: make([]float64, n),
	}
	for i := range d.sentences {
		d.surveySentence(t, i)
	}
	for _, tok := range titleTokens {
		if term := d.vocab.words[tok.word].term; d.classOf(tok)&stopword == 0 && !t.title[term] {
			t.title[term] = true
			t.titles++
		}
	}
	t.weigh()
	return t
}

func (d *document) surveySentence(t *terms, i int) {
	s := &d.sentences[i]
	for k, tok := range d.tokensOf(s) {
		term := d.vocab.words[tok.word].term
		if tok.capital && k > 0 {
			t.name[term] = true
		}
		if t.mark[term] == int32(i+1) {
			continue
		}
		t.mark[term] = int32(i + 1)
		if t.sentences[term] == 0 {
			t.first[term] = int32(i)
			t.stop[term] = d.classOf(tok)&stopword != 0
		}
		t.sentences[term]++
		t.last[term] = int32(i)
		t.inFirst[term] = t.inFirst[term] || i == 0
		t.inLead[term] = t.inLead[term] || i < 3
	}
}

// weigh gives every term its share of the text: how many sentences have it, function
// words aside.
func (t *terms) weigh() {
	var top [10]float64
	var sum float64
	for i, n := range t.sentences {
		if t.stop[i] || n == 0 {
			continue
		}
		w := float64(n)
		t.weight[i] = w
		t.norm += w * w
		sum += w
		for k := range top {
			if w > top[k] {
				w, top[k] = top[k], w
			}
		}
	}
	best := int32(0)
	t.topName = -1
	for i, n := range t.sentences {
		if t.name[i] && !t.stop[i] && n > best {
			best, t.topName = n, int32(i)
		}
	}
	t.topWeight = max(top[len(top)-1], 1)
	t.norm = math.Sqrt(t.norm)
	for i := range t.weight {
		t.weight[i] /= max(sum, 1)
	}
	t.norm /= max(sum, 1)
	t.topWeight /= max(sum, 1)
}

// measure computes the features of every sentence.
func (d *document) measure(m *Model) []vector {
	t := d.survey()
	clear(t.mark)
	vectors := make([]vector, len(d.sentences))
	lengths := make([]int, len(d.blocks))
	for i := range d.sentences {
		lengths[d.sentences[i].block]++
	}
	for i := range d.sentences {
		v := &vectors[i]
		d.place(v, i, lengths)
		d.look(v, i)
		d.content(v, i, t)
		if i > 0 {
			likeness := float32(d.likeness(i-1, i))
			v[fPrevious], vectors[i-1][fNext] = likeness, likeness
			if d.sentences[i].flaws&isLeaning != 0 {
				vectors[i-1][fNextLeans] = 1
			}
		}
	}
	fits := 0
	for i := range d.sentences {
		vectors[i][fFitIndex] = float32(min(fits, 50))
		if d.sentences[i].flaws&unfit == 0 {
			fits++
		}
		if i > 0 && d.sentences[i-1].flaws&unfit != 0 {
			vectors[i][fPrevUnfit] = 1
		}
	}
	rank(vectors, fCoverage, fRankCoverage)
	rank(vectors, fCentroid, fRankCentroid)
	rank(vectors, fNameWeight, fRankNames)
	rank(vectors, fWords, fRankWords)
	d.shape(vectors)
	d.readTitle(vectors, t.titles)
	d.cue(vectors, m)
	return vectors
}

func (d *document) shape(vectors []vector) {
	var words, quoted, first float32
	for i := range vectors {
		words += vectors[i][fWords]
		quoted += vectors[i][fQuoted]
		first += vectors[i][fFirstPerson]
	}
	n := float32(max(1, len(vectors)))
	for i := range vectors {
		v := &vectors[i]
		v[fMeanWords], v[fTextQuoted], v[fTextFirst] = words/n, quoted/n, first/n
		v[fDateline] = bit(d.agency != "")
	}
}

// rank writes which share of the sentences has less of a feature.
func rank(vectors []vector, of, into int) {
	values := make([]float32, len(vectors))
	for i := range vectors {
		values[i] = vectors[i][of]
	}
	slices.Sort(values)
	for i := range vectors {
		n, _ := slices.BinarySearch(values, vectors[i][of])
		vectors[i][into] = float32(n) / float32(len(values))
	}
}

// place measures where a sentence stands.
func (d *document) place(v *vector, i int, lengths []int) {
	s := &d.sentences[i]
	n := len(d.sentences)
	v[fPosition] = 1 / float32(1+i)
	v[fIndex] = float32(min(i, 50))
	v[fRelative] = float32(i) / float32(n)
	v[fCount] = float32(math.Log(float64(n)))
	if s.opens && lengths[s.block] > 1 {
		v[fOpens] = 1
	}
	if len(d.blocks) > 1 {
		v[fParagraph] = 1 / float32(1+s.block)
	}
	v[fBlockLength] = float32(math.Log(float64(lengths[s.block])))
}

// look measures how a sentence is made.
func (d *document) look(v *vector, i int) {
	s := &d.sentences[i]
	var names, numbers, stop, pronouns, first, letters float32
	for k, t := range d.tokensOf(s) {
		c := d.classOf(t)
		switch {
		case t.number:
			numbers++
		case t.capital && k > 0 && c&(stopword|timeWord) == 0:
			names++
		}
		stop += bit(c&stopword != 0)
		pronouns += bit(c&pronoun != 0)
		first += bit(c&firstPerson != 0)
		letters += float32(t.end - t.start)
		v[fTime] = max(v[fTime], bit(c&timeWord != 0))
		v[fSpeech] = max(v[fSpeech], bit(c&speech != 0))
		v[fReport] = max(v[fReport], bit(c&report != 0))
		v[fOpinion] += bit(c&opinion != 0)
	}
	n := float32(max(1, s.to-s.from))
	v[fWords], v[fLogWords] = float32(min(s.keptWords, 80)), float32(math.Log(float64(max(1, s.keptWords))))
	v[fNames], v[fNumbers], v[fStopwords] = names/n, numbers/n, stop/n
	v[fPronouns], v[fFirstPerson], v[fWordLength] = pronouns/n, first/n, letters/n
	v[fHasNumber], v[fNameless] = bit(numbers > 0), bit(pronouns > 0 && names == 0)
	v[fQuoted] = float32(s.quoted)
	v[fQuestion], v[fLeaning] = bit(s.flaws&isQuestion != 0), bit(s.flaws&isLeaning != 0)
	d.punctuation(v, s)
	v[fCuts] = float32(s.words-s.keptWords) / float32(max(1, s.words))
}

func (d *document) punctuation(v *vector, s *sentence) {
	for _, c := range []byte(d.textOf(s)) {
		switch c {
		case ',':
			v[fCommas]++
		case ':', ';':
			v[fColon] = 1
		case '!':
			v[fExclaims] = 1
		}
	}
}
