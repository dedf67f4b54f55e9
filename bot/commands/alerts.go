package commands

import (
	"context"
	"fmt"
	"strings"
	"time"

	"crier/bot"
	"crier/bot/card"
)

func alertsCommand() command {
	return command{
		Command: bot.Command{Name: "alerts", Aliases: []string{"subscriptions", "list"}, Section: bot.Following, Main: true},
		run:     runAlerts,
	}
}

// runAlerts lists what is followed, or opens what is named.
func runAlerts(ctx context.Context, c *call) error {
	if words := one(c.Args); words != "" {
		follows, err := c.follows(ctx, "")
		if err != nil {
			return err
		}
		if f, ok := c.pick(follows, words); ok {
			return c.show(ctx, c.followCard(f))
		}
	}
	return c.listFollows(ctx, "", "alerts.title", "alerts.title_here")
}

func feedsCommand() command {
	return command{
		Command: bot.Command{Name: "feeds", Section: bot.Following, Group: "feed", Sub: "list"},
		run: func(ctx context.Context, c *call) error {
			return c.listFollows(ctx, bot.Feed, "alerts.feeds_title", "alerts.feeds_title_here")
		},
	}
}

// listFollows lists wishes; each number's button opens one of them.
func (c *call) listFollows(ctx context.Context, kind bot.FollowKind, title, titleHere string) error {
	follows, err := c.follows(ctx, kind)
	if err != nil {
		return err
	}
	if len(follows) == 0 && kind == bot.Feed {
		return advise("advice.no_feeds")
	}
	if len(follows) == 0 {
		return c.noFollows()
	}
	if c.shared() {
		title = titleHere
	}
	r := card.List(c.p, c.p.Text(title), c.followLines(follows, "follow "))
	if c.profile.Paused == bot.PausedHand {
		r.Text = []string{c.p.Text("alerts.paused")}
		r.Buttons = append(r.Buttons, []bot.Button{c.button("button.resume", "mute all off")})
	}
	return c.show(ctx, r)
}

// followLines are wishes as lines of a list; press is the start of their buttons'
// lines. There are buttons for as many as all networks can show.
func (c *call) followLines(follows []bot.Follow, press string) []card.Line {
	lines := make([]card.Line, len(follows))
	for i, f := range follows {
		lines[i] = card.Line{Title: f.Name, Note: c.state(f)}
		if i < 20 {
			lines[i].Press = press + followID(f.ID)
		}
	}
	return lines
}

// state says what a wish does.
func (c *call) state(f bot.Follow) string {
	kind := c.p.Text("alerts.kind_" + string(f.Kind))
	if f.Muted.After(c.Now()) {
		return kind + ", " + c.mutedFor(f.Muted)
	}
	return kind + ", " + c.p.Text("how."+string(f.How))
}

// forever is further away than any chat will last.
func forever() time.Time { return time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC) }

// Stopped is how long a post is muted that goes on only when it is started itself: one
// that was stopped, or whose preview nobody has confirmed yet. To resume all leaves it.
func Stopped() time.Time { return forever().AddDate(1, 0, 0) }

func (c *call) mutedFor(until time.Time) string {
	if !until.Before(forever()) {
		return c.p.Text("alerts.muted")
	}
	return c.p.Text("alerts.muted_for", "For", c.p.For(until.Sub(c.Now())))
}

// followCommand is the line that opens one wish, and changes how it is told:
// "follow f_12", "follow f_12 each".
func followCommand() command {
	return command{Command: bot.Command{Name: "follow"}, like: "subscribe", run: func(ctx context.Context, c *call) error {
		if words := one(c.Args); !strings.HasPrefix(words, "f_") { // typed: others call it so
			c.Command = "subscribe"
			return runSubscribe(ctx, c)
		}
		words, how, _ := strings.Cut(c.Args, " ")
		f, err := c.followed(ctx, words)
		if err != nil {
			return err
		}
		switch how := bot.How(how); how {
		case bot.Each, bot.Quiet:
			if err := c.mayChange(ctx, ""); err != nil {
				return err
			}
			f.How = how
			if err := c.Store.SetFollow(ctx, f); err != nil {
				return fmt.Errorf("changing a follow: %w", err)
			}
		}
		r := c.followCard(f)
		r.Replace = c.Pressed
		return c.show(ctx, r)
	}}
}

// followed finds one of the chat's wishes.
func (c *call) followed(ctx context.Context, words string) (bot.Follow, error) {
	follows, err := c.follows(ctx, "")
	if err != nil {
		return bot.Follow{}, err
	}
	f, ok := c.pick(follows, words)
	if !ok {
		a := advise("advice.no_such_follow")
		if !strings.HasPrefix(words, "f_") {
			a = advise("advice.not_followed", "Name", short(words, 60))
			a.buttons = c.closest(follows, words)
		}
		a.buttons = append(a.buttons, []bot.Button{c.button("button.alerts", "alerts")})
		return bot.Follow{}, a
	}
	return f, nil
}

// mostClosest is how many follows are offered for a name that none has.
const mostClosest = 3

// closest are buttons that do what was asked for to a follow whose name has the words.
func (c *call) closest(follows []bot.Follow, words string) (rows [][]bot.Button) {
	if words == "" || !strings.Contains(one(c.Args), words) {
		return nil
	}
	for _, f := range follows {
		line := c.Command + " " + strings.Replace(one(c.Args), words, followID(f.ID), 1)
		if strings.Contains(strings.ToLower(f.Name), strings.ToLower(words)) && len(rows) < mostClosest && len(line) <= bot.MaxLine {
			rows = append(rows, []bot.Button{{Label: short(f.Name, 40), Line: line}})
		}
	}
	return rows
}

// followCard is one wish with all that can be done about it.
func (c *call) followCard(f bot.Follow) bot.Reply {
	id := followID(f.ID)
	r := bot.Reply{Title: f.Name, Text: []string{c.state(f)}}
	if f.Query != "" && f.Query != f.Name {
		r.Text = append(r.Text, f.Query)
	}
	how := []bot.Button{c.button("button.each", "follow "+id+" each"), c.button("button.queue", "follow "+id+" queue")}
	switch f.How {
	case bot.Each:
		how = how[1:]
	case bot.Quiet:
		how = how[:1]
	}
	mute := c.button("button.mute_day", "mute "+id+" 24h")
	if f.Muted.After(c.Now()) {
		mute = c.button("button.unmute", "mute "+id+" off")
	}
	r.Buttons = [][]bot.Button{how, {mute, c.button("button.unsubscribe", "unsubscribe "+id)}}
	return r
}
