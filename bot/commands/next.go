package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/feeds"
)

func nextCommand() command {
	return command{
		Command: bot.Command{Name: "next", Section: bot.Reading, Main: true},
		run: func(ctx context.Context, c *call) error {
			place, err := c.Store.Next(ctx, c.From)
			if errors.Is(err, ErrNothing) {
				return c.allRead(ctx)
			}
			if err != nil {
				return fmt.Errorf("walking on: %w", err)
			}
			return c.stand(ctx, place)
		},
	}
}

func previousCommand() command {
	return command{
		Command: bot.Command{Name: "previous", Aliases: []string{"prev", "back"}, Section: bot.Reading},
		run: func(ctx context.Context, c *call) error {
			place, err := c.Store.Previous(ctx, c.From)
			if errors.Is(err, ErrNothing) {
				r := c.text("walk.first")
				r.Buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.latest", "latest")}}
				return c.show(ctx, r)
			}
			if err != nil {
				return fmt.Errorf("walking back: %w", err)
			}
			return c.stand(ctx, place)
		},
	}
}

// stand shows the story where the chat's queue stands. The arrow of such a card
// names an article, and may replace it; one that cannot be read shows its headline.
func (c *call) stand(ctx context.Context, place Place) error {
	how := shown{walk: true, replace: c.Pressed && strings.HasPrefix(c.Args, "a_")}
	how.size, _ = sizeOf(c.profile.Length)
	if place.Left > 0 {
		how.kicker = c.p.Count("walk.left", place.Left)
	}
	it, err := c.get(ctx, place.Article)
	if err == nil {
		err = c.card(ctx, it, how)
	}
	p, unread := errors.AsType[*feeds.Problem](err)
	if !unread {
		return err
	}
	return c.show(ctx, c.headline(place, p, how))
}

// headline is a story whose page cannot be read: its title, why, and the arrows.
func (c *call) headline(place Place, p *feeds.Problem, how shown) bot.Reply {
	problem := *p
	problem.URL = place.URL
	r := card.Problem(c.p, &problem, "card "+place.Article)
	r.Kicker, r.Title, r.URL, r.Site, r.Replace = how.kicker, place.Title, place.URL, place.Feed, how.replace
	arrows := []bot.Button{c.button("button.previous", "previous "+place.Article), c.button("button.next", "next "+place.Article)}
	r.Buttons = append([][]bot.Button{arrows}, r.Buttons...)
	return r
}

// allRead says when there will be more, or how there will be any at all.
func (c *call) allRead(ctx context.Context) error {
	follows, err := c.Store.Follows(ctx, c.From)
	if err != nil {
		return fmt.Errorf("listing follows: %w", err)
	}
	topicsButton := c.button("button.topics", "topics")
	if len(follows) == 0 {
		r := c.text("walk.nothing_followed")
		r.Buttons = [][]bot.Button{{topicsButton, c.button("button.latest", "latest")}}
		return c.show(ctx, r)
	}
	due, err := c.Store.NextPoll(ctx, c.From)
	if err != nil {
		return fmt.Errorf("asking for the next poll: %w", err)
	}
	r := c.text("walk.all_read")
	if !due.IsZero() {
		r = c.text("walk.all_read_until", "In", c.p.In(due.Sub(c.Now())))
	}
	r.Buttons = [][]bot.Button{{c.button("button.latest", "latest"), topicsButton}}
	return c.show(ctx, r)
}

// nothingShown is said when "more" has nothing to be about.
func (c *call) nothingShown(err error) error {
	if !errors.Is(err, ErrNothing) {
		return fmt.Errorf("asking for the current story: %w", err)
	}
	a := advise("advice.nothing_shown")
	a.buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.latest", "latest")}}
	return a
}
