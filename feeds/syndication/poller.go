package syndication

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"crier/feeds"
)

// acceptFeeds is what a poll asks for.
const acceptFeeds = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"

// Poller asks feeds over a [feeds.Client]. It keeps nothing between calls but, for a
// minute, the feeds that Find has come upon: the first poll of one of them needs no
// second request. It is safe for concurrent use.
type Poller struct {
	// Language tells the language of a text whose words leave no doubt, "" of others.
	// Where a feed names none it is asked before letters are counted; nil: nobody is.
	// It is set before the first call.
	Language func(text string) string

	client feeds.Client
	found  *finds
	large  chan struct{} // turns to parse a large body
}

// Parsing may take ten times a body's size in memory: of large ones, few at once.
const (
	largeBody   = 256 << 10
	largeAtOnce = 2
)

var _ feeds.Poller = (*Poller)(nil)

// New makes a poller that fetches through the client.
func New(client feeds.Client) *Poller {
	return &Poller{client: client, found: &finds{}, large: make(chan struct{}, largeAtOnce)}
}

// Poll fetches the source once, as [feeds.Poller] says. Within the hours that the
// feed asked to be spared (skipHours, skipDays) it fetches nothing and answers
// Unchanged with the Wait that remains.
//
// A feed that holds no entry gives a Problem of kind EmptyFeed together with its
// title and validators.
func (p *Poller) Poll(ctx context.Context, s feeds.Source) (feeds.Update, error) {
	now := time.Now().UTC()
	sum, asked := splitHash(s.Hash)
	if rest := asked.rest(now); rest > 0 {
		return feeds.Update{
			Unchanged: true, URL: s.URL, Wait: rest,
			ETag: s.ETag, LastModified: s.LastModified, Hash: s.Hash,
		}, nil
	}
	res, known := p.found.take(s, now)
	if !known {
		var err error
		res, err = p.get(ctx, feeds.Get{
			URL: s.URL, ETag: s.ETag, LastModified: s.LastModified, Accept: acceptFeeds,
		})
		if err != nil {
			return feeds.Update{}, asked.atLeast(err)
		}
	}
	if res.Status == http.StatusNotModified {
		return feeds.Update{
			Unchanged: true, URL: res.Permanent, Hash: s.Hash,
			Wait:         asked.wait(res.Header, now),
			ETag:         cmp.Or(res.Header.Get("ETag"), s.ETag),
			LastModified: cmp.Or(res.Header.Get("Last-Modified"), s.LastModified),
		}, nil
	}
	if len(res.Body) > largeBody {
		p.large <- struct{}{} // parsing ends, so the turn comes
		defer func() { <-p.large }()
	}
	u, err := p.update(res, s.URL, sum, asked, now)
	return u, asked.atLeast(err)
}

// Read turns a feed's body that came by another way into its entries; address is the
// feed's. Errors are Problems, as Poll's.
func (p *Poller) Read(body []byte, contentType, address string) ([]feeds.Entry, error) {
	d, err := parse(feeds.Response{Body: body, Header: http.Header{"Content-Type": {contentType}}, URL: address, Type: contentType})
	if err != nil {
		return nil, problem(address, err)
	}
	return d.believe(time.Now().UTC(), p.Language), nil
}

// update turns an answer with a body into what it means.
func (p *Poller) update(res feeds.Response, asked, sum string, before wish, now time.Time) (feeds.Update, error) {
	u := feeds.Update{
		URL:          res.Permanent,
		ETag:         res.Header.Get("ETag"),
		LastModified: res.Header.Get("Last-Modified"),
	}
	u.Hub, u.Self = hubInHeader(res.Header, res.URL)
	fresh := checksum(res.Body)
	if fresh == sum {
		u.Unchanged, u.Hash, u.Wait = true, joinHash(sum, before), before.wait(res.Header, now)
		return u, nil
	}
	d, err := parse(res)
	if err != nil {
		return feeds.Update{}, problem(asked, err)
	}
	u.Title, u.Site, u.Language = d.title, d.site, d.language
	u.Entries = d.believe(now, p.Language)
	u.Hash = joinHash(fresh, d.wish)
	u.Wait = d.wish.wait(res.Header, now)
	if u.Hub == "" {
		u.Hub, u.Self = d.hub, d.self
	}
	if len(u.Entries) == 0 {
		return u, problem(asked, &feeds.Problem{Kind: feeds.EmptyFeed})
	}
	return u, nil
}

// get fetches for who asked for a feed, as its Problem says.
func (p *Poller) get(ctx context.Context, g feeds.Get) (feeds.Response, error) {
	res, err := p.client.Get(ctx, g)
	if known, ok := errors.AsType[*feeds.Problem](err); ok {
		own := *known
		own.Feed = true
		return res, &own
	}
	return res, err
}

// problem completes a Problem with the address that was asked, as people may see it.
func problem(asked string, err error) *feeds.Problem {
	p, ok := errors.AsType[*feeds.Problem](err)
	if !ok {
		p = &feeds.Problem{Kind: feeds.BrokenFeed, Err: fmt.Errorf("parsing: %w", err)}
	}
	p.URL, p.Feed = feeds.Shown(asked), true
	if u, err := url.Parse(asked); err == nil {
		p.Host = u.Hostname()
	}
	return p
}
