package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// maxCommands is the server's limit of one list.
const maxCommands = 100

// scope is one of the lists of commands that Telegram shows.
type scope struct {
	name  string
	shows func(bot.MenuItem) bool
}

// scopes are the lists: the short one in private chats, a shorter one for the
// members of a group, and the managers' commands for its admins only.
func scopes() []scope {
	member := func(m bot.MenuItem) bool { return m.Main && m.Where != bot.InDirect && m.Who == bot.Everyone }
	return []scope{
		{"all_private_chats", func(m bot.MenuItem) bool { return m.Main && m.Where != bot.InGroups && m.Who != bot.Owner }},
		{"all_group_chats", member},
		{"all_chat_administrators", func(m bot.MenuItem) bool {
			return member(m) || m.Where != bot.InDirect && (m.Who == bot.Manager || m.Section == bot.Posting)
		}},
	}
}

// menuTime is how long it is tried to set the menu.
const menuTime = 10 * time.Minute

// publish hands the menu to Telegram: each list in each language, the first one
// for everyone else too. A menu that cannot be set stops nothing.
func (a *Adapter) publish(ctx context.Context, menu bot.Menu) {
	ctx, cancel := context.WithTimeout(ctx, menuTime)
	defer cancel()
	for _, s := range scopes() {
		for _, in := range editions(menu.Languages) {
			if err := a.setCommands(ctx, s.name, in.code, commandList(menu, s, in.lang)); err != nil {
				if !errors.Is(ctx.Err(), context.Canceled) {
					a.log.Error("could not set the menu", "scope", s.name, "language", in.code, "error", err)
				}
				return
			}
		}
	}
	a.describe(ctx, "Description", "description", menu.Languages, menu.About, maxDescription)
	a.describe(ctx, "ShortDescription", "short_description", menu.Languages, menu.Short, maxShort)
}

// edition is a language and the code for it; "" is for all that have none of their
// own.
type edition struct{ lang, code string }

func editions(languages []string) []edition {
	var out []edition
	for i, lang := range languages {
		if i == 0 {
			out = append(out, edition{lang, ""})
		}
		if code := languageCode(lang); code != "" {
			out = append(out, edition{lang, code})
		}
	}
	return out
}

func (a *Adapter) setCommands(ctx context.Context, scope, code string, list []tgbotapi.BotCommand) error {
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	p := tgbotapi.Params{"commands": string(b), "scope": `{"type":"` + scope + `"}`}
	p.AddNonEmpty("language_code", code)
	return a.insist(ctx, "set the menu", func() error { return a.call(ctx, "setMyCommands", p, nil) })
}

// The server's limits of what a bot says of itself.
const (
	maxDescription = 512 // in an empty chat, above Start
	maxShort       = 120 // in its profile and under shared links
)

// describe says what the bot is where the operator has not done so; what stands in for
// a language may be what was just said for all. A server that knows no descriptions is
// left alone.
func (a *Adapter) describe(ctx context.Context, what, field string, languages []string, say map[string]string, most int) {
	fallback := ""
	for _, in := range editions(languages) {
		words, p := firstRunes(oneLine(say[in.lang]), most), tgbotapi.Params{}
		p.AddNonEmpty("language_code", in.code)
		var has map[string]string
		if words == "" || a.call(ctx, "getMy"+what, p, &has) != nil {
			return
		}
		if in.code == "" {
			fallback = words
		}
		if is := has[field]; is == words || is != "" && is != fallback {
			continue
		}
		p[field] = words
		if err := a.call(ctx, "setMy"+what, p, nil); err != nil {
			a.log.Warn("could not set what the bot says of itself", "language", in.code, "error", err)
			return
		}
	}
}

func commandList(menu bot.Menu, s scope, lang string) []tgbotapi.BotCommand {
	list := []tgbotapi.BotCommand{}
	for _, m := range menu.Items {
		if !s.shows(m) || slices.Contains(m.Hidden, network) || len(list) == maxCommands || !validName(m.Name) {
			continue
		}
		list = append(list, tgbotapi.BotCommand{Command: m.Name, Description: lineOf(m, lang)})
	}
	return list
}

func lineOf(m bot.MenuItem, lang string) string {
	if help := firstRunes(oneLine(m.Help[lang]), 256); help != "" {
		return help
	}
	return m.Name
}

// validName keeps to what the server takes, so that one odd name does not cost the
// whole list.
func validName(name string) bool {
	return name != "" && len(name) <= 32 && strings.IndexFunc(name, notInName) < 0 && strings.ToLower(name) == name
}

// languageCode is the two-letter code that the server wants; empty for a language
// that has none.
func languageCode(lang string) string {
	code, _, _ := strings.Cut(lang, "-")
	if len(code) != 2 {
		return ""
	}
	return strings.ToLower(code)
}
