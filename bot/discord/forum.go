package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// forums are the channels that take posts instead of messages, as they were found to
// be. They are asked anew from time to time: their tags change.
type forums struct {
	mu     sync.Mutex
	of     map[string]*forum
	unsure map[string]bool // posts, by their nonce, that may or may not be there
}

type forum struct {
	guild string
	tags  []tag
	needs bool // a post without a tag is refused
	asked time.Time
}

// tag is a label that a forum's posts can bear.
type tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"` // only moderators may give it
}

const (
	forumAge    = 10 * time.Minute
	maxForums   = 1000
	flagNeedTag = 1 << 4 // REQUIRE_TAG
)

func newForums() *forums { return &forums{of: map[string]*forum{}, unsure: map[string]bool{}} }

func (f *forums) knows(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.of[id] != nil
}

// forum tells what is known of a forum, asking when that is old or nothing. What
// cannot be asked is a forum without tags.
func (a *Adapter) forum(ctx context.Context, id string) *forum {
	a.forums.mu.Lock()
	known := a.forums.of[id]
	a.forums.mu.Unlock()
	if known != nil && time.Since(known.asked) < forumAge {
		return known
	}
	c, err := a.channel(ctx, id)
	if err != nil {
		a.log.Warn("asking for a forum's tags", "chat", id, "err", err)
		c = &channel{}
	}
	fresh := &forum{guild: c.GuildID, tags: c.Tags, needs: c.Flags&flagNeedTag != 0, asked: time.Now()}
	a.forums.mu.Lock()
	defer a.forums.mu.Unlock()
	if len(a.forums.of) >= maxForums {
		clear(a.forums.of)
	}
	a.forums.of[id] = fresh
	return fresh
}

// label picks the tag that is called as the topic is; where one is needed, else the
// first that everyone may give.
func (f *forum) label(topic string, needs bool) []string {
	fallback := []string{}
	for _, t := range f.tags {
		if topic != "" && strings.EqualFold(oneLine(t.Name), oneLine(topic)) {
			return []string{t.ID}
		}
		if needs && !t.Moderated && len(fallback) == 0 {
			fallback = []string{t.ID}
		}
	}
	return fallback
}

// openPost starts a post in a forum, which is a thread: it is the message's address.
func (a *Adapter) openPost(ctx context.Context, to bot.Address, it bot.Item) bot.Outcome {
	f := a.forum(ctx, to.Chat)
	key, name := nonce(to, it), postName(it.Reply)
	if at, ok := a.opened(ctx, f, to, key, name); ok {
		return at
	}
	var post struct {
		ID      string  `json:"id"`
		Message message `json:"message"`
	}
	open := func(needs bool) error {
		return a.framed([]bot.Item{it}, func(b body) error {
			b.pushed("", []bot.Item{it})
			b.Nonce, b.Enforce = "", false // posts know of none
			in := map[string]any{"name": name, "message": b}
			if tags := f.label(it.Reply.Topic, needs); len(tags) > 0 {
				in["applied_tags"] = tags
			}
			return a.call(ctx, http.MethodPost, "channels/"+to.Chat+"/threads", in, &post)
		})
	}
	err := open(f.needs)
	if codeOf(err) == codeNeedsTag && !f.needs && len(f.tags) > 0 {
		err = open(true)
	}
	if err != nil {
		o := outcome(err)
		a.forums.doubt(key, o.Verdict == bot.Unsure)
		return o
	}
	a.forums.doubt(key, false)
	return posted(post.ID, firstOf(post.Message.ID, post.ID))
}

func posted(thread, message string) bot.Outcome {
	at := address(thread, discordgo.ChannelTypeGuildPublicThread)
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: bot.MessageRef{Address: at, ID: message}}
}

// doubt remembers that a post may be there although nobody said so.
func (f *forums) doubt(key string, unsure bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if delete(f.unsure, key); unsure && len(f.unsure) < maxForums {
		f.unsure[key] = true
	}
}

// opened looks for a post that may have been made by an earlier try: a forum does not
// drop what it was sent twice.
func (a *Adapter) opened(ctx context.Context, f *forum, to bot.Address, key, name string) (bot.Outcome, bool) {
	a.forums.mu.Lock()
	unsure := a.forums.unsure[key]
	a.forums.mu.Unlock()
	if !unsure || !isID(f.guild) {
		return bot.Outcome{}, false
	}
	me, err := a.whoami(ctx)
	var active struct {
		Threads []channel `json:"threads"`
	}
	if err == nil {
		err = a.patient(ctx, to, http.MethodGet, "guilds/"+f.guild+"/threads/active", nil, &active)
	}
	if err != nil {
		return bot.Outcome{Verdict: bot.Later, After: retrySoon, Err: fmt.Errorf("discord: looking for a post: %w", err)}, true
	}
	for _, t := range active.Threads {
		if t.ParentID == to.Chat && t.Name == name && t.OwnerID == me.user {
			a.forums.doubt(key, false)
			return posted(t.ID, t.ID), true
		}
	}
	return bot.Outcome{}, false
}

// postName is what a post is called: at most 100 characters.
func postName(r bot.Reply) string {
	name := oneLine(r.Title)
	if name == "" && len(r.Points) > 0 {
		name = oneLine(r.Points[0].Text)
	}
	if name == "" && len(r.Text) > 0 {
		name = oneLine(r.Text[0])
	}
	return clip(firstOf(name, firstOf(oneLine(r.Kicker), "…")), 100)
}
