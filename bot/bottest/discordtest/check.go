package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"unicode/utf16"
)

// outgoing is a body of a message that the bot sends.
type outgoing struct {
	Content    string            `json:"content"`
	Embeds     []Embed           `json:"embeds"`
	Components []json.RawMessage `json:"components"`
	Mentions   *struct {
		Parse *[]string `json:"parse"`
		Roles []string  `json:"roles"`
	} `json:"allowed_mentions"`
	Nonce   string `json:"nonce"`
	Enforce bool   `json:"enforce_nonce"`
	Flags   int    `json:"flags"`
	File    string `json:"_file"`
	rows    []row
}

type row struct {
	Type       int       `json:"type"`
	Components []control `json:"components"`
}

type control struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id"`
	URL      string `json:"url"`
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

func (m *outgoing) checkRows() *apiError {
	if len(m.Components) > 5 {
		return bad("%d rows", len(m.Components))
	}
	ids := map[string]bool{}
	for _, raw := range m.Components {
		var r row
		if err := json.Unmarshal(raw, &r); err != nil || r.Type != 1 || len(r.Components) < 1 || len(r.Components) > 5 {
			return bad("a row of %d components", len(r.Components))
		}
		for _, c := range r.Components {
			if n := runes(c.Label); c.Type != 2 || n < 1 || n > 80 {
				return bad("button label of %d characters", n)
			}
			if c.Style == 5 {
				if err := checkURL(c.URL, 512, false); err != nil {
					return err
				}
				continue
			}
			if n := runes(c.CustomID); n < 1 || n > 100 || ids[c.CustomID] {
				return bad("custom_id %q", c.CustomID)
			}
			ids[c.CustomID] = true
		}
		m.rows = append(m.rows, r)
	}
	return nil
}

// Command is a command that was published.
type Command struct {
	ID               string            `json:"id"`
	ApplicationID    string            `json:"application_id"`
	Version          string            `json:"version"`
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	NameLocal        map[string]string `json:"name_localizations"`
	Description      string            `json:"description"`
	DescriptionLocal map[string]string `json:"description_localizations"`
	Rights           *string           `json:"default_member_permissions"`
	Contexts         []int             `json:"contexts"`
	Integrations     []int             `json:"integration_types"`
	Options          []CommandOption   `json:"options,omitempty"`
}

// CommandOption is an option or a subcommand.
type CommandOption struct {
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	Description      string            `json:"description"`
	DescriptionLocal map[string]string `json:"description_localizations,omitempty"`
	Required         bool              `json:"required,omitempty"`
	Autocomplete     bool              `json:"autocomplete,omitempty"`
	ChannelTypes     []int             `json:"channel_types,omitempty"`
	Choices          []struct {
		Name  string `json:"name"`
		Value any    `json:"value"`
	} `json:"choices,omitempty"`
	Options []CommandOption `json:"options,omitempty"`
}

func (s *Server) commandsRoute(method string, body []byte) (any, *apiError) {
	if method != "PUT" {
		return append([]Command{}, s.commands...), nil
	}
	var list []Command
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, bad("not commands: %v", err)
	}
	count, seen := map[int]int{}, map[string]bool{}
	for i := range list {
		c := &list[i]
		if count[c.Type]++; count[c.Type] > map[int]int{1: 100, 2: 15, 3: 15}[c.Type] {
			return nil, bad("too many commands of type %d", c.Type)
		}
		key := fmt.Sprint(c.Type, c.Name)
		if err := c.check(); err != nil || seen[key] {
			return nil, bad("command %s: %+v", c.Name, err)
		}
		seen[key] = true
		c.ID, c.ApplicationID, c.Version = s.newID(), s.App, s.newID()
	}
	s.commands = list
	s.puts++
	return list, nil
}

func (c *Command) check() *apiError {
	name := regexp.MustCompile(`^[-_\p{Ll}\p{N}]{1,32}$`)
	if c.Type == 3 {
		if n := runes(c.Name); n < 1 || n > 32 || c.Description != "" {
			return bad("message command")
		}
		return nil
	}
	if n := runes(c.Description); !name.MatchString(c.Name) || n < 1 || n > 100 {
		return bad("name or description")
	}
	raw, _ := json.Marshal(c)
	if len(raw) > 8000 {
		return bad("%d characters", len(raw))
	}
	return checkOptions(c.Options, name)
}

func checkOptions(list []CommandOption, name *regexp.Regexp) *apiError {
	if len(list) > 25 {
		return bad("%d options", len(list))
	}
	optional := false
	for _, o := range list {
		if n := runes(o.Description); !name.MatchString(o.Name) || n < 1 || n > 100 || len(o.Choices) > 25 {
			return bad("option %q", o.Name)
		}
		if o.Required && optional {
			return bad("option %q: required ones come first", o.Name)
		}
		if o.Autocomplete && len(o.Choices) > 0 {
			return bad("option %q: choices and autocomplete", o.Name)
		}
		optional = optional || !o.Required && o.Type > 2
		if err := checkOptions(o.Options, name); err != nil {
			return err
		}
	}
	return nil
}
