package discord

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// Discord's limits for what a message shows, in characters.
const (
	maxContent     = 2000
	maxTitle       = 256
	maxDescription = 4096
	maxFooter      = 2048
	maxAuthor      = 256
	maxSum         = 6000 // all words of all embeds of a message
	maxAlt         = 1024 // Discord takes 4096; nobody listens to that much
	mentionRoom    = 25   // for the mention of a role before the content
)

const (
	flagHidden = 1 << 6  // EPHEMERAL
	flagSilent = 1 << 12 // SUPPRESS_NOTIFICATIONS
)

// body is a message on its way out. discordgo's own has no enforce_nonce, and
// leaves allowed_mentions away when it is not set, which allows all of them.
type body struct {
	Content    string                       `json:"content"`
	Embeds     []*panel                     `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
	Mentions   mentions                     `json:"allowed_mentions"`
	Flags      int                          `json:"flags,omitempty"`
	Nonce      string                       `json:"nonce,omitempty"`
	Enforce    bool                         `json:"enforce_nonce,omitempty"`

	taken int // how many items it shows
}

// mentions allows nothing but the one role that managers configured.
type mentions struct {
	Parse []string `json:"parse"`
	Roles []string `json:"roles,omitempty"`
}

// edit is the body for an edit: it has neither nonce nor flags, and calls nobody
// again.
func (b body) edit() body {
	b.Nonce, b.Enforce, b.Flags, b.Mentions.Roles = "", false, 0, nil
	return b
}

func empty() body {
	return body{Embeds: []*panel{}, Components: []discordgo.MessageComponent{}, Mentions: mentions{Parse: []string{}}}
}

// body renders the longest prefix of items that fits one message; the first is
// always taken, cut if it must be.
func (a *Adapter) body(items []bot.Item) body {
	if len(items) == 0 {
		return empty()
	}
	b := a.folded(a.named(items))
	b.call(items[0].Reply.Post.Role)
	return b
}

// call mentions the role.
func (b *body) call(role string) {
	if !isID(role) {
		return
	}
	b.Mentions.Roles = []string{role}
	b.Content = strings.TrimSpace("<@&" + role + "> " + b.Content)
}

func (a *Adapter) folded(items []bot.Item) body {
	b := empty()
	if b.taken = 1; len(items) == 1 || plain(items[0].Reply) {
		b.single(items[0].Reply)
		return b
	}
	left, urls := maxSum, map[string]bool{}
	for i, it := range items[:min(len(items), maxFold)] {
		e := embed(it.Reply, strconv.Itoa(i+1)+" · ", min(left, maxSum/2))
		if i > 0 && (plain(it.Reply) || size(e) > left || cutShort(it.Reply, e)) {
			break
		}
		if urls[e.URL] { // embeds that share an address are shown as one
			e.URL = ""
		}
		urls[e.URL] = true
		left -= size(e)
		b.Embeds = append(b.Embeds, e)
		b.taken = i + 1
	}
	if b.taken == 1 {
		b.Embeds = b.Embeds[:0]
		b.single(items[0].Reply)
		return b
	}
	b.Components = foldedRows(items[:b.taken])
	return b
}

// named writes the commands in the words of the house as they are typed here, once
// it is known how.
func (a *Adapter) named(items []bot.Item) []bot.Item {
	l := a.running()
	if l == nil {
		return items
	}
	out := make([]bot.Item, len(items))
	for i, it := range items {
		out[i] = bot.Item{Key: it.Key, Reply: l.menu.names.reply(it.Reply)}
	}
	return out
}

func (b *body) single(r bot.Reply) {
	b.Components = controls(r)
	if !plain(r) {
		b.Embeds = append(b.Embeds, embed(r, "", maxSum))
		return
	}
	b.Content = strings.Join(paragraphs(r), "\n\n")
	if length(b.Content) > maxContent-mentionRoom {
		b.Content = ""
		b.Embeds = append(b.Embeds, embed(r, "", maxSum))
	}
	if b.Content == "" && len(b.Embeds) == 0 {
		b.Content = "…" // a message without words is refused
	}
}

// pushed marks a message that nobody asked for: it makes no sound unless one of
// its items may, and is shown once however often it is sent.
func (b *body) pushed(nonce string, items []bot.Item) {
	b.Nonce, b.Enforce = nonce, true
	for _, it := range items {
		if it.Reply.Loud || it.Reply.Post.Role != "" {
			return
		}
	}
	b.Flags |= flagSilent
}

// plain reports replies that are words of the house: they need no frame.
func plain(r bot.Reply) bool {
	return r.Title == "" && r.URL == "" && r.Kicker == "" && r.Also == "" && r.Footer == "" && r.Image.URL == "" && len(r.Parts) == 0 && len(r.Points) == 0
}

func paragraphs(r bot.Reply) (out []string) {
	for _, p := range r.Text {
		if p = strings.TrimSpace(tidy(p)); p != "" {
			out = append(out, escape(p))
		}
	}
	return out
}
