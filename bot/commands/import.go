package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
	"crier/feeds"
)

func importCommand() command {
	return command{
		Command: bot.Command{
			Name: "import", Section: bot.Following, Usage: "[address]", Who: bot.Manager,
			Group: "feed", Sub: "import", Options: []bot.Option{{Name: "opml", File: true}, {Name: "address"}},
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
	silent, _ := c.silent(bot.Follow{Muted: c.profile.Muted})
	r.Text = append(r.Text, silent...)
	r.Buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.alerts", "alerts")}}
	return r
}
