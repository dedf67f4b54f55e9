package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

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
	NameLocal        map[string]string `json:"name_localizations,omitempty"`
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
	name := regexp.MustCompile(`^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$`)
	if c.Type == 3 {
		if n := runes(c.Name); n < 1 || n > 32 || c.Description != "" {
			return bad("message command")
		}
		return nil
	}
	if n := runes(c.Description); !name.MatchString(c.Name) || n < 1 || n > 100 {
		return bad("name or description")
	}
	if err := checkLocal(c.NameLocal, c.DescriptionLocal, name); err != nil {
		return err
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
		if err := checkLocal(o.NameLocal, o.DescriptionLocal, name); err != nil {
			return err
		}
		optional = optional || !o.Required && o.Type > 2
		if err := checkOptions(o.Options, name); err != nil {
			return err
		}
	}
	return nil
}

// checkLocal looks at what a command or option is called elsewhere.
func checkLocal(names, words map[string]string, name *regexp.Regexp) *apiError {
	const locales = " id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko "
	for l, n := range names {
		if !name.MatchString(n) || !strings.Contains(locales, " "+l+" ") {
			return bad("name %q in %q", n, l)
		}
	}
	for l, w := range words {
		if n := runes(w); n < 1 || n > 100 || !strings.Contains(locales, " "+l+" ") {
			return bad("description %q in %q", w, l)
		}
	}
	return nil
}
