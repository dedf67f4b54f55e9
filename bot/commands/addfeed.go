package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/library"
	"crier/feeds"
)

func addfeedCommand() command {
	return command{
		Command: bot.Command{
			Name: "addfeed", Aliases: []string{"add"}, Section: bot.Following, Usage: "address", Who: bot.Manager,
			Group: "feed", Sub: "add", Options: []bot.Option{{Name: "address", Required: true}},
		},
		run: runAddfeed,
	}
}

// runAddfeed finds the feeds behind an address; one is followed at once, of several
// it asks which.
func runAddfeed(ctx context.Context, c *call) error {
	if o, ok := elsewhere(c.Args); ok {
		return c.broadcast(ctx, o)
	}
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	address, err := c.feedAddress(ctx)
	if err != nil {
		return err
	}
	found, err := c.discover(ctx, address)
	if err != nil {
		return err
	}
	if len(found) > 1 {
		return c.whichFeed(ctx, address, found)
	}
	return c.addFeed(ctx, found[0].URL)
}

// feedAddress is the address that was typed or linked, or that an id stands for.
func (c *call) feedAddress(ctx context.Context) (string, error) {
	words := one(c.Args)
	if strings.HasPrefix(words, "a_") {
		it, err := c.Store.Article(ctx, words)
		if err != nil {
			return "", fmt.Errorf("looking for an address: %w", err)
		}
		return it.Article.URL, nil
	}
	if a := addressOf(words); a != "" {
		return a, nil
	}
	if len(c.Links) > 0 {
		return c.Links[0], nil
	}
	if words == "" {
		return "", advise("advice.addfeed_how")
	}
	if strings.ContainsAny(words, "./") {
		return "", &feeds.Problem{Kind: feeds.BadAddress, Host: short(words, 60)}
	}
	a := advise("addfeed.words", "Name", short(words, 60))
	if line := c.subscribeLine(words); line != "" {
		a.buttons = [][]bot.Button{{c.button("button.subscribe", line)}}
	}
	return "", a
}

// whichFeed offers the feeds that a site announces.
func (c *call) whichFeed(ctx context.Context, address string, found []feeds.Candidate) error {
	found = found[:min(len(found), maxRows)]
	r := c.text("addfeed.which", "Host", hostOf(address))
	var addresses []string
	for _, f := range found {
		label := short(f.Title, 60)
		if label == "" {
			label = short(feeds.Shown(f.URL), 60)
		}
		addresses = append(addresses, f.URL)
		r.Buttons = append(r.Buttons, []bot.Button{{Label: label, Line: "addfeed " + library.ID(f.URL)}})
	}
	if err := c.Store.Remember(ctx, addresses); err != nil {
		return fmt.Errorf("remembering feeds: %w", err)
	}
	return c.show(ctx, r)
}

// addFeed follows the feed at an address.
func (c *call) addFeed(ctx context.Context, address string) error {
	src, err := c.storedFeed(ctx, address)
	if err != nil {
		return err
	}
	return c.followFeed(ctx, src)
}

// storedFeed is the feed at an address. One that nobody here has yet is polled for
// the first time and stored with its entries, none of which is announced.
func (c *call) storedFeed(ctx context.Context, address string) (feeds.Source, error) {
	known, err := c.Store.FeedByURL(ctx, address)
	if err == nil {
		return known, nil
	}
	if !nothing(err) {
		return known, fmt.Errorf("looking for a feed: %w", err)
	}
	src := feeds.Source{URL: address}
	var u feeds.Update // written by the work, which may outlive the waiting
	err = c.wait(ctx, hostOf(address), "", func(ctx context.Context) (err error) {
		u, err = c.Poller.Poll(ctx, src)
		return err
	})
	if err != nil {
		return src, c.located(ctx, err, address)
	}
	if u.URL != "" {
		src.URL = u.URL
	}
	src.NextPoll = c.Now().Add(max(c.PollMin, u.Wait))
	src.Title, src.Site, src.Language = u.Title, u.Site, u.Language
	if src.Title == "" {
		src.Title = hostOf(src.URL)
	}
	if src, err = c.Store.AddFeed(ctx, src, u); err != nil {
		return src, fmt.Errorf("storing a feed: %w", err)
	}
	return src, nil
}

// discover finds the feeds behind an address, best first.
func (c *call) discover(ctx context.Context, address string) ([]feeds.Candidate, error) {
	if known, err := c.Store.FeedByURL(ctx, address); err == nil {
		return []feeds.Candidate{{URL: known.URL, Title: known.Title}}, nil
	} else if !nothing(err) {
		return nil, fmt.Errorf("looking for a feed: %w", err)
	}
	var found []feeds.Candidate // written by the work, which may outlive the waiting
	err := c.wait(ctx, hostOf(address), "", func(ctx context.Context) (err error) {
		found, err = c.Poller.Find(ctx, address)
		return err
	})
	if err != nil {
		return nil, c.located(ctx, err, address)
	}
	if len(found) == 0 {
		return nil, &feeds.Problem{Kind: feeds.NoFeed, URL: feeds.Shown(address), Host: hostOf(address)}
	}
	return found, nil
}

// busyFeed is how many entries a day are too many for alerts one by one.
const busyFeed = 10

// followFeed follows a stored feed and shows its last entries. Of a busy one it
// proposes to be told in /next only.
func (c *call) followFeed(ctx context.Context, src feeds.Source) error {
	f := bot.Follow{Chat: c.From, By: c.Sender.ID, Kind: bot.Feed, Feed: src.ID, Name: src.Title, How: bot.Each}
	stored, added, err := c.follow(ctx, f, "", nil)
	if err != nil {
		return err
	}
	all, err := c.Store.Latest(ctx, Filter{Chat: c.From, Feed: src.ID, Limit: 100})
	if err != nil {
		return fmt.Errorf("listing a feed's entries: %w", err)
	}
	daily := perDay(all, c.Now())
	if added {
		if stored, err = c.settleFeed(ctx, stored, all, daily); err != nil {
			return err
		}
	}
	r, err := c.list(ctx, "", all[:min(len(all), 5)])
	if err != nil {
		return err
	}
	silent, end := c.silent(stored)
	switch said := c.feedSaid(stored, added, daily); {
	case len(all) == 0:
		r.Text = append([]string{c.p.Text("addfeed.nothing_yet", "Name", stored.Name)}, silent...)
	case len(silent) == 0:
		r.Text = []string{said + " " + c.p.Text("addfeed.latest")}
	default:
		r.Text = slices.Concat([]string{said}, silent, []string{c.p.Text("addfeed.latest")})
	}
	id := followID(stored.ID)
	row := []bot.Button{c.button("button.undo", "unsubscribe "+id)}
	if !added {
		row = []bot.Button{c.button("button.unsubscribe", "unsubscribe "+id)}
	}
	if stored.How == bot.Each {
		row = append(row, c.button("button.queue", "follow "+id+" queue"))
	} else {
		row = append(row, c.button("button.each", "follow "+id+" each"))
	}
	r.Buttons = append(r.Buttons, append(row, end...))
	return c.show(ctx, r)
}

// settleFeed puts a new feed's last entries in the chat's queue and, if it is a
// busy one, leaves it there.
func (c *call) settleFeed(ctx context.Context, f bot.Follow, all []Headline, daily int) (bot.Follow, error) {
	if daily > busyFeed {
		f.How = bot.Quiet
	}
	var backfill []string
	for _, h := range all[:min(len(all), listLength)] {
		if h.URL != "" {
			backfill = append(backfill, h.URL)
		}
	}
	if _, err := c.Store.Unfollow(ctx, c.From, f.ID, c.because); err != nil {
		return f, fmt.Errorf("settling a feed: %w", err)
	}
	stored, _, err := c.Store.Follow(ctx, f, backfill)
	if err != nil {
		return f, fmt.Errorf("settling a feed: %w", err)
	}
	return stored, nil
}

func (c *call) feedSaid(f bot.Follow, added bool, daily int) string {
	switch {
	case !added:
		return c.p.Text("addfeed.already", "Name", f.Name)
	case daily > busyFeed:
		return c.p.Count("addfeed.busy", daily, "Name", f.Name)
	default:
		return c.p.Text("addfeed.done", "Name", f.Name)
	}
}

// perDay estimates how many entries a day a feed brings, from those it shows.
func perDay(all []Headline, now time.Time) int {
	n, reach := 0, 24*time.Hour
	for _, h := range all {
		if age := now.Sub(h.Published); age >= 0 && age < lookBack {
			n++
			reach = max(reach, age)
		}
	}
	return int(float64(n)*float64(24*time.Hour)/float64(reach) + 0.5)
}
