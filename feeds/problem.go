package feeds

import (
	"errors"
	"fmt"
	"time"
)

// Problem is a failure that people may be told about: what happened, as data.
type Problem struct {
	Kind   ProblemKind
	URL    string        // the address as asked, secrets masked
	Host   string        // for the sentence
	Status int           // HTTP status where one came
	Wait   time.Duration // the server asks to be left alone for so long
	Feed   bool          // a feed was asked for or looked for there, and no article

	Links   []Link // of kind List: some of the articles, the first first
	HasFeed bool   // of a page: it announces a feed, or is one

	Err error // the cause, for the log
}

// Error is for logs; people are told through bot/lang by Kind.
func (p *Problem) Error() string {
	s := string(p.Kind)
	if p.URL != "" {
		s += " " + p.URL
	}
	if p.Status != 0 {
		s += fmt.Sprintf(" (status %d)", p.Status)
	}
	if p.Err != nil {
		s += ": " + p.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// ProblemKind names a failure. bot/lang has a sentence for each, with what to do
// next, under "problem.<kind>"; under "feed_problem.<kind>" where it is another one for
// who asked for a feed.
type ProblemKind string

// The kinds of problem.
const (
	BadAddress  ProblemKind = "bad_address"  // not a web address
	Private     ProblemKind = "private"      // an address that must not be fetched
	Port        ProblemKind = "port"         // at a port that is not the web's
	Unreachable ProblemKind = "unreachable"  // no such host, refused, broken line
	Untrusted   ProblemKind = "untrusted"    // TLS did not hold
	Timeout     ProblemKind = "timeout"      // no answer in time
	Cancelled   ProblemKind = "cancelled"    // the asker gave up
	NotFound    ProblemKind = "not_found"    // 404
	Gone        ProblemKind = "gone"         // 410
	Forbidden   ProblemKind = "forbidden"    // 401, 403, 451
	Busy        ProblemKind = "busy"         // 429, 503
	ServerError ProblemKind = "server_error" // other 5xx, nonsense
	Redirects   ProblemKind = "redirects"    // too many or in a circle
	TooLarge    ProblemKind = "too_large"
	Robots      ProblemKind = "robots" // the site asks not to be crawled there

	NoArticle  ProblemKind = "no_article"  // a page without an article: nothing, or what only its scripts show
	List       ProblemKind = "list"        // a page of many articles: a home page, a section, a feed
	CookieWall ProblemKind = "cookie_wall" // only a consent question came
	BotCheck   ProblemKind = "bot_check"   // only a "prove that you are human" came
	Login      ProblemKind = "login"       // behind a login or a paywall without free text
	TooShort   ProblemKind = "too_short"   // too little text for a summary
	PDF        ProblemKind = "pdf"         // a PDF that gave no text: scanned or damaged
	PDFLocked  ProblemKind = "pdf_locked"  // a PDF that needs a password
	Picture    ProblemKind = "picture"
	Video      ProblemKind = "video"
	Audio      ProblemKind = "audio"
	Binary     ProblemKind = "binary" // some other file

	NoFeed     ProblemKind = "no_feed"     // no feed is announced there
	DeadFeed   ProblemKind = "dead_feed"   // one is announced, but not there
	NotFeed    ProblemKind = "not_feed"    // something else came
	BrokenFeed ProblemKind = "broken_feed" // a feed that cannot be understood
	EmptyFeed  ProblemKind = "empty_feed"  // a feed without entries
)

// Walled reports whether the page is there, but shown to others only: what its feed
// says of it may stand in.
func (k ProblemKind) Walled() bool {
	switch k {
	case CookieWall, BotCheck, Login, Forbidden:
		return true
	}
	return false
}

// KindOf gives the kind of the Problem in err's chain; empty if there is none.
func KindOf(err error) ProblemKind {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Kind
	}
	return ""
}
