package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"unicode/utf16"
)

// outgoing is a body of a message that the bot sends.
type outgoing struct {
	Content    string            `json:"content"`
	Embeds     []Embed           `json:"embeds"`
	Components []json.RawMessage `json:"components"`
	Mentions   *mentioned        `json:"allowed_mentions"`
	Nonce      string            `json:"nonce"`
	Enforce    bool              `json:"enforce_nonce"`
	Flags      int               `json:"flags"`
	File       string            `json:"_file"`
	rows       []row
}

type mentioned struct {
	Parse *[]string `json:"parse"`
	Roles []string  `json:"roles"`
}

func (m *mentioned) list() []string {
	if m == nil {
		return nil
	}
	return m.Roles
}

type row struct {
	Type       int       `json:"type"`
	Components []control `json:"components"`
}

type control struct {
	Type        int          `json:"type"`
	Style       int          `json:"style"`
	Label       string       `json:"label"`
	CustomID    string       `json:"custom_id"`
	URL         string       `json:"url"`
	Placeholder string       `json:"placeholder"`
	Options     []menuOption `json:"options"`
}

// menuOption is one line of a menu to select from.
type menuOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description"`
}

func runes(s string) int { return len(utf16.Encode([]rune(s))) }

func bad(format string, args ...any) *apiError {
	return no(400, 50035, "Invalid Form Body: "+fmt.Sprintf(format, args...))
}

// checkMessage holds a message to the published limits.
func checkMessage(body []byte, edit bool) (*outgoing, *apiError) {
	var m outgoing
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, bad("not a message: %v", err)
	}
	switch {
	case m.Mentions == nil || m.Mentions.Parse == nil || len(*m.Mentions.Parse) > 0:
		return nil, bad("allowed_mentions must be {\"parse\":[]}")
	case len(m.Mentions.Roles) > 1:
		return nil, bad("%d roles are mentioned", len(m.Mentions.Roles))
	case runes(m.Content) > 2000:
		return nil, bad("content has %d characters", runes(m.Content))
	case len(m.Embeds) > 10:
		return nil, bad("%d embeds", len(m.Embeds))
	case runes(m.Nonce) > 25:
		return nil, bad("nonce")
	case !edit && m.Content == "" && len(m.Embeds) == 0 && m.File == "":
		return nil, no(400, 50006, "Cannot send an empty message")
	}
	if err := checkEmbeds(m.Embeds); err != nil {
		return nil, err
	}
	return &m, m.checkRows()
}

// Check holds the body of a message to the published limits; nil if it keeps them.
func Check(body []byte) error {
	if _, err := checkMessage(body, false); err != nil {
		return errors.New(err.text)
	}
	return nil
}

func checkEmbeds(list []Embed) *apiError {
	sum, seen := 0, map[string]bool{}
	for _, e := range list {
		if e.URL != "" && seen[e.URL] {
			return bad("two embeds share %s: they would be shown as one", e.URL)
		}
		seen[e.URL] = true
		n := map[string]int{"title": runes(e.Title), "description": runes(e.Description)}
		if e.Author != nil {
			n["author"] = runes(e.Author.Name)
		}
		if e.Footer != nil {
			n["footer"] = runes(e.Footer.Text)
		}
		for part, limit := range map[string]int{"title": 256, "description": 4096, "author": 256, "footer": 2048} {
			if sum += n[part]; n[part] > limit {
				return bad("embed %s has %d characters", part, n[part])
			}
		}
		if e.Thumbnail != nil && (runes(e.Thumbnail.Alt) > 4096 || checkURL(e.Thumbnail.URL, 2048, false) != nil) {
			return bad("a picture")
		}
		if e.Title == "" && e.Description == "" && e.Author == nil && e.Footer == nil && e.Thumbnail == nil {
			return bad("an empty embed")
		}
		if err := checkURL(e.URL, 2048, true); err != nil {
			return err
		}
	}
	if sum > 6000 {
		return bad("embeds have %d characters in sum", sum)
	}
	return nil
}

func checkURL(s string, limit int, optional bool) *apiError {
	if s == "" && optional {
		return nil
	}
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || runes(s) > limit {
		return bad("not a web address: %q", s)
	}
	return nil
}
