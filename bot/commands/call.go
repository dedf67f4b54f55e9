package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"crier/bot"
	"crier/bot/lang"
)

// call is one request being answered.
type call struct {
	bot.Request
	*Bot
	p       *lang.Printer
	profile bot.Profile
	say     bot.Say
	wishes  wishes // of /broadcast
}

// fade is how long a refusal stays in a group.
const fade = 60 * time.Second

// begin finds out who asks and in which language to answer: the chat's, else the
// sender's.
func (b *Bot) begin(ctx context.Context, r bot.Request, say bot.Say) (*call, error) {
	c := &call{Request: r, Bot: b, say: say, p: b.Lang.Printer(r.Sender.Locale)}
	profile, err := b.Store.Profile(ctx, r.From)
	if err != nil {
		return c, fmt.Errorf("loading the chat's profile: %w", err)
	}
	c.profile = profile
	if profile.Lang != "" {
		c.p = b.Lang.Printer(profile.Lang)
	}
	c.Lang = c.p.Language()
	return c, nil
}

// unsaid is an error of the network: nothing more can be said there.
type unsaid struct{ error }

// Unwrap gives the network's error.
func (u unsaid) Unwrap() error { return u.error }

// show says a reply.
func (c *call) show(ctx context.Context, r bot.Reply) error {
	if r.Lang == "" {
		r.Lang = c.p.Language()
	}
	if err := c.say(ctx, c.placed(r)); err != nil {
		return unsaid{fmt.Errorf("showing an answer: %w", err)}
	}
	return nil
}

// text is a reply of one paragraph, in words for this network where there are such.
func (c *call) text(key string, pairs ...any) bot.Reply {
	return bot.Reply{Lang: c.p.Language(), Text: []string{c.p.Text(c.here(key), pairs...)}}
}

// here is the key of the words for this network, where there are such.
func (c *call) here(key string) string {
	if here := key + "_on_" + c.From.Network; c.p.Has(here) {
		return here
	}
	return key
}

func (c *call) button(key, line string) bot.Button {
	return bot.Button{Label: c.p.Text(key), Line: line}
}

func (c *call) shared() bool { return c.From.Kind != bot.Direct }

// Words for where the bot may not write: in another place, and where it was asked.
const (
	cannotPost     = "advice.cannot_post"
	cannotPostHere = "advice.cannot_post_here"
)

// manages reports whether the sender may set up posts at an address: their own
// direct chat always. The error is nil whenever the answer is known.
func (c *call) manages(ctx context.Context, at bot.Address) (bool, error) {
	if at.Kind == bot.Direct && at == c.From {
		return true, nil
	}
	a, ok := c.networks[at.Network]
	if !ok {
		return false, nil
	}
	may, err := a.CanManage(ctx, at, c.Sender)
	if errors.Is(err, bot.ErrNotManager) || errors.Is(err, bot.ErrNoChat) {
		return false, nil
	}
	if errors.Is(err, bot.ErrCannotPost) {
		return false, advise(cannotPost)
	}
	if err != nil {
		return false, fmt.Errorf("asking who manages the chat: %w", err)
	}
	return may, nil
}

// follow keeps a wish. Alerts come without anybody asking, so the language of the
// person who set up the first one becomes the chat's.
func (c *call) follow(ctx context.Context, f bot.Follow, title string, backfill []string) (stored bot.Follow, added bool, err error) {
	profile, err := c.Store.Profile(ctx, f.Chat)
	if err != nil {
		return f, false, fmt.Errorf("loading the chat's profile: %w", err)
	}
	if profile.Lang == "" || profile.Title == "" && title != "" {
		profile.Address = f.Chat
		if profile.Lang == "" {
			profile.Lang = c.p.Language()
		}
		if profile.Title == "" {
			profile.Title = title
		}
		if err := c.Store.SaveProfile(ctx, profile); err != nil {
			return f, false, fmt.Errorf("saving the chat's language: %w", err)
		}
	}
	stored, added, err = c.Store.Follow(ctx, f, backfill)
	if err != nil {
		return f, false, fmt.Errorf("following: %w", err)
	}
	return stored, added, nil
}

// mayChange is an advice unless the sender may change what this chat follows. The
// privately line, if any, leads to the same thing for themself.
func (c *call) mayChange(ctx context.Context, privately string) error {
	ok, err := c.manages(ctx, c.From)
	if ok {
		return nil
	}
	a, whole := advise("advice.only_admins_change"), "advice.only_admins"
	if refused, isAdvice := errors.AsType[*advice](err); isAdvice && refused.key == cannotPost {
		a, whole = refused, cannotPostHere // people take the bot along to where it is no member
	} else if err != nil {
		return err
	}
	if privately == "" {
		if privately, err = c.privately(ctx); err != nil {
			return err
		}
	}
	if privately != "" && len(privately) <= bot.MaxLine {
		a = advise(whole)
		a.buttons = [][]bot.Button{{c.button("button.privately", privately)}}
	}
	return a
}
