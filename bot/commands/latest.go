package commands

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/topics"
	"crier/feeds"
)

const (
	listLength = 10                  // items of a list: two rows of number buttons
	lookBack   = 30 * 24 * time.Hour // how far a topic is looked for
	lookAt     = 500                 // how many items of a list can be reached
)

func latestCommand() command {
	return command{
		Command: bot.Command{
			Name: "latest", Section: bot.Reading, Main: true, Usage: "[topic|feed]",
			Options: []bot.Option{{Name: "topic", Complete: true}},
		},
		run: runLatest,
	}
}

// runLatest lists what is new: in all feeds, in one of the chat's, or about words.
// A later page begins with "+10".
func runLatest(ctx context.Context, c *call) error {
	words, from := offset(one(c.Args))
	page := page{command: "latest", heading: c.p.Text("latest.title"), words: words, from: from}
	if words == "" {
		return c.latestIn(ctx, page, 0)
	}
	follows, err := c.Store.Follows(ctx, c.From)
	if err != nil {
		return fmt.Errorf("listing follows: %w", err)
	}
	if f, ok := named(follows, words); ok {
		page.heading = f.Name
		if f.Kind == bot.Feed {
			return c.latestIn(ctx, page, f.Feed)
		}
		return c.latestAbout(ctx, page, f.Query)
	}
	name, query := c.topicOf(words)
	page.heading = name
	return c.latestAbout(ctx, page, query)
}

// page is a part of a long list.
type page struct {
	command string // what lists it
	heading string
	words   string        // what was asked for
	from    int           // so many items come before it
	query   *topics.Query // nil: none
}

// offset takes "+10" off the beginning of the arguments.
func offset(args string) (words string, from int) {
	first, rest, _ := strings.Cut(args, " ")
	digits, ok := strings.CutPrefix(first, "+")
	if !ok {
		return args, 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > lookAt {
		return args, 0
	}
	return rest, n
}

func (c *call) latestIn(ctx context.Context, pg page, feed int64) error {
	all, err := c.Store.Latest(ctx, Filter{Chat: c.From, Feed: feed, Limit: listLength + 1, Offset: pg.from})
	if err != nil {
		return fmt.Errorf("listing the latest: %w", err)
	}
	if len(all) == 0 {
		r := c.text("latest.empty")
		r.Buttons = [][]bot.Button{{c.button("button.topics", "topics"), c.button("button.help", "help")}}
		return c.show(ctx, r)
	}
	return c.showPage(ctx, pg, all)
}

// latestAbout lists articles that match a query.
func (c *call) latestAbout(ctx context.Context, pg page, query string) error {
	q, err := c.parse(query, "")
	if err != nil {
		return err
	}
	s := Search{Chat: c.From, Query: q, Since: c.Now().Add(-lookBack), Limit: listLength + 1, Offset: pg.from}
	if !q.Languages() {
		if s.Languages, err = c.reads(ctx, c.From); err != nil {
			return err
		}
	}
	found, err := c.Store.Search(ctx, s)
	if err != nil {
		return fmt.Errorf("looking for matches: %w", err)
	}
	if len(found) == 0 {
		return c.nothingAbout(ctx, q, pg.command, pg.heading)
	}
	pg.heading, pg.query = c.p.Text("latest.about", "Name", pg.heading), q
	return c.showPage(ctx, pg, headlines(found, listLength+1))
}

// showPage shows one page of a list, with a button for the next one if there is
// more than fits.
func (c *call) showPage(ctx context.Context, pg page, all []Headline) error {
	r, err := c.list(ctx, pg.heading, all[:min(len(all), listLength)])
	if err != nil {
		return err
	}
	line := strings.TrimSpace(pg.command + " +" + strconv.Itoa(pg.from+listLength) + " " + pg.words)
	if len(all) > listLength && pg.from+listLength <= lookAt && len(line) <= bot.MaxLine {
		r.Buttons = append(r.Buttons, []bot.Button{c.button("button.more", line)})
	}
	if r.Replace = c.Pressed && pg.from > 0; pg.query != nil && pg.from == 0 {
		r = c.small(r, pg.query, pg.command)
	}
	return c.show(ctx, r)
}

func headlines(articles []feeds.Article, most int) []Headline {
	out := make([]Headline, 0, min(len(articles), most))
	for _, a := range articles[:min(len(articles), most)] {
		out = append(out, Headline{Title: a.Title, URL: a.URL, Feed: a.Site, Language: a.Language, Published: a.Date})
	}
	return out
}

// named finds a follow by its button's id, its name or query, or its feed's address.
func named(follows []bot.Follow, words string) (bot.Follow, bool) {
	for _, f := range follows { // "Climate" may be followed beside "climate"
		if words == f.Name {
			return f, true
		}
	}
	for _, f := range follows {
		if words == followID(f.ID) || strings.EqualFold(words, f.Name) || f.Query != "" && strings.EqualFold(words, f.Query) {
			return f, true
		}
	}
	return bot.Follow{}, false
}

func followID(id int64) string { return fmt.Sprintf("f_%d", id) }

// nothing reports whether an error of the store only says that nothing is there.
func nothing(err error) bool { return errors.Is(err, ErrNothing) }
