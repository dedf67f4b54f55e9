package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/store"
	"crier/feeds"
)

type demoCommand struct {
	settings
	Every time.Duration `default:"8s" help:"How often the newsroom publishes." placeholder:"TIME"`
}

// demoPoll is how often the demo looks at the newsroom: it is our own site.
const demoPoll = 2 * time.Second

// Run is Crier on data of its own that is thrown away, with a newsroom that never
// rests and a subscription for everyone who comes by.
func (c demoCommand) Run(ctx context.Context, s streams) error {
	folder, err := os.MkdirTemp("", "crier-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	c.Data, c.Database = folder, ""
	c.PollMin, c.PollMax = demoPoll, demoPoll
	h, err := build(ctx, c.settings, newLog(c.settings, s.err))
	if err != nil {
		return err
	}
	defer h.close()
	if h.paper == nil {
		return fmt.Errorf("the demo needs the newsroom: set CRIER_NEWSROOM to a free port such as 127.0.0.1:8090")
	}
	feed, err := h.adopt(ctx, feeds.Source{URL: h.paper.URL + "/feeds/all.atom", Public: true})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var press sync.WaitGroup
	defer press.Wait()
	press.Go(func() { _ = h.newsroom.Run(ctx, c.Every) })
	defer stop()
	if _, err := fmt.Fprintf(s.out, "Demo: the newsroom publishes every %s, and every visitor is subscribed.\n\n", c.Every); err != nil {
		return err
	}
	return h.run(ctx, s.out, guide{Core: h.core, db: h.db, feed: feed})
}

// adopt stores a feed and what it holds now.
func (h *house) adopt(ctx context.Context, s feeds.Source) (feeds.Source, error) {
	u, err := h.poller.Poll(ctx, s)
	if err != nil {
		return s, fmt.Errorf("reading the newsroom's feed: %w", err)
	}
	s.Title, s.Site, s.Language = u.Title, u.Site, u.Language
	return h.db.AddFeed(ctx, s, u)
}

// guide is the core of the demo: whoever is greeted follows the newsroom already.
type guide struct {
	bot.Core
	db   *store.DB
	feed feeds.Source
}

// Handle answers as the core does and subscribes those who have just come.
func (g guide) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	if err := g.Core.Handle(ctx, r, say); err != nil || r.Command != "start" || r.From.Kind != bot.Direct {
		return err
	}
	waiting, err := g.db.Latest(ctx, commands.Filter{Chat: r.From, Feed: g.feed.ID})
	if err != nil {
		return fmt.Errorf("listing what a visitor of the demo can read: %w", err)
	}
	var queue []string
	for _, h := range waiting {
		queue = append(queue, h.URL)
	}
	_, _, err = g.db.Follow(ctx, bot.Follow{
		Chat: r.From, By: r.Sender.ID, Kind: bot.Feed, Name: g.feed.Title, Feed: g.feed.ID, How: bot.Each, Since: time.Now(),
	}, queue)
	if err != nil {
		return fmt.Errorf("subscribing a visitor of the demo: %w", err)
	}
	return nil
}
