package feeds

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// Source is a feed as it is kept between polls.
type Source struct {
	ID       int64  // 0 until it is stored
	URL      string // where it is fetched; may hold a key: show Shown() to people
	Title    string
	Site     string // the address of the site it belongs to
	Language string // BCP 47 as claimed by the feed; may be empty

	ETag, LastModified string // to be sent back with the next poll
	Hash               string // the poller's own note: of the last body, which is not parsed if it comes unchanged, and what it asked of pollers

	Public   bool      // a starter feed or one the owner opened: every chat may see it
	Polled   time.Time // the last poll that got an answer; zero: never
	NextPoll time.Time
	Rhythm   time.Duration // between two of its entries, as of late; 0: not known
	Newest   time.Time     // when its newest entry was published; zero: not known
	Hub      string        // WebSub: where to subscribe; empty if none was announced
	Self     string        // WebSub: to what; empty: to URL
	Pushed   time.Time     // the hub has promised to push until then
	Failures int           // failed polls in a row
	Problem  string        // ProblemKind of the last failure; empty when the last poll went well
}

// Host names who is asked for the feed, port included, in lower case; empty if the
// address is none.
func (s Source) Host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// Update is what one poll of a feed gave, whatever its format.
type Update struct {
	Unchanged bool   // 304 or the same body as before: the rest is empty but for the validators and Wait
	URL       string // where the feed lives now: differs from the Source's only after permanent redirects
	Title     string
	Site      string
	Language  string
	Entries   []Entry // as the feed orders them, at most MaxEntries

	ETag, LastModified, Hash string
	Wait                     time.Duration // the feed asks not to be polled sooner (TTL, Cache-Control, Retry-After); 0: nothing asked
	Hub, Self                string        // WebSub: where to subscribe, and to what; empty if not announced
}

// MaxEntries is how many entries of one poll are looked at; the rest are older.
const MaxEntries = 500

// Entry is one item of a feed.
type Entry struct {
	ID        int64  // 0 until it is stored
	GUID      string // as the feed gave it, else the URL, else a hash of the content: never empty
	URL       string // absolute; may be empty
	Title     string // plain text
	Author    string
	Summary   string // plain text, paragraphs separated by a blank line: the feed's teaser
	Content   string // plain text, likewise: the whole article where the feed carries it
	Language  string // lower-case primary tag, as claimed by the entry or its feed; may be empty
	Image     string
	Published time.Time // UTC; zero if the feed says nothing believable
	Updated   time.Time
}

// Candidate is a feed that a site offers.
type Candidate struct{ URL, Title string }

// Poller asks feeds.
type Poller interface {
	// Poll fetches the source once, sending back its validators. Errors are
	// *Problem values: of kind Gone when the feed has ended, NotFeed when what
	// came is something else, EmptyFeed (with the Update beside it) when there is no
	// entry.
	Poll(ctx context.Context, s Source) (Update, error)

	// Find names the feeds behind an address that people gave: the address itself
	// if it is a feed, else those that the page or the site announces, best first.
	// It returns a Problem of kind NoFeed when there are none, DeadFeed when what is
	// announced is not there.
	Find(ctx context.Context, address string) ([]Candidate, error)
}
