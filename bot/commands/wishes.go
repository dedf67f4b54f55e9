package commands

import (
	"context"
	"fmt"
	"strings"

	"crier/bot"
)

// wishes are what a manager says of the posts of a chat besides their words. Nil:
// nothing was said, and what was said before stays.
type wishes struct {
	role    *string
	publish *bool
}

// takeWishes takes them out of the words of /broadcast: "<@&123>" or "--no-role",
// "--crosspost" or "--no-crosspost".
func takeWishes(args string) (rest string, w wishes) {
	var words []string
	for _, word := range strings.Fields(args) {
		role, isRole := strings.CutPrefix(word, "<@&")
		switch {
		case isRole && strings.HasSuffix(role, ">"):
			role = strings.TrimSuffix(role, ">")
			w.role = &role
		case word == "--no-role":
			w.role = new(string)
		case word == "--crosspost" || word == "--no-crosspost":
			publish := word == "--crosspost"
			w.publish = &publish
		default:
			words = append(words, word)
		}
	}
	return strings.Join(words, " "), w
}

// keepWishes keeps what was said for the chat.
func (c *call) keepWishes(ctx context.Context, t target) error {
	if c.wishes == (wishes{}) {
		return nil
	}
	p, err := c.Store.Profile(ctx, t.at)
	if err != nil {
		return fmt.Errorf("loading a chat's profile: %w", err)
	}
	p.Address = t.at
	if c.wishes.role != nil {
		p.Post.Role = *c.wishes.role
	}
	if c.wishes.publish != nil {
		p.Post.Publish = *c.wishes.publish
	}
	if err := c.Store.SaveProfile(ctx, p); err != nil {
		return fmt.Errorf("keeping what is wanted of posts: %w", err)
	}
	return nil
}

// wished says what is wanted of the posts of a chat.
func (c *call) wished(ctx context.Context, t target) ([]string, error) {
	p, err := c.Store.Profile(ctx, t.at)
	if err != nil {
		return nil, fmt.Errorf("loading a chat's profile: %w", err)
	}
	var said []string
	if p.Post.Role != "" {
		said = append(said, c.p.Text("broadcast.calls_role"))
	}
	if p.Post.Publish && t.at.Kind == bot.Channel {
		said = append(said, c.p.Text("broadcast.crossposts"))
	}
	return said, nil
}
