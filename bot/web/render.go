package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"crier/bot"
)

// body is what a mailbox keeps of one message, and what the page shows.
type body struct {
	bot.Reply
	You  bool        `json:"you,omitempty"`  // the visitor said it
	Cut  int         `json:"cut,omitempty"`  // the characters of the whole text, when only its beginning is kept
	File *attachment `json:"file,omitempty"` // hides Reply.File
}

// attachment is a file that can be fetched.
type attachment struct {
	Name string `json:"name"`
	Size int    `json:"size"` // bytes
	Href string `json:"href"`
}

// wire is a message as the page gets it.
type wire struct {
	ID   int64           `json:"id"`
	At   int64           `json:"at"` // milliseconds since 1970
	Body json.RawMessage `json:"body"`
}

// render writes a reply for the mailbox. Pictures stay out: the page loads nothing
// from elsewhere, so no publisher learns who reads here.
func render(r bot.Reply, file *attachment) ([]byte, error) {
	r.Private, r.Fade, r.Loud, r.Replace, r.Image = false, 0, false, false, bot.Image{}
	r.URL = webAddress(r.URL)
	points := make([]bot.Point, len(r.Points))
	for i, p := range r.Points {
		p.Link = webAddress(p.Link)
		points[i] = p
	}
	r.Points = points
	r.Buttons = renderButtons(r.Buttons)
	return encode(body{Reply: r, File: file})
}

func renderButtons(rows [][]bot.Button) [][]bot.Button {
	var out [][]bot.Button
	for _, row := range rows {
		var kept []bot.Button
		for _, b := range row {
			b.URL = webAddress(b.URL)
			if b.Label != "" && (b.Line != "" || b.URL != "") {
				kept = append(kept, b)
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// shownOfText is how many characters of a visitor's own message are shown again.
const shownOfText = 600

// renderText writes what the visitor said.
func renderText(text string) ([]byte, error) {
	b := body{You: true}
	if n := utf8.RuneCountInString(text); n > shownOfText {
		text = string([]rune(text)[:shownOfText]) + "…"
		b.Cut = n
	}
	b.Text = []string{text}
	return encode(b)
}

func encode(b body) ([]byte, error) {
	out, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("writing a message: %w", err)
	}
	if len(out) > MaxBody {
		return nil, fmt.Errorf("%d bytes: %w", len(out), errTooBig)
	}
	return out, nil
}

// webAddress returns s if a link may lead there, else nothing.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") {
		return ""
	}
	return s
}
