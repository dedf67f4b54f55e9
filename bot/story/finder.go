package story

import (
	"sync"
	"time"
)

// Relation is what an article is to its story.
type Relation string

// The relations.
const (
	First  Relation = "first"  // nobody told this before
	Known  Relation = "known"  // the very article has its place already
	Copy   Relation = "copy"   // the same text, perhaps edited
	Report Relation = "report" // the same event in other words
	Update Relation = "update" // the same event hours later, with new facts
)

// Place is where an article belongs.
type Place struct {
	Story   string // the id of the story's first article
	Chapter string // the id of the article with which the latest chapter begins; the story's where it has only one
	Relation
}

// Options of a Finder. Zero values are usable.
type Options struct {
	Window   time.Duration // how long an article is remembered; 0: four days
	Articles int           // how many at most, the oldest go first; 0: 100,000
}

// Finder finds the story of each article. It is safe for concurrent use. An
// article takes about 1,500 bytes.
type Finder struct {
	Options
	mu    sync.Mutex
	kept  []*article // in the order in which they were added; the number of kept[0] is first
	first uint32
	byID  map[uint64]uint32 // hash of the id → number
	tales map[uint64]*tale  // hash of the first article's id

	last       *article // the one that was asked for last: most often it is the next to be added
	lastSketch *sketch
	lastOf     int // of how many articles its words were weighed

	forest   forest
	odds     map[uint32]odd
	register register // of the article that is asked for
	common   commonness
	posts    posts
	bands    map[uint32]uint32 // band → number of the latest article
}

// article is a kept one, in one piece of memory: to compare it costs few looks.
type article struct {
	tale      *tale // first: the collector need not look further
	id        uint64
	at        int64 // when it came, in seconds
	published int64 // 0: unknown
	language  [8]byte
	mass      mass
	script    script
	days      uint8
	printed   bool // else its text is too short

	nWords, nSounds uint8
	weighty         [maxWords]word  // the weightiest words, by hash
	rare            [maxRare]uint32 // the rarest sounds, sorted
	told            [maxTold]uint32 // the words and sounds by which it is found; 0: fewer
	print           signature
}

func (n *article) words() []word { return n.weighty[:n.nWords] }

func (n *article) sounds() []uint32 { return n.rare[:n.nSounds] }

// tale is a story.
type tale struct {
	id, chapter string
	fresh       int64    // when the chapter began, in seconds
	members     []uint32 // numbers of its articles; those older than the first are gone
}

// New returns an empty Finder.
func New(o Options) *Finder {
	if o.Window == 0 {
		o.Window = 4 * 24 * time.Hour
	}
	if o.Articles == 0 {
		o.Articles = 100_000
	}
	return &Finder{
		Options: o, first: 1, byID: map[uint64]uint32{}, tales: map[uint64]*tale{},
		forest: grown(), odds: commonWords().odds, posts: newPosts(), bands: map[uint32]uint32{}, common: newCommonness(),
	}
}

// Find says where an article belongs that came at a time. It remembers nothing:
// Add does, once the article has its place. Bytes that are no [Sketch] are of an
// article that is like no other.
func (f *Finder) Find(id string, sketched []byte, at time.Time) Place {
	s, err := parse(sketched)
	f.mu.Lock()
	defer f.mu.Unlock()
	if n, ok := f.byID[hash64(id)]; ok {
		t := f.kept[n-f.first].tale
		return Place{t.id, t.chapter, Known}
	}
	if err != nil {
		return Place{id, id, First}
	}
	n, order := f.prepare(id, s, at)
	f.last, f.lastSketch, f.lastOf = n, s, f.common.articles
	t, relation := f.place(n, order)
	switch relation {
	case First:
		return Place{id, id, First}
	case Update:
		return Place{t.id, id, Update}
	}
	return Place{t.id, t.chapter, relation}
}

// Add remembers an article with its place, oldest first, and forgets those that are
// too old or too many. An article that is there already stays where it is. Without
// a sketch no other article is like it.
func (f *Finder) Add(id string, sketched []byte, at time.Time, p Place) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.byID[hash64(id)]; ok {
		return
	}
	n, s := f.prepared(id, sketched, at)
	f.forget(at)
	key := hash64(p.Story)
	t := f.tales[key]
	if t == nil {
		t = &tale{id: p.Story, chapter: p.Story, fresh: at.Unix()}
		f.tales[key] = t
	}
	if p.Chapter != "" && p.Chapter != t.chapter {
		t.chapter, t.fresh = p.Chapter, at.Unix()
	}
	n.at = at.Unix()
	f.keep(n, s, t)
}

// prepared is the article that was asked for last, if it is that one, else made anew.
func (f *Finder) prepared(id string, sketched []byte, at time.Time) (*article, *sketch) {
	n, s := f.last, f.lastSketch
	f.last, f.lastSketch = nil, nil
	if n != nil && n.id == hash64(id) && f.lastOf == f.common.articles {
		return n, s
	}
	s, err := parse(sketched)
	if err != nil {
		s = &sketch{}
	}
	n, _ = f.prepare(id, s, at)
	return n, s
}

// Story is the story of an article that is remembered.
func (f *Finder) Story(id string) (story string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, ok := f.byID[hash64(id)]
	if !ok {
		return "", false
	}
	return f.kept[n-f.first].tale.id, true
}

// Len is the number of articles remembered.
func (f *Finder) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.kept)
}

// keep stores a prepared article in its story.
func (f *Finder) keep(n *article, s *sketch, t *tale) {
	at := f.first + uint32(len(f.kept))
	n.tale = t
	for len(t.members) > 0 && t.members[0] < f.first {
		t.members = t.members[1:]
	}
	t.members = append(t.members, at)
	f.kept = append(f.kept, n)
	f.byID[n.id] = at
	f.common.add(s)
	for _, h := range n.told {
		if h != 0 {
			f.posts.add(h, at, f.first)
		}
	}
	if n.printed {
		for b := range bands {
			f.bands[n.print.band(b)] = at
		}
	}
}

// forget drops the articles that are too old or too many.
func (f *Finder) forget(now time.Time) {
	old := now.Add(-f.Window).Unix()
	for len(f.kept) > 0 && (len(f.kept) >= f.Articles || f.kept[0].at < old) {
		f.drop(f.kept[0])
		f.kept[0] = nil
		f.kept = f.kept[1:]
		f.first++
	}
}

func (f *Finder) drop(n *article) {
	delete(f.byID, n.id)
	if n.tale.members[len(n.tale.members)-1] == f.first {
		delete(f.tales, hash64(n.tale.id))
	}
	for _, h := range n.told {
		f.posts.drop(h, f.first)
	}
	if !n.printed {
		return
	}
	for b := range bands {
		if key := n.print.band(b); f.bands[key] == f.first {
			delete(f.bands, key)
		}
	}
}
