package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/lang"
	"crier/feeds"
)

func importCommand() command {
	return command{
		Command: bot.Command{
			Name: "import", Section: bot.Following, Usage: "[address]", Who: bot.Manager,
			Group: "feed", Sub: "import", Options: []bot.Option{{Name: "address"}},
		},
		run: runImport,
	}
}

// runImport reads a file of feeds and asks; "import i_…" is the yes.
func runImport(ctx context.Context, c *call) error {
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	words := one(c.Args)
	if id, how, _ := strings.Cut(words, " "); strings.HasPrefix(id, "i_") {
		return c.importList(ctx, id, bot.How(how))
	}
	list, err := c.broughtList(ctx, words)
	if err != nil {
		return err
	}
	return c.askImport(ctx, list)
}

// broughtList is the list in the file of the message or at the address.
func (c *call) broughtList(ctx context.Context, words string) (list feeds.OPML, err error) {
	address := addressOf(words)
	if address == "" && len(c.Links) > 0 {
		address = c.Links[0]
	}
	var where string
	var read func(context.Context) (feeds.OPML, error)
	switch {
	case c.File != nil:
		where = short(c.File.Name, 60)
		read = func(ctx context.Context) (feeds.OPML, error) {
			body, err := c.contents(ctx)
			if err != nil {
				return feeds.OPML{}, err
			}
			return c.Outliner.ReadOPML(body)
		}
	case address != "":
		where = hostOf(address)
		read = func(ctx context.Context) (feeds.OPML, error) { return c.Outliner.FetchOPML(ctx, address) }
	default:
		return list, advise("advice.import_how")
	}
	err = c.wait(ctx, where, "", func(ctx context.Context) (err error) {
		list, err = read(ctx)
		return err
	})
	switch feeds.KindOf(err) {
	case feeds.NotFeed, feeds.BrokenFeed, feeds.EmptyFeed, feeds.TooLarge:
		return list, advise("advice.import_"+string(feeds.KindOf(err)), "Name", where)
	}
	if err != nil && address != "" {
		return list, c.located(ctx, err, address)
	}
	return list, err
}

// few is how many feeds are told at once without flooding anybody.
const few = 20

// askImport shows what a list would bring.
func (c *call) askImport(ctx context.Context, list feeds.OPML) error {
	fresh, known, err := c.notFollowed(ctx, list.Feeds)
	if err != nil {
		return err
	}
	if len(fresh) == 0 {
		return c.show(ctx, c.text("import.nothing_new"))
	}
	id, err := c.Store.KeepImport(ctx, c.From, fresh)
	if err != nil {
		return fmt.Errorf("keeping a list of feeds: %w", err)
	}
	r := bot.Reply{Lang: c.p.Language(), Text: []string{c.p.Count("import.ask", len(fresh))}}
	if known > 0 {
		r.Text = append(r.Text, c.p.Count("import.known", known))
	}
	if n := len(list.Skipped); n > 0 {
		r.Text = append(r.Text, c.p.Count("import.no_address", n))
	}
	row := []bot.Button{c.button("button.import_queue", "import "+id+" queue")}
	if len(fresh) <= few {
		row = append(row, c.button("button.each", "import "+id+" each"))
	}
	r.Buttons = [][]bot.Button{row, {c.button("button.not_now", "import "+id+" no")}}
	return c.show(ctx, r)
}

// notFollowed drops what the chat follows already and counts it.
func (c *call) notFollowed(ctx context.Context, list []feeds.Outline) (fresh []feeds.Outline, known int, err error) {
	kept, err := c.Store.Kept(ctx, c.From, c.Sender.ID)
	if err != nil {
		return nil, 0, fmt.Errorf("listing a chat's feeds: %w", err)
	}
	here := map[string]bool{}
	for _, f := range kept.Feeds {
		here[f.URL] = true
	}
	for _, o := range list {
		if here[o.URL] {
			known++
			continue
		}
		fresh = append(fresh, o)
	}
	return fresh, known, nil
}

// importList does what was asked about.
func (c *call) importList(ctx context.Context, id string, how bot.How) error {
	list, err := c.Store.Importing(ctx, c.From, id)
	if nothing(err) {
		return advise("advice.import_gone")
	}
	if err != nil {
		return fmt.Errorf("looking for a list of feeds: %w", err)
	}
	switch how {
	case bot.Each, bot.Quiet:
	default:
		if _, err := c.Store.Import(ctx, bot.Follow{Chat: c.From}, id, nil); err != nil && !nothing(err) {
			return fmt.Errorf("forgetting a list of feeds: %w", err)
		}
		r := c.text("import.dropped")
		r.Replace = c.Pressed
		return c.show(ctx, r)
	}
	found, err := c.tryFeeds(ctx, list)
	if err != nil {
		return err
	}
	n, err := c.Store.Import(ctx, bot.Follow{Chat: c.From, By: c.Sender.ID, How: how}, id, found.good)
	switch {
	case nothing(err):
		return advise("advice.import_gone")
	case errors.Is(err, ErrTooMany):
		return advise("advice.import_too_many", "N", c.p.Number(len(found.good)))
	case err != nil:
		return fmt.Errorf("importing feeds: %w", err)
	}
	return c.show(ctx, c.imported(n, found))
}

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

// shownFailures is how many feeds that failed are named.
const shownFailures = 15

func (c *call) imported(n int, t trial) bot.Reply {
	r := bot.Reply{Lang: c.p.Language(), Text: []string{c.p.Count("import.done", n)}, Replace: c.Pressed}
	if t.late > 0 {
		r.Text = append(r.Text, c.p.Count("import.late", t.late))
	}
	if len(t.failed) > 0 {
		text := c.p.Count("import.failed", len(t.failed)) + "\n" + strings.Join(t.failed[:min(len(t.failed), shownFailures)], "\n")
		if more := len(t.failed) - shownFailures; more > 0 {
			text += "\n" + c.p.Count("import.failed_more", more)
		}
		r.Text = append(r.Text, text)
	}
	r.Buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.alerts", "alerts")}}
	return r
}
