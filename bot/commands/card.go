package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
	"crier/summarizer"
)

// cardCommand is the line that opens an article as a new card: list numbers, an
// alert's [More], neighbours, [Try again].
func cardCommand() command {
	return command{Command: bot.Command{Name: "card"}, run: func(ctx context.Context, c *call) error {
		id, _, _ := strings.Cut(c.Args, " ")
		it, err := c.get(ctx, id)
		if err != nil {
			return err
		}
		size, _ := sizeOf(c.profile.Length)
		return c.card(ctx, it, shown{size: size})
	}}
}

func moreCommand() command {
	return command{
		Command: bot.Command{Name: "more", Section: bot.Reading, Hidden: []string{"discord"}, Instead: map[string]string{"discord": "summary"}},
		run:     runMore,
	}
}

// runMore says more about an article: the pressed one, else the open one.
func runMore(ctx context.Context, c *call) error {
	id, rest, _ := strings.Cut(c.Args, " ")
	how := shown{size: summarizer.Long, walk: rest == "walk", replace: c.Pressed}
	if id == "" {
		var err error
		if id, how.walk, err = c.open(ctx); err != nil {
			return err
		}
	}
	it, err := c.get(ctx, id)
	if err != nil {
		return err
	}
	return c.card(ctx, it, how)
}

// open is the article that somebody saw last in this chat, whatever showed it; else
// the one where the chat's queue stands, which the walk goes on from.
func (c *call) open(ctx context.Context) (id string, walk bool, err error) {
	place, err := c.Store.Current(ctx, c.From)
	if err != nil && !errors.Is(err, ErrNothing) {
		return "", false, fmt.Errorf("asking for the current story: %w", err)
	}
	id, err = c.Store.ListItem(ctx, c.From, c.lastOpen(), 1)
	if errors.Is(err, ErrNothing) {
		id, err = place.Article, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("asking which article is open: %w", err)
	}
	if id == "" {
		a := advise("advice.nothing_shown")
		a.buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.latest", "latest")}}
		return "", false, a
	}
	return id, id == place.Article, nil
}

// opened remembers what was shown.
func (c *call) opened(ctx context.Context, id string) error {
	if err := c.Store.SetList(ctx, c.From, c.lastOpen(), []string{id}); err != nil {
		return fmt.Errorf("remembering which article is open: %w", err)
	}
	return nil
}

// lastOpen is the list under which it is kept what somebody has open.
func (c *call) lastOpen() string { return ListsOf(c.Sender.ID)[1] }
