package commands

import (
	"context"
	"fmt"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/topics"
	"crier/feeds"
)

func searchCommand() command {
	return command{
		Command: bot.Command{
			Name: "search", Aliases: []string{"find"}, Section: bot.Reading, Usage: "words",
			Options: []bot.Option{{Name: "words", Required: true}},
		},
		run: runSearch,
	}
}

// runSearch lists what feeds have brought about words in thirty days, in whatever
// language: the words are a topic's. A later page begins with "+10".
func runSearch(ctx context.Context, c *call) error {
	words, from := offset(one(c.Args))
	if words == "" {
		return c.searchHow(ctx)
	}
	q, err := c.parse(words, "search")
	if err != nil {
		return err
	}
	found, err := c.Store.Search(ctx, Search{Chat: c.From, Query: q, Since: c.Now().Add(-lookBack), Limit: listLength + 1, Offset: from})
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	if len(found) == 0 {
		return c.nothingAbout(ctx, q, "search", words)
	}
	pg := page{command: "search", query: q, heading: c.p.Text("search.about", "Name", words), words: words, from: from}
	return c.showPage(ctx, pg, headlines(found, listLength+1))
}

// searchHow tells what to send; who follows nothing is also shown where to begin.
func (c *call) searchHow(ctx context.Context) error {
	how := advise("advice.search_how")
	follows, err := c.follows(ctx, "")
	if err != nil {
		return err
	}
	if len(follows) == 0 {
		how.buttons = [][]bot.Button{{c.button("button.choose_topics", "topics"), c.button("button.latest", "latest")}}
	}
	return how
}

// nothingAbout says so, and offers to tell when there is something. Who follows
// nothing learns that few feeds were searched, and how there will be more.
func (c *call) nothingAbout(ctx context.Context, q *topics.Query, command, name string) error {
	follows, err := c.follows(ctx, "")
	if err != nil {
		return err
	}
	r := c.text("latest.nothing_about", "Name", name)
	var row []bot.Button
	if line := c.subscribeLine(q.String()); line != "" {
		row = append(row, c.button("button.alert_me", line))
	}
	if len(follows) == 0 {
		r.Text = append(r.Text, c.p.Text("latest.nothing_followed"))
		row = append(row, c.button("button.choose_topics", "topics"))
	}
	if command == "latest" {
		r.Buttons = c.closest(follows, name)
	}
	if len(row) > 0 {
		r.Buttons = append(r.Buttons, row)
	}
	if r, err = c.wider(ctx, r, q, command); err != nil {
		return err
	}
	return c.show(ctx, c.advised(r, q, command))
}

// match is what a topic would have brought.
type match struct {
	all  []feeds.Article // newest first
	week int             // so many in a week, as far as the feeds reach back
}

// weighed is how many matches are looked at to tell how many a week there will be.
const weighed = 60

// matching finds what a topic would have brought in the time back, newest first, in
// the languages that the chat reads.
func (c *call) matching(ctx context.Context, q *topics.Query, at bot.Address, back time.Duration) (match, error) {
	now := c.Now()
	s := Search{Chat: at, Query: q, Since: now.Add(-back), Limit: weighed}
	if !q.Languages() {
		languages, err := c.reads(ctx, at)
		if err != nil {
			return match{}, err
		}
		s.Languages = languages
	}
	all, err := c.Store.Search(ctx, s)
	if err != nil {
		return match{}, fmt.Errorf("looking for matches: %w", err)
	}
	if len(all) == 0 {
		return match{}, nil
	}
	oldest := all[len(all)-1].Date
	if len(all) < weighed {
		if oldest, err = c.Store.OldestSeen(ctx, s); err != nil {
			return match{}, fmt.Errorf("asking how far the feeds reach back: %w", err)
		}
	}
	reach := min(max(24*time.Hour, now.Sub(oldest)), back)
	week := 7 * 24 * time.Hour
	return match{all: all, week: int(float64(len(all))*float64(week)/float64(reach) + 0.5)}, nil
}

// reads are the languages that a chat reads: its own and English.
func (c *call) reads(ctx context.Context, at bot.Address) ([]string, error) {
	profile := c.profile
	if at != c.From {
		var err error
		if profile, err = c.Store.Profile(ctx, at); err != nil {
			return nil, fmt.Errorf("loading the chat's languages: %w", err)
		}
	}
	own := profile.Lang
	if own == "" {
		own = c.p.Language()
	}
	return []string{own, "en"}, nil
}

// narrower are the buttons under a topic that can be made narrower; a topic that
// brings little has none.
func (c *call) narrower(f bot.Follow, week int) []bot.Button {
	if week < narrowAbove {
		return nil
	}
	id := followID(f.ID)
	var row []bot.Button
	if _, ok := titlesOnly(f); ok {
		row = append(row, c.button("button.titles", "titles "+id))
	}
	if _, ok := c.fewerWords(f); ok {
		row = append(row, c.button("button.fewer", "titles "+id+" fewer"))
	}
	return append(row, c.button("button.queue", "follow "+id+" queue"))
}

// narrowAbove is how many alerts a week may be too many: two a day.
const narrowAbove = 14

// savedLine is an article on somebody's shelf as a line of a list.
func (c *call) savedLine(s Saved, press string) card.Line {
	l := card.Line{Title: s.Title, Note: c.note(Headline{Feed: s.Feed, Published: s.When}), URL: s.URL, Lang: s.Language, Press: press + s.Article}
	if l.Title == "" {
		l.Title = hostOf(s.URL)
	}
	return l
}
