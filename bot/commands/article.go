package commands

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// fetch reads an address for the person who asks, keeping them informed.
func (c *call) fetch(ctx context.Context, address string) (library.Item, error) {
	var it library.Item // written by the work, which may outlive the waiting
	err := c.wait(ctx, hostOf(address), address, func(ctx context.Context) (err error) {
		it, err = c.Library.Read(ctx, address, feeds.ForPerson)
		return err
	})
	if feeds.KindOf(err).Walled() || err == nil && !it.Article.Free {
		if said, ok := c.carried(ctx, address, it.Article); ok {
			return said, nil
		}
	}
	if err != nil {
		return library.Item{}, c.located(ctx, err, address)
	}
	return it, nil
}

// carried is what a feed says of an article of which the page shows less, or nothing.
// It is not kept: the feed may be this chat's alone.
func (c *call) carried(ctx context.Context, address string, shown feeds.Article) (library.Item, bool) {
	said, err := c.Store.Carried(ctx, c.From, address)
	if err != nil && !errors.Is(err, ErrNothing) {
		c.Log.WarnContext(ctx, "looking for what a feed says instead of a page", "error", err)
	}
	if err != nil || len(said.Text) <= len(shown.Text) {
		return library.Item{}, false
	}
	return library.Item{ID: library.ID(said.URL), Article: said, Read: c.Now()}, true
}

// located completes a problem with the address that it is about and remembers it,
// so that [Try again] can name it by id.
func (c *call) located(ctx context.Context, err error, address string) error {
	p, ok := errors.AsType[*feeds.Problem](err)
	if !ok {
		return err
	}
	if rememberErr := c.Store.Remember(ctx, []string{address}); rememberErr != nil {
		return fmt.Errorf("remembering an address: %w", rememberErr)
	}
	full := *p
	if full.URL == "" {
		full.URL = feeds.Shown(address)
	}
	if full.Host == "" {
		full.Host = hostOf(address)
	}
	f := &failed{problem: &full, again: c.again(address)}
	if len(full.Links) > 0 {
		var listErr error
		if f.list, listErr = c.listOf(ctx, full.Links); listErr != nil {
			return listErr
		}
	}
	return f
}

// listOf shows the articles that a page lists, to be chosen from.
func (c *call) listOf(ctx context.Context, links []feeds.Link) (bot.Reply, error) {
	headlines := make([]Headline, 0, len(links))
	for _, l := range links {
		headlines = append(headlines, Headline{URL: l.URL, Title: l.Title})
	}
	return c.list(ctx, "", headlines)
}

// again is the line that tries the same thing with the same address.
func (c *call) again(address string) string {
	switch c.Command {
	case "addfeed", "subscribe":
		return "addfeed " + library.ID(address)
	case "broadcast":
		if line := c.line(); len(line) <= bot.MaxLine {
			return line
		}
		return ""
	}
	return "card " + library.ID(address)
}

// failed is a problem with the line that tries again.
type failed struct {
	problem *feeds.Problem
	again   string
	list    bot.Reply // what can be chosen instead
}

// instead offers what helps where a page is no article: those that it lists, and its
// feed, which is looked for if none is announced.
func (c *call) instead(r bot.Reply, f *failed) bot.Reply {
	if len(f.list.Points) > 0 {
		r.Text = append(r.Text, c.p.Text("summary.or_choose"))
		r.Points, r.Buttons = f.list.Points, append(f.list.Buttons, r.Buttons...)
	}
	id, isCard := strings.CutPrefix(f.again, "card ")
	if f.problem.Kind != feeds.NoArticle && f.problem.Kind != feeds.List || !isCard || c.shared() {
		return r
	}
	follow := c.button("button.look_for_feed", "addfeed "+id)
	if f.problem.HasFeed {
		follow = c.button("button.follow_feed", "addfeed "+id)
	}
	r.Buttons = append(r.Buttons, []bot.Button{follow})
	return r
}

// Error is for logs only.
func (f *failed) Error() string { return f.problem.Error() }

// Unwrap gives the problem.
func (f *failed) Unwrap() error { return f.problem }

// get gives the article of an id, reading its page if the chat may see no words of it yet.
func (c *call) get(ctx context.Context, id string) (library.Item, error) {
	it, err := c.known(ctx, id)
	if err == nil && it.Read.IsZero() {
		return c.fetch(ctx, it.Article.URL)
	}
	return it, err
}

// known gives the article of an id by the words of its page, else by those of feeds that
// the chat may see: what is kept may be another chat's feed's. Without either it is an
// address.
func (c *call) known(ctx context.Context, id string) (library.Item, error) {
	it, err := c.Store.Article(ctx, id)
	if err != nil {
		return library.Item{}, fmt.Errorf("looking for article %q: %w", id, err)
	}
	if it.Read.IsZero() || !it.Article.Carried {
		return it, nil
	}
	address := it.Article.URL
	said, err := c.Store.Carried(ctx, c.From, address)
	if nothing(err) {
		return library.Item{ID: it.ID, Article: feeds.Article{URL: address}}, nil
	}
	if err != nil {
		return library.Item{}, fmt.Errorf("looking for what a feed says of article %q: %w", id, err)
	}
	if said.URL == "" {
		said.URL, said.Canonical = address, address
	}
	it.Article = said
	return it, nil
}

// shown is how a card is to be shown.
type shown struct {
	size    summarizer.Size
	walk    bool // it comes from the chat's queue
	replace bool // it takes the place of the message whose button was pressed
	kicker  string
	also    string         // a line after the points
	more    [][]bot.Button // rows beneath the card's own
}

// card summarizes an article and shows it.
func (c *call) card(ctx context.Context, it library.Item, how shown) error {
	s, err := c.Library.Summarize(ctx, it, how.size)
	if err == nil && len(s.Points) == 0 {
		err = summarizer.ErrTooShort
	}
	if err != nil {
		return c.unfit(err, it)
	}
	if err := c.Store.Remember(ctx, card.Neighbours(it.Article)); err != nil {
		return fmt.Errorf("remembering neighbours: %w", err)
	}
	r := card.Summary(c.p, card.Card{
		Item: it, Summary: s, Size: how.size, Kind: c.From.Kind, Walk: how.walk, Kicker: how.kicker, Now: c.Now(),
	})
	r.Replace, r.Also = how.replace, how.also
	r.Buttons = append(r.Buttons, how.more...)
	r.Buttons = r.Buttons[:min(len(r.Buttons), maxRows)]
	if err := c.show(ctx, r); err != nil {
		return err
	}
	return c.opened(ctx, it.ID)
}

// maxRows is the most rows of buttons that every network shows.
const maxRows = 5

// unfit says why an article has no summary: a page's problem, where it is a page.
func (c *call) unfit(err error, it library.Item) error {
	if it.Article.URL == "" {
		return err
	}
	p := &feeds.Problem{URL: feeds.Shown(it.Article.URL), Host: hostOf(it.Article.URL), Err: err}
	switch {
	case errors.Is(err, summarizer.ErrTooShort):
		p.Kind = feeds.TooShort
	case errors.Is(err, summarizer.ErrNoArticle):
		p.Kind = feeds.NoArticle
	default:
		return err
	}
	return p
}

// hostOf is a site's name as people know it.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
