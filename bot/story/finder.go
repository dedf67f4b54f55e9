package story

import (
	"hash/maphash"
	"sync"
	"time"
)

// Article is what a finder knows of an article.
type Article struct {
	ID       string // distinct; a story has the id of its first article
	Title    string
	Text     string
	Language string    // as in BCP 47; empty: unknown
	At       time.Time // when it came
}

// Relation is what an article is to its story.
type Relation string

// The relations.
const (
	First  Relation = "first"  // nobody told this before
	Copy   Relation = "copy"   // the same text, perhaps edited
	Report Relation = "report" // the same event in other words
	Update Relation = "update" // the same event hours later, with new facts
)

// Options of a Finder. Zero values are usable.
type Options struct {
	Window   time.Duration // how long an article is remembered; 0: four days
	Articles int           // how many at most, the oldest go first; 0: 50,000
}

// Finder finds the story of each article. It is safe for concurrent use. An
// article takes two to three kilobytes.
type Finder struct {
	Options
	mu    sync.Mutex
	seed  maphash.Seed
	kept  []*article // by age; the number of kept[0] is first
	first uint32
	byID  map[string]*article
	tales map[string]*tale

	seen  map[uint32]uint32   // shortened feature → in how many kept articles
	posts map[uint64][]uint32 // telling feature → numbers of articles, oldest first
	bands map[uint64]uint32   // band → number of the latest article
}

// article is a kept one.
type article struct {
	id       string
	tale     *tale
	language string
	at       time.Time
	features []feature // the weightiest, by hash
	mass     [2]float64
	seen     []uint32 // all
	told     []uint64 // those it is found by
	print    signature
	printed  bool
}

// tale is a story.
type tale struct {
	id    string
	fresh time.Time // when the last new facts came
	kept  int       // articles
	known map[uint64]bool
	langs map[string]bool
}

// New returns an empty Finder.
func New(o Options) *Finder {
	if o.Window == 0 {
		o.Window = 4 * 24 * time.Hour
	}
	if o.Articles == 0 {
		o.Articles = 50_000
	}
	return &Finder{
		Options: o, seed: maphash.MakeSeed(), byID: map[string]*article{}, tales: map[string]*tale{},
		seen: map[uint32]uint32{}, posts: map[uint64][]uint32{}, bands: map[uint64]uint32{},
	}
}

// Find returns the story of an article and what the article is to it, and remembers
// the article. An article that is known already is answered as a copy of itself.
func (f *Finder) Find(a Article) (string, Relation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if old, ok := f.byID[a.ID]; ok {
		return old.tale.id, Copy
	}
	f.forget(a.At)
	n := f.prepare(a)
	t, relation := f.place(n)
	if t == nil {
		t = f.tale(a.ID, a.At)
	}
	if relation == Update {
		t.fresh = a.At
	}
	f.keep(n, t)
	return t.id, relation
}

// Add remembers an article whose story is known, as at a start: oldest first.
func (f *Finder) Add(a Article, story string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.byID[a.ID]; ok {
		return
	}
	f.forget(a.At)
	f.keep(f.prepare(a), f.tale(story, a.At))
}

// Len is the number of articles remembered.
func (f *Finder) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.kept)
}

func (f *Finder) hash(s string) uint64 { return maphash.String(f.seed, s) }

func (f *Finder) tale(id string, at time.Time) *tale {
	t := f.tales[id]
	if t == nil {
		t = &tale{id: id, fresh: at, known: map[uint64]bool{}, langs: map[string]bool{}}
		f.tales[id] = t
	}
	return t
}

// keep stores a prepared article in its story.
func (f *Finder) keep(n *article, t *tale) {
	n.tale = t
	t.kept++
	t.langs[n.language] = true
	for _, x := range n.features {
		t.known[x.hash] = true
	}
	at := f.first + uint32(len(f.kept))
	f.kept = append(f.kept, n)
	f.byID[n.id] = n
	for _, h := range n.seen {
		f.seen[h]++
	}
	for _, h := range n.told {
		f.posts[h] = append(f.posts[h], at)
	}
	if n.printed {
		for b := range bands {
			f.bands[n.print.band(b)] = at
		}
	}
}

// forget drops the articles that are too old or too many.
func (f *Finder) forget(now time.Time) {
	for len(f.kept) > 0 && (len(f.kept) >= f.Articles || now.Sub(f.kept[0].at) > f.Window) {
		f.drop(f.kept[0])
		f.kept[0] = nil
		f.kept = f.kept[1:]
		f.first++
	}
}

func (f *Finder) drop(n *article) {
	delete(f.byID, n.id)
	if n.tale.kept--; n.tale.kept == 0 {
		delete(f.tales, n.tale.id)
	}
	for _, h := range n.seen {
		if f.seen[h]--; f.seen[h] == 0 {
			delete(f.seen, h)
		}
	}
	for _, h := range n.told {
		if f.posts[h] = f.posts[h][1:]; len(f.posts[h]) == 0 {
			delete(f.posts, h)
		}
	}
	for b := range bands {
		if key := n.print.band(b); n.printed && f.bands[key] == f.first {
			delete(f.bands, key)
		}
	}
}
