package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode"

	"crier/feeds"
)

// print is what an entry is known by: feeds rewrite any one of these and still mean
// the same article.
type print struct {
	guid  string
	plain string // the address without what does not make it another page; empty: none
	words string // hash of title and text
	title string
	text  int // bytes
}

func printOf(e feeds.Entry) print {
	p := print{guid: e.GUID, plain: plainAddress(e.URL), title: e.Title, text: len(e.Summary) + len(e.Content)}
	p.words = hashOf(e.Title, e.Summary, e.Content)
	return p
}

func hashOf(parts ...string) string {
	var room [4 << 10]byte // more than what most entries say
	all := room[:0]
	for _, s := range parts {
		all = append(append(all, s...), 0)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// plainAddress leaves out what does not make an address another page: http or https,
// "www.", a default port, the fragment, a slash at the end, the parameters that only
// count visitors, and their order.
func plainAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	plain := host + strings.TrimSuffix(u.EscapedPath(), "/")
	if u.RawQuery == "" {
		return plain
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid" {
			query.Del(name)
		}
	}
	if len(query) > 0 {
		plain += "?" + query.Encode()
	}
	return plain
}

// knownEntry is a stored entry that may be the same as one that came.
type knownEntry struct {
	id           int64
	guid, words  string
	plain, title string
	stays        bool // an entry of its own GUID has come too
}

// shelf is what is stored of a feed and looks like what came.
type shelf struct {
	byGUID           map[string]*knownEntry
	byPlain, byWords map[string][]*knownEntry
}

// verdict says what an entry is to what is stored.
type verdict int

const (
	isNew       verdict = iota
	isKnown             // nothing to be done
	isRewritten         // the same words under another address or GUID
	isCorrected         // other words
)

// judge compares an entry with what is stored. The GUID decides where it is known.
// One of a new GUID is an old entry if its address and words are stored, or either
// of them under a GUID that the feed no longer shows: the same long text at another
// address has moved; the one entry of an address, under a similar title, is corrected.
func (s shelf) judge(p print) (id int64, what verdict) {
	if old := s.byGUID[p.guid]; old != nil {
		switch {
		case old.words == p.words && old.plain == p.plain:
			return old.id, isKnown
		case old.words == p.words, old.words == "": // kept before words were hashed
			return old.id, isRewritten
		}
		return old.id, isCorrected
	}
	const longEnough = 100 // bytes of text that do not come twice by chance
	for _, old := range s.byWords[p.words] {
		switch {
		case old.plain == p.plain:
			return old.id, isKnown
		case !old.stays && p.text >= longEnough:
			return old.id, isRewritten
		}
	}
	if same := s.byPlain[p.plain]; p.plain != "" && len(same) == 1 && !same[0].stays && similar(same[0].title, p.title) {
		return same[0].id, isCorrected
	}
	return 0, isNew
}

// learn lets the entries that follow be compared with this one too.
func (s shelf) learn(id int64, p print) {
	k := &knownEntry{id: id, guid: p.guid, words: p.words, plain: p.plain, title: p.title, stays: true}
	s.byGUID[p.guid] = k
	s.byPlain[p.plain] = append(s.byPlain[p.plain], k)
	s.byWords[p.words] = append(s.byWords[p.words], k)
}

// knownEntries looks up what is stored of the feed under the prints' marks.
func knownEntries(ctx context.Context, q queries, feed int64, prints []print) (shelf, error) {
	n := len(prints)
	s := shelf{make(map[string]*knownEntry, n), make(map[string][]*knownEntry, n), make(map[string][]*knownEntry, n)}
	// Of a new feed nothing is stored: one look instead of three for each entry.
	none, err := value[bool](ctx, q, `SELECT NOT EXISTS (SELECT 1 FROM entries WHERE feed_id = ?)`, feed)
	if err != nil || none {
		return s, err
	}
	var guids, plains, words []string
	came := map[string]bool{}
	for _, p := range prints {
		guids, plains, words = append(guids, p.guid), append(plains, p.plain), append(words, p.words)
		came[p.guid] = true
	}
	const columns = `SELECT id, guid, words, plain, title FROM entries WHERE feed_id = ? AND `
	err = q.each(ctx, func(row scanner) error {
		k := &knownEntry{}
		err := row.Scan(&k.id, &k.guid, &k.words, &k.plain, &k.title)
		if s.byGUID[k.guid] != nil {
			return err
		}
		k.stays = came[k.guid]
		s.byGUID[k.guid] = k
		s.byPlain[k.plain] = append(s.byPlain[k.plain], k)
		s.byWords[k.words] = append(s.byWords[k.words], k)
		return err
	}, columns+`guid IN (SELECT j.value FROM IDS(?) AS j)
		UNION ALL `+columns+`plain IN (SELECT j.value FROM IDS(?) AS j)
		UNION ALL `+columns+`words IN (SELECT j.value FROM IDS(?) AS j)`,
		feed, quoted(guids), feed, quoted(plains), feed, quoted(words))
	return s, err
}

// similar says whether half of the titles' words are the same.
func similar(a, b string) bool {
	one, other := wordsOf(a), wordsOf(b)
	both := 0
	for w := range one {
		if other[w] {
			both++
		}
	}
	return 2*both >= max(len(one), len(other))
}

func wordsOf(title string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		words[w] = true
	}
	return words
}
