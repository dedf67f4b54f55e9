package feeds

import (
	"context"
	"time"
)

// Article is the readable part of a page or an entry.
type Article struct {
	URL       string // where it was read, after redirects; empty for pasted text
	Canonical string // the page's own name for itself if it is believable, else URL: the cache's key
	Title     string
	Author    string
	Date      time.Time // of publication, UTC; zero if the page does not say
	Site      string    // the site's name in words, else its host
	Language  string    // BCP 47, lower-case primary tag: of the text, else as claimed
	Image     string
	ImageAlt  string

	// Text is the article's paragraphs separated by a blank line.
	Text string

	// Page is all text of the page that a browser would find, blocks separated by
	// newlines: whether a link to an exact place is unique is a property of the
	// page. Empty for text that has no page.
	Page string

	// Sheets are, of a file that has pages, the bytes of Text at which each begins.
	Sheets []int

	Kind     ArticleKind
	Carried  bool // a feed's words, standing in for a page that could not be read or says less
	Free     bool // false: the page says that its text is for subscribers and shows only a part
	Previous Link // the article before this one on its site, if the page names it
	Next     Link
}

// Link is an address with the words that stand for it.
type Link struct{ URL, Title string }

// ArticleKind is what the page says it is.
type ArticleKind string

// The kinds of article. The zero kind makes no claim.
const (
	News         ArticleKind = "news"
	Opinion      ArticleKind = "opinion"
	Analysis     ArticleKind = "analysis"
	Satire       ArticleKind = "satire"
	PressRelease ArticleKind = "press"
	Sponsored    ArticleKind = "sponsored"
	Live         ArticleKind = "live"
)

// Reader turns an address or a file into an article.
type Reader interface {
	// Read fetches and extracts. Errors are *Problem values. Purpose tells whether
	// a person asked for this very page or Crier fetches it by itself, in which
	// case robots.txt is honoured.
	Read(ctx context.Context, url string, why Purpose) (Article, error)

	// Open reads a file that somebody sent, by its bytes: the content type is what
	// the sender claims. The article has no address. Errors are *Problem values with
	// the file's name as their Host.
	Open(ctx context.Context, name string, body []byte, contentType string) (Article, error)
}

// Purpose says on whose behalf a page is fetched.
type Purpose int

// The purposes.
const (
	ForPerson Purpose = iota // a person named the address: a person's request
	ForFeed                  // Crier reads by itself: robots.txt is honoured
)
