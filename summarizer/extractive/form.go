package extractive

// What the form of a text says beside the learned score, in its unit, a probability.
// The articles that the ranker learns from have lost their paragraphs and source tags,
// so these are set by hand. A comment is not news. Where paragraphs end in the tags of
// several sources, each is a report: its first sentence says what it is about, two
// points from one are one too many, and a further source is a further thing.
const (
	topicSentence = 0.15
	sameParagraph = 0.30
	freshSource   = 0.50
	comment       = 0.12
	tooBrief      = 0.08
	furnitureLike = 1.20 // a sentence about copyright is seldom what an article is about
	nutGraph      = 0.30 // the sentence that says what the title says, where a scene stands before it
	anecdote      = 0.65 // that scene
	leaning       = 0.25 // a pronoun that opens the text
	backward      = 0.05 // "To close that gap, …"
	address       = 0.10
	host          = 0.30 // of a transcript: it welcomes and asks
	brief         = 10   // words: a sentence so short seldom stands alone
)

// formLoss is what a set loses, or gains, by the paragraph and the source of sentence i.
func (c *chooser) formLoss(b set, i int) float64 {
	if !c.d.tagged || len(b.taken) == 0 {
		return 0
	}
	block := c.d.sentences[i].block
	tag := c.d.blocks[block].tag
	loss, fresh := 0.0, tag != ""
	for _, k := range b.taken {
		other := c.d.sentences[c.cands[k]].block
		if other == block {
			loss = sameParagraph
		}
		fresh = fresh && c.d.blocks[other].tag != tag
	}
	if fresh {
		loss -= freshSource
	}
	return loss
}

// form is what a sentence gains by what the title says and by opening a report, and
// loses by commenting, by leaning on nothing and by what looks like furniture.
func (d *document) form(i int) float64 {
	s := &d.sentences[i]
	sum := 0.0
	switch {
	case d.nut == 0:
	case i == d.nut:
		sum += nutGraph
	case i < d.nut && d.near[i] < aside:
		sum -= anecdote
	}
	if d.tagged && s.opens {
		sum += topicSentence
		if d.pointsBack(s) {
			sum -= comment
		}
	}
	if d.transcript && s.block > 0 && d.blocks[0].tag != "" && d.blocks[s.block].tag == d.blocks[0].tag {
		sum -= host
	}
	if s.keptWords < brief {
		sum -= tooBrief
	}
	if i == 0 && s.flaws&isLeaning != 0 {
		sum -= leaning
	}
	return sum - d.wording(i)
}

// wording is what a sentence loses by words that comment, address the reader or belong
// to furniture more often than to news.
func (d *document) wording(i int) (loss float64) {
	s := &d.sentences[i]
	for k := s.from; k < s.to; k++ {
		t := d.tokens[k]
		c := d.classOf(t)
		switch {
		case c&(opinion|suspect|addressee) == 0 || s.cutAt(t.start):
		case c&suspect != 0 && !d.entitled(i):
			return furnitureLike
		case c&opinion != 0:
			loss = max(loss, comment)
		case c&addressee != 0 && s.quoted == 0 && !d.advises:
			loss = max(loss, address)
		}
	}
	return loss
}

// entitled tells whether the title is about what a suspect word in sentence i says: it has
// such a word itself, or the sentence says what the title says.
func (d *document) entitled(i int) bool { return d.suspected || d.near != nil && d.near[i] >= 0.5 }

// Bounds of a title that tells what its text is about.
const (
	fewestTitleTerms = 3
	leastShare       = 0.3  // of its terms, in some sentence
	aside            = 0.25 // of the nearest sentence's share: what has less is beside the point
	nearest          = 0.8  // of that share: what has more says it
	delayed          = 1    // sentences before the one that says what the title says
	latestNut        = 0.5  // of the text: a title taken up later is a phrase, not the news
)

// readTitle finds how near each sentence is to what the title says, as a share of the
// nearest one's terms, and what kind of text the title and the sentences make of it. A
// title that no sentence takes up tells nothing.
func (d *document) readTitle(vectors []vector, titles int) {
	for _, t := range d.vocab.tokenize(nil, d.title, spanOf(d.title)) {
		d.suspected = d.suspected || d.classOf(t)&suspect != 0
	}
	addressed := 0
	var most float32
	for i := range d.sentences {
		s := &d.sentences[i]
		if s.flaws&unfit == 0 {
			most = max(most, vectors[i][fTitle])
		}
		for _, t := range d.tokensOf(s) {
			if d.classOf(t)&addressee != 0 {
				addressed++
				break
			}
		}
	}
	d.advises = addressed*3 > len(d.sentences)
	if titles < fewestTitleTerms || most < leastShare || d.titleIsCut() {
		return
	}
	d.near = make([]float32, len(d.sentences))
	for i := range d.near {
		d.near[i] = min(1, vectors[i][fTitle]/most)
	}
	d.findNut()
}

// findNut finds the sentence that says what the title says, where a text opens with a scene
// or a thought instead: nothing before it says much of the title.
func (d *document) findNut() {
	for i := range d.near {
		switch s := &d.sentences[i]; {
		case s.flaws&unfit != 0:
		case d.near[i] >= nearest:
			if i >= delayed && float64(i) < latestNut*float64(len(d.near)) {
				d.nut = i
			}
			return
		case d.near[i] >= aside && i < delayed:
			return
		}
	}
}

// pointsBack tells whether a sentence opens with a phrase such as "Alongside these
// moves, …": it leans a little.
func (d *document) pointsBack(s *sentence) bool {
	const near = 3
	for k := s.from + s.openingCut; k < min(s.to, s.from+s.openingCut+near); k++ {
		if d.classOf(d.tokens[k])&(opener|stopword) == opener|stopword {
			return true
		}
	}
	return false
}
