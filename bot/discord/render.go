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
)

const (
	flagHidden = 1 << 6  // EPHEMERAL
	flagSilent = 1 << 12 // SUPPRESS_NOTIFICATIONS
)

// body is a message on its way out. discordgo's own has no enforce_nonce, and
// leaves allowed_mentions away when it is not set, which allows all of them.
type body struct {
	Content    string                       `json:"content"`
	Embeds     []*discordgo.MessageEmbed    `json:"embeds"`
	Components []discordgo.MessageComponent `json:"components"`
	Mentions   mentions                     `json:"allowed_mentions"`
	Flags      int                          `json:"flags,omitempty"`
	Nonce      string                       `json:"nonce,omitempty"`
	Enforce    bool                         `json:"enforce_nonce,omitempty"`

	taken int // how many items it shows
}

// mentions never allows one.
type mentions struct {
	Parse []string `json:"parse"`
}

// edit is the body for an edit: it has neither nonce nor flags.
func (b body) edit() body {
	b.Nonce, b.Enforce, b.Flags = "", false, 0
	return b
}

// body renders the longest prefix of items that fits one message; the first is
// always taken, cut if it must be.
func (a *Adapter) body(items []bot.Item) body {
	b := body{Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{}, Mentions: mentions{Parse: []string{}}}
	if len(items) == 0 {
		return b
	}
	items = a.named(items)
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
		out[i] = bot.Item{Key: it.Key, Reply: l.menu.named(it.Reply)}
	}
	return out
}

func (b *body) single(r bot.Reply) {
	b.Components = rows(r.Buttons)
	if !plain(r) {
		b.Embeds = append(b.Embeds, embed(r, "", maxSum))
		return
	}
	b.Content = strings.Join(paragraphs(r), "\n\n")
	if length(b.Content) > maxContent {
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
		if it.Reply.Loud {
			return
		}
	}
	b.Flags |= flagSilent
}

// plain reports replies that are words of the house: they need no frame.
func plain(r bot.Reply) bool {
	return r.Title == "" && r.URL == "" && r.Kicker == "" && r.Also == "" && r.Footer == "" && r.Image.URL == "" && len(r.Points) == 0
}

func paragraphs(r bot.Reply) (out []string) {
	for _, p := range r.Text {
		if p = strings.TrimSpace(tidy(p)); p != "" {
			out = append(out, escape(p))
		}
	}
	return out
}

// embed renders a reply within the room that is left of the message's sum. mark
// stands before all, to tell folded items apart.
func embed(r bot.Reply, mark string, room int) *discordgo.MessageEmbed {
	e := &discordgo.MessageEmbed{Type: discordgo.EmbedTypeRich, URL: webAddress(r.URL), Title: shortened(oneLine(r.Title), "", "", maxTitle)}
	turn := rtl(r.Lang)
	if above := over(r, mark); above != "" {
		e.Author = &discordgo.MessageEmbedAuthor{Name: clip(above, maxAuthor), URL: e.URL}
	}
	if foot := clip(isolated(oneLine(r.Footer), turn), min(maxFooter, room/4)); foot != "" {
		e.Footer = &discordgo.MessageEmbedFooter{Text: foot}
	}
	if pic := webAddress(r.Image.URL); pic != "" {
		e.Thumbnail = &discordgo.MessageEmbedThumbnail{URL: pic}
	}
	e.Description = description(r, min(maxDescription, room-size(e)))
	if e.Title == "" && e.Description == "" && e.Author == nil && e.Footer == nil && e.Thumbnail == nil {
		e.Description = "…"
	}
	return e
}

// over is the small line above the title: what it is about and whose it is.
func over(r bot.Reply, mark string) string {
	kicker, site := oneLine(r.Kicker), oneLine(r.Site)
	if kicker != "" && site != "" {
		kicker += " · "
	}
	return strings.TrimSuffix(mark+kicker+site, " · ")
}

// description sets the paragraphs and points that fit, the last of them cut at the
// end of a sentence. The line of other sources keeps its place.
func description(r bot.Reply, room int) string {
	also := ""
	if s := oneLine(r.Also); s != "" {
		also = shortened(s, "*", "*", 300)
	}
	if also != "" {
		room -= length(also) + 2
	}
	var out []string
	add := func(make func(cut int) string) bool {
		whole := make(0)
		if n := length(whole) + 2; n <= room {
			out, room = append(out, whole), room-n
			return true
		}
		if part := make(room - 2); room > 120 && part != "" && length(part)+2 <= room {
			out = append(out, part)
		}
		return false
	}
	fits := true
	for _, p := range r.Text {
		if p = strings.TrimSpace(tidy(p)); p != "" && fits {
			fits = add(func(cut int) string { return shortened(p, "", "", cut) })
		}
	}
	for _, p := range r.Points {
		if fits {
			fits = add(func(cut int) string { return point(p, r, cut) })
		}
	}
	if also != "" {
		out = append(out, also)
	}
	return strings.Join(out, "\n\n")
}

// point sets one point with its source. cut, if not 0, is the room it has.
func point(p bot.Point, r bot.Reply, cut int) string {
	text := oneLine(p.Text)
	if text == "" {
		return ""
	}
	foreign := rtl(r.Lang) || p.Lang != "" && rtl(p.Lang)
	open, end := "• ", ""
	switch {
	case p.Number > 0:
		open = "**" + strconv.Itoa(p.Number) + "** "
	case p.Strong:
		open = ""
	}
	if p.Strong {
		open, end = open+"**", "**"
	}
	if foreign {
		open, end = open+isolate, endIsolate+end
	}
	if source := link(firstOf(p.Source, r.Site), p.Link); source != "" && (p.Source != "" || p.Link != "") {
		end += " " + isolated(source, foreign)
	}
	return shortened(text, open, end, cut)
}

// shortened escapes text between open and end so that all of it has at most cut
// characters; 0: no limit.
func shortened(text, open, end string, cut int) string {
	whole := open + escape(text) + end
	if cut == 0 || length(whole) <= cut {
		return whole
	}
	for room := cut - length(open) - length(end); room > 20; room = room * 3 / 4 {
		if s := open + escape(sentences(text, room)) + end; length(s) <= cut {
			return s
		}
	}
	return ""
}

// size is what an embed takes of the message's sum.
func size(e *discordgo.MessageEmbed) int {
	n := length(e.Title) + length(e.Description)
	if e.Author != nil {
		n += length(e.Author.Name)
	}
	if e.Footer != nil {
		n += length(e.Footer.Text)
	}
	return n
}

// cutShort reports that an embed shows less than it would alone.
func cutShort(r bot.Reply, e *discordgo.MessageEmbed) bool {
	return length(e.Description) < length(embed(r, "", maxSum).Description)
}
