package discord

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

// readMessage makes a request of a direct message. A line that begins with a slash
// is a command that the person's client did not know.
func (a *Adapter) readMessage(m *message) bot.Request {
	at := address(m.ChannelID, discordgo.ChannelTypeDM)
	r := bot.Request{
		From: at, Sender: sender(m.Author, "", ""), Message: bot.MessageRef{Address: at, ID: m.ID},
		Text: m.Content, Links: linksOf(m), File: a.file(documents(m)),
	}
	if len(m.Forwarded) > 0 && r.Text == "" { // a text that was forwarded is a text that was sent
		r.Text = words(m)
	}
	if q := m.Referenced; q != nil {
		r.Quoted = words(q)
		r.Links = unique(append(r.Links, linksOf(q)...))
	}
	if line, ok := strings.CutPrefix(strings.TrimSpace(m.Content), "/"); ok {
		r.Command, r.Args = split(line)
	}
	return r
}

func sender(u *user, nick, locale string) bot.Sender {
	name := nick
	if name == "" {
		name = u.GlobalName
	}
	if name == "" {
		name = u.Username
	}
	return bot.Sender{ID: u.ID, Name: name, Locale: locale}
}

// split takes a line apart into a command and its arguments.
func split(line string) (command, args string) {
	command, args, _ = strings.Cut(strings.TrimLeft(line, " "), " ")
	return strings.ToLower(command), strings.TrimSpace(args)
}

// words are what a message says, in its frames, components and forwards too.
func words(m *message) string {
	parts := []string{m.Content}
	for _, e := range m.Embeds {
		parts = append(parts, e.Title, e.Description)
	}
	walk(m.Components, func(c component) { parts = append(parts, c.Content) })
	for _, f := range m.Forwarded {
		parts = append(parts, words(&f.Message))
	}
	return strings.TrimSpace(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n"))
}

func linksOf(m *message) []string {
	links := bot.FindLinks(m.Content)
	for _, e := range m.Embeds {
		if e.URL != "" {
			links = append(links, e.URL)
		}
		links = append(links, bot.FindLinks(e.Description)...)
	}
	var buttons []string
	walk(m.Components, func(c component) {
		links = append(links, bot.FindLinks(c.Content)...)
		buttons = append(buttons, bot.FindLinks(c.URL)...)
	})
	links = append(links, buttons...)
	for _, f := range m.Forwarded {
		links = append(links, linksOf(&f.Message)...)
	}
	return unique(links)
}

const maxDepth = 5 // of components in components: Discord has three

// walk visits components as they are read, from the top.
func walk(list []component, visit func(component)) { walkWithin(list, maxDepth, visit) }

func walkWithin(list []component, depth int, visit func(component)) {
	if depth == 0 {
		return
	}
	for _, c := range list {
		visit(c)
		walkWithin(c.Components, depth-1, visit)
		if c.Accessory != nil {
			walkWithin([]component{*c.Accessory}, depth-1, visit)
		}
	}
}

// documents are the files of a message and of what it forwards.
func documents(m *message) []attachment {
	list := m.Attachments
	for _, f := range m.Forwarded {
		list = append(list, f.Message.Attachments...)
	}
	return list
}

func unique(in []string) []string {
	var out []string
	for _, s := range in {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// file offers the first document. It is fetched from Discord alone.
func (a *Adapter) file(list []attachment) *bot.File {
	if len(list) == 0 {
		return nil
	}
	f := list[0]
	return &bot.File{Name: f.Filename, Type: f.ContentType, Size: f.Size, Open: func(ctx context.Context) (io.ReadCloser, error) {
		return a.download(ctx, f.URL)
	}}
}

func (a *Adapter) download(ctx context.Context, address string) (io.ReadCloser, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host != a.host && (u.Scheme != "https" || u.Host != "cdn.discordapp.com" && u.Host != "media.discordapp.net") {
		return nil, fmt.Errorf("discord: an attachment that does not lie at Discord's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("discord: fetching an attachment: %w", err)
	}
	resp, err := a.files.Do(req)
	if err != nil {
		return nil, a.failed("fetching an attachment", err)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("discord: fetching an attachment: %s", resp.Status)
	}
	return resp.Body, nil
}
