package discordtest

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// Shown is a message as a person sees it.
type Shown struct {
	ID      string
	Text    string   // all visible words
	Links   []string // that the words open
	Buttons []string
	Options []string // of its menu
	Hidden  bool     // only this person sees it
	Mine    bool     // written by a person, not by the bot
	Raw     *Message
}

// Read returns what a person sees in a channel, oldest first.
func (s *Server) Read(u *User, channel string) []Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Shown
	for _, m := range s.messages {
		if m.ChannelID == channel && (m.For == nil || m.For == u) {
			out = append(out, show(m))
		}
	}
	return out
}

// See waits until a person sees a message of the bot with all the words.
func (s *Server) See(ctx context.Context, u *User, channel string, words ...string) (Shown, error) {
	for {
		changed := s.Changed()
		list := s.Read(u, channel)
		slices.Reverse(list)
		for _, m := range list {
			if !m.Mine && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(m.Text, w) }) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Shown{}, ctx.Err()
		}
	}
}

func show(m *Message) Shown {
	copied := *m
	out := Shown{ID: m.ID, Hidden: m.For != nil, Mine: !m.Author.Bot, Raw: &copied}
	if m.Deferred {
		out.Text = "thinking…"
		return out
	}
	parts := []string{m.Content}
	for _, e := range m.Embeds {
		if e.Author != nil {
			parts = append(parts, e.Author.Name)
		}
		parts = append(parts, e.Title, e.Description)
		if e.Footer != nil {
			parts = append(parts, e.Footer.Text)
		}
		if e.URL != "" {
			out.Links = append(out.Links, e.URL)
		}
	}
	for _, p := range parts {
		text, links := Unmark(p)
		out.Text += text + "\n"
		out.Links = append(out.Links, links...)
	}
	for _, r := range m.rows {
		for _, c := range r.Components {
			if c.Label != "" {
				out.Buttons = append(out.Buttons, c.Label)
			}
			for _, o := range c.Options {
				out.Options = append(out.Options, o.Label)
			}
		}
	}
	return out
}

// Unmark reads Discord's markdown: it returns the visible words and what they
// open, links with words and bare addresses.
func Unmark(s string) (string, []string) {
	const held = "\ue000" // stands before a character that was escaped
	s = regexp.MustCompile(`\\([[:punct:]])`).ReplaceAllStringFunc(s, func(x string) string {
		return held + string(rune(0xe100)+rune(x[1]))
	})
	var links []string
	s = regexp.MustCompile(`\[([^\[\]]+)\]\((https?://[^\s()]+)\)`).ReplaceAllStringFunc(s, func(x string) string {
		label, to, _ := strings.Cut(x[1:len(x)-1], "](")
		links = append(links, to)
		return label
	})
	links = append(links, regexp.MustCompile(`https?://[^\s<>]+`).FindAllString(s, -1)...)
	s = strings.NewReplacer("**", "", "*", "", "__", "", "_", "", "~~", "", "`", "").Replace(s)
	s = regexp.MustCompile(held+`[\x{e100}-\x{e17f}]`).ReplaceAllStringFunc(s, func(x string) string {
		return string([]rune(x)[1] - 0xe100)
	})
	return s, links
}
