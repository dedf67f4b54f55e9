package commands

import (
	"context"
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
		Command: bot.Command{Name: "more", Section: bot.Reading, Hidden: []string{"discord"}},
		run:     runMore,
	}
}

// runMore says more about an article: the pressed one, else the one where the
// chat's queue stands.
func runMore(ctx context.Context, c *call) error {
	id, rest, _ := strings.Cut(c.Args, " ")
	how := shown{size: summarizer.Long, walk: rest == "walk", replace: c.Pressed}
	if id == "" {
		place, err := c.Store.Current(ctx, c.From)
		if err != nil {
			return c.nothingShown(err)
		}
		id, how.walk = place.Article, true
	}
	it, err := c.get(ctx, id)
	if err != nil {
		return err
	}
	return c.card(ctx, it, how)
}
