package syndication

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/url"
	"path"
	"strings"
	"time"

	"crier/feeds"
)

const (
	maxCandidates = 10 // that are offered
	maxTries      = 8  // addresses that are tried of those that nobody announced
	maxDead       = 3  // announced ones that are tried until one is there
)

// Find names the feeds behind an address, as [feeds.Poller] says. It looks, in this
// order, at: the rules of well-known sites (YouTube, Reddit, GitHub, …), the address
// itself, the links that its page announces, links that look like feeds, the places
// where feeds commonly are. What was guessed is fetched before it is offered, and of
// what a page announces the first.
//
// Apart from NoFeed and DeadFeed it returns the Problem of fetching the address itself,
// or the only feed that there seems to be.
func (p *Poller) Find(ctx context.Context, address string) ([]feeds.Candidate, error) {
	u, err := typed(address)
	if err != nil {
		return nil, problem(address, err)
	}
	rule := ruleFor(u)
	if rule.lookup != "" {
		if found := p.lookup(ctx, rule.lookup); len(found) > 0 {
			return found, nil
		}
	}
	if found := p.tryAll(ctx, rule.feeds); len(found) > 0 {
		return found, nil
	}
	res, err := p.get(ctx, feeds.Get{URL: u.String(), Accept: acceptFeeds + ", text/html"})
	if err != nil {
		return nil, err
	}
	if d, err := parse(res); err == nil {
		p.found.keep(res, time.Now())
		return []feeds.Candidate{{URL: res.Permanent, Title: d.title}}, nil
	} else if kind := feeds.KindOf(err); kind == feeds.BrokenFeed {
		return nil, problem(address, err)
	}
	return p.around(ctx, address, res)
}

// around looks on the page and in the places near it. Feeds of comments come last.
func (p *Poller) around(ctx context.Context, address string, res feeds.Response) ([]feeds.Candidate, error) {
	here, err := url.Parse(res.URL)
	if err != nil {
		return nil, problem(address, err)
	}
	on := linksOf(res, here)
	living, dead := p.living(ctx, on.feeds)
	if len(living) > 0 {
		return first(append(living, on.comments...)), nil
	}
	tries := append(on.likely[:min(len(on.likely), maxTries/2)], places(here)...)
	for _, try := range tries[:min(len(tries), maxTries+maxTries/2)] {
		if found, ok := p.try(ctx, try); ok {
			return []feeds.Candidate{found}, nil
		}
		if err := ctx.Err(); err != nil {
			break
		}
	}
	living, deadToo := p.living(ctx, on.comments)
	if len(living) > 0 {
		return first(living), nil
	}
	return nil, problem(address, noneOf(cmp.Or(dead, deadToo)))
}

func first(all []feeds.Candidate) []feeds.Candidate { return all[:min(len(all), maxCandidates)] }

// noneOf says why there is no feed, by what was wrong with the first that was announced.
func noneOf(dead *feeds.Problem) error {
	switch {
	case dead == nil:
		return &feeds.Problem{Kind: feeds.NoFeed, Err: errors.New("no feed is announced there, nor in the usual places")}
	case dead.Kind == feeds.Forbidden || dead.Kind == feeds.BotCheck || dead.Kind == feeds.BrokenFeed:
		return dead
	}
	return &feeds.Problem{Kind: feeds.DeadFeed, Err: dead}
}

// living leaves out the feeds at the head of a list that are not there: pages go on
// announcing what their site has given up. The first that is there, or may be soon,
// stands for those behind it.
func (p *Poller) living(ctx context.Context, announced []feeds.Candidate) (living []feeds.Candidate, dead *feeds.Problem) {
	for i, a := range announced[:min(len(announced), maxDead)] {
		err := p.look(ctx, a.URL)
		switch feeds.KindOf(err) {
		case "", feeds.EmptyFeed, feeds.Timeout, feeds.Busy, feeds.ServerError, feeds.Cancelled:
			return announced[i:], nil
		}
		if failed, ok := errors.AsType[*feeds.Problem](err); ok && dead == nil {
			dead = failed
		}
	}
	return nil, dead
}

// look says what is wrong with a feed.
func (p *Poller) look(ctx context.Context, address string) error {
	res, err := p.get(ctx, feeds.Get{URL: address, Accept: acceptFeeds})
	if err != nil {
		return err
	}
	if _, err := parse(res); err != nil {
		return problem(address, err)
	}
	p.found.keep(res, time.Now())
	return nil
}

// try fetches a guess; a feed without entries is no good one.
func (p *Poller) try(ctx context.Context, address string) (feeds.Candidate, bool) {
	res, err := p.client.Get(ctx, feeds.Get{URL: address, Accept: acceptFeeds})
	if err != nil {
		return feeds.Candidate{}, false
	}
	d, err := parse(res)
	if err != nil || len(d.items) == 0 {
		return feeds.Candidate{}, false
	}
	p.found.keep(res, time.Now())
	return feeds.Candidate{URL: res.Permanent, Title: d.title}, true
}

func (p *Poller) tryAll(ctx context.Context, addresses []string) []feeds.Candidate {
	var found []feeds.Candidate
	for _, a := range addresses {
		if c, ok := p.try(ctx, a); ok {
			found = append(found, c)
		}
	}
	return found
}

// typed reads an address as people type it: without a scheme, or with feed://.
func typed(address string) (*url.URL, error) {
	bad := func(why string) error {
		return &feeds.Problem{Kind: feeds.BadAddress, Err: errors.New(why)}
	}
	address = strings.Trim(strings.TrimSpace(address), "<>")
	if rest, ok := strings.CutPrefix(address, "feed:"); ok {
		address = strings.TrimPrefix(rest, "//")
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, bad("cannot be parsed")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, bad("the scheme is not http or https")
	case !strings.ContainsAny(u.Host, ".:") && u.Host != "localhost":
		return nil, bad("there is no host")
	}
	u.Fragment = ""
	return u, nil
}

// places are where feeds commonly are: near the page, then at the site's root.
func places(here *url.URL) []string {
	var all []string
	folder := here.Path
	if path.Ext(folder) != "" {
		folder = path.Dir(folder)
	}
	folder = strings.TrimSuffix(folder, "/")
	if folder != "" && strings.Count(folder, "/") <= 2 {
		for _, name := range []string{"/feed", "/rss.xml", "/atom.xml"} {
			all = append(all, at(here, folder+name))
		}
	}
	for _, name := range []string{"/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feed.json", "/feeds/posts/default"} {
		all = append(all, at(here, name))
	}
	return all
}

func at(here *url.URL, path string) string {
	return (&url.URL{Scheme: here.Scheme, Host: here.Host, Path: path}).String()
}

// isPage tells whether a page may hold links.
func isPage(res feeds.Response) bool {
	return strings.Contains(res.Type, "html") || bytes.HasPrefix(bytes.TrimSpace(res.Body), []byte("<"))
}
