package commands

import (
	"context"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/lang"
	"crier/feeds"
)

// trial is how the feeds of a list answered.
type trial struct {
	good   []feeds.Source
	late   int      // of those, how many did not answer now
	failed []string // the others, each with its problem in words
}

// Bounds of trying feeds: at the same time, each, and all together.
const (
	triedAbreast = 24
	tryOneFor    = 25 * time.Second
	tryAllFor    = 12 * time.Minute
	countEvery   = 3 * time.Second // a running count is an edit: no network allows many
)

type tried struct {
	at  int
	src feeds.Source
	err error
}

// tryFeeds asks every feed once, so that what is no feed is not imported, with a
// running count. Nothing is stored: who stops it has imported nothing.
func (c *call) tryFeeds(ctx context.Context, list []feeds.Outline) (trial, error) {
	work, id, done, err := c.works.begin(ctx, c.person(), "")
	if err != nil {
		return trial{}, err
	}
	defer done()
	work, cancel := context.WithTimeout(work, tryAllFor)
	defer cancel()
	results := make(chan tried)
	go func() {
		var g errgroup.Group
		g.SetLimit(triedAbreast)
		for i, o := range list {
			g.Go(func() error {
				src, err := c.tryFeed(work, o)
				results <- tried{i, src, err}
				return nil
			})
		}
		_ = g.Wait() // they return nil: failures are in the results
		close(results)
	}()
	return c.gather(work, list, results, id)
}

func (c *call) gather(ctx context.Context, list []feeds.Outline, results <-chan tried, id string) (out trial, err error) {
	all := make([]tried, len(list))
	n := 0
	tick := time.NewTicker(countEvery)
	defer tick.Stop()
	for open := true; open; {
		select {
		case r, ok := <-results:
			if open = ok; ok {
				all[r.at] = r
				n++
			}
		case <-tick.C:
			r := c.text("import.trying", "N", c.p.Number(n), "All", c.p.Number(len(list)))
			r.Busy, r.Buttons = true, [][]bot.Button{{c.button("button.cancel", "cancel "+id)}}
			if showErr := c.show(ctx, r); showErr != nil && ctx.Err() == nil {
				err = showErr // the others are still to be received
				c.works.cancel(c.person(), id)
			}
		}
	}
	if err != nil {
		return out, err
	}
	if ctx.Err() != nil {
		return out, advise("advice.import_stopped")
	}
	for i, r := range all {
		out.add(c, list[i], r)
	}
	return out, nil
}

func (t *trial) add(c *call, o feeds.Outline, r tried) {
	late, ok := FeedTrial(r.err)
	if late {
		t.late++
	}
	if ok || late {
		t.good = append(t.good, r.src)
		return
	}
	name := o.Title
	if name == "" || strings.Contains(name, "://") { // an address may hold a key
		name = feeds.Shown(o.URL)
	}
	t.failed = append(t.failed, short(name, 60)+": "+FeedProblem(c.p, r.err))
}

// FeedTrial tells what an error of a feed's first poll means for following it: ok,
// it works; late, it may work later.
func FeedTrial(err error) (late, ok bool) {
	switch feeds.KindOf(err) {
	case feeds.Unreachable, feeds.Timeout, feeds.Busy, feeds.ServerError:
		return true, false
	case feeds.EmptyFeed:
		return false, true
	}
	return false, err == nil
}

// FeedProblem says in a few words what is wrong with a feed.
func FeedProblem(p *lang.Printer, err error) string {
	if key := "failed_feed." + string(feeds.KindOf(err)); p.Has(key) {
		return p.Text(key)
	}
	return p.Text("failed_feed.unread")
}

// tryFeed asks one feed, unless it is known here, and says when to ask it again.
func (c *call) tryFeed(ctx context.Context, o feeds.Outline) (feeds.Source, error) {
	src := feeds.Source{URL: o.URL, Title: o.Title, Site: o.Site}
	if known, err := c.Store.FeedByURL(ctx, o.URL); err == nil {
		known.Title = first(o.Title, known.Title)
		return known, nil
	} else if !nothing(err) {
		return src, err
	}
	ctx, cancel := context.WithTimeout(ctx, tryOneFor)
	defer cancel()
	u, err := c.Poller.Poll(ctx, src)
	src.NextPoll = c.Now().Add(max(u.Wait, c.PollMin, time.Minute))
	if err != nil {
		return src, err
	}
	if u.URL != "" {
		src.URL = u.URL
	}
	src.Title, src.Site, src.Language = first(o.Title, u.Title, hostOf(src.URL)), first(u.Site, o.Site), u.Language
	return src, nil
}

// first is the first of the words that says something.
func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
