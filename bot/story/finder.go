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
// article takes about 1,700 bytes.
type Finder struct {
	Options
	mu    sync.Mutex
	kept  []*article // in the order in which they were added; the number of kept[0] is first
	first uint32
	byID  map[uint64]uint32 // hash of the id → number
	tales map[uint64]*tale  // hash of the first article's id

	last   *article // the one that was asked for last: most often it is the next to be added
	lastOf int      // of how many articles its words were weighed

	common commonness
	posts  map[uint32]mark   // telling word or sound → the latest article that it leads to
	bands  map[uint32]uint32 // band → number of the latest article
}

// article is a kept one.
type article struct {
	id       uint64
	tale     *tale
	language [8]byte
	script   script
	days     uint8
	at       int64    // seconds
	words    []word   // the weightiest, by hash
	sounds   []uint32 // the rarest, sorted
	mass     mass
	told     [maxTold]link
	print    *signature // nil: too short
}

// mark is where a word or sound stands: the number of an article, and which of those
// it is by which the article is found. Older than the first article: nowhere.
type mark struct {
	at   uint32
	told uint8
}

// link leads from an article to the one before that is found by the same word.
type link struct {
	hash   uint32
	before mark
}

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
		posts: map[uint32]mark{}, bands: map[uint32]uint32{}, common: newCommonness(),
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
	f.last, f.lastOf = n, f.common.articles
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
	s, err := parse(sketched)
	if err != nil {
		s = &sketch{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.byID[hash64(id)]; ok {
		return
	}
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
	n := f.last
	if f.last = nil; n == nil || n.id != hash64(id) || f.lastOf != f.common.articles {
		n, _ = f.prepare(id, s, at)
	}
	n.at = at.Unix()
	f.keep(n, s, t)
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
	for i := range n.told {
		if l := &n.told[i]; l.hash != 0 {
			l.before = f.posts[l.hash]
			f.posts[l.hash] = mark{at, uint8(i)}
		}
	}
	if n.print != nil {
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
	for _, l := range n.told {
		if f.posts[l.hash].at == f.first {
			delete(f.posts, l.hash)
		}
	}
	if n.print == nil {
		return
	}
	for b := range bands {
		if key := n.print.band(b); f.bands[key] == f.first {
			delete(f.bands, key)
		}
	}
}
