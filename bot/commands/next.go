package commands

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/card"
	"crier/feeds"
)

func nextCommand() command {
	return command{
		Command: bot.Command{Name: "next", Aliases: []string{"unread"}, Section: bot.Reading, Main: true, Usage: "[read]"},
		run:     runNext,
	}
}

// runNext walks on. Who was away for days is asked first what to do with all that
// came; "best", "all", "read" and "unread" are the answers.
func runNext(ctx context.Context, c *call) error {
	word, rest, _ := strings.Cut(c.Args, " ")
	switch word {
	case "best":
		return c.setAside(ctx, bestFew)
	case "read":
		return c.setAside(ctx, 0)
	case "unread":
		return c.takeBack(ctx, rest)
	case "all":
	default:
		w, err := c.Store.Queue(ctx, c.From)
		if err != nil {
			return fmt.Errorf("looking at the queue: %w", err)
		}
		if days := int(c.Now().Sub(w.Walked) / (24 * time.Hour)); !w.Walked.IsZero() && days >= awayDays && w.Unread > bestFew {
			return c.welcomeBack(ctx, days, w.Unread)
		}
	}
	return c.walkOn(ctx)
}

// Who was away so long, and has more than the best few waiting, is asked.
const (
	awayDays = 3
	bestFew  = 10
	manyLeft = 25 // so many left, and the card offers to mark all as read
)

func (c *call) walkOn(ctx context.Context) error {
	place, err := c.Store.Next(ctx, c.From)
	if errors.Is(err, ErrNothing) {
		return c.allRead(ctx)
	}
	if err != nil {
		return fmt.Errorf("walking on: %w", err)
	}
	return c.stand(ctx, place)
}

// welcomeBack asks once: whoever presses Next again goes on as before.
func (c *call) welcomeBack(ctx context.Context, days, unread int) error {
	if err := c.Store.Here(ctx, c.From); err != nil {
		return fmt.Errorf("noting a return: %w", err)
	}
	r := c.text("walk.away", "Days", c.p.Count("walk.days", days), "Stories", c.p.Count("walk.stories", unread))
	r.Buttons = [][]bot.Button{{c.button("button.best", "next best"), c.button("button.everything", "next all"), c.button("button.fresh", "next read")}}
	return c.show(ctx, r)
}

// setAside marks all but the best few as read, and can be undone; then it goes on with
// these.
func (c *call) setAside(ctx context.Context, keep int) error {
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	batch, n, err := c.Store.SetAside(ctx, c.From, keep)
	if err != nil {
		return fmt.Errorf("marking stories as read: %w", err)
	}
	if n == 0 {
		return c.walkOn(ctx)
	}
	r := bot.Reply{Text: []string{c.p.Count("walk.aside", n)}}
	r.Buttons = [][]bot.Button{{c.button("button.undo", "next unread "+strconv.FormatInt(batch, 36))}}
	if keep > 0 {
		r.Buttons[0] = append(r.Buttons[0], c.button("button.next", "next all"))
	} else {
		r.Buttons[0] = append(r.Buttons[0], c.button("button.latest", "latest"))
	}
	return c.show(ctx, r)
}

func (c *call) takeBack(ctx context.Context, word string) error {
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	batch, err := strconv.ParseInt(word, 36, 64)
	n := 0
	if err == nil {
		n, err = c.Store.TakeBack(ctx, c.From, batch)
	} else {
		err = ErrNothing
	}
	if err != nil && !nothing(err) {
		return fmt.Errorf("making stories unread: %w", err)
	}
	if n == 0 {
		return advise("advice.nothing_aside")
	}
	r := bot.Reply{Text: []string{c.p.Count("walk.unread", n)}}
	r.Buttons = [][]bot.Button{{c.button("button.next", "next all")}}
	return c.show(ctx, r)
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
	if place.Left >= manyLeft {
		how.more = [][]bot.Button{{c.button("button.mark_read", "next read")}}
	}
	it, err := c.get(ctx, place.Article)
	if err == nil {
		err = c.card(ctx, it, how)
	}
	p, unread := errors.AsType[*feeds.Problem](err)
	if !unread {
		return err
	}
	if err := c.show(ctx, c.headline(place, p, how)); err != nil {
		return err
	}
	return c.opened(ctx, place.Article)
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
