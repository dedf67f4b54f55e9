package telegram

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

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

// publish hands the menu to Telegram: each list in each language, the first one
// for everyone else too. A menu that cannot be set stops nothing.
func (a *Adapter) publish(ctx context.Context, menu bot.Menu) {
	for _, s := range scopes() {
		for i, lang := range menu.Languages {
			list := commandList(menu, s, lang)
			code := languageCode(lang)
			if i == 0 {
				a.setCommands(ctx, s.name, "", list)
			}
			if code != "" {
				a.setCommands(ctx, s.name, code, list)
			}
		}
	}
}

func (a *Adapter) setCommands(ctx context.Context, scope, code string, list []tgbotapi.BotCommand) {
	b, err := json.Marshal(list)
	if err != nil {
		a.log.Error("could not write a menu", "error", err)
		return
	}
	p := tgbotapi.Params{"commands": string(b), "scope": `{"type":"` + scope + `"}`}
	p.AddNonEmpty("language_code", code)
	err = a.insist(ctx, "set the menu", func() error { return a.call(ctx, "setMyCommands", p, nil) })
	if err != nil && ctx.Err() == nil {
		a.log.Error("could not set the menu", "scope", scope, "language", code, "error", err)
	}
}

func commandList(menu bot.Menu, s scope, lang string) []tgbotapi.BotCommand {
	list := []tgbotapi.BotCommand{}
	for _, m := range menu.Items {
		if !s.shows(m) || slices.Contains(m.Hidden, network) || len(list) == maxCommands || !validName(m.Name) {
			continue
		}
		list = append(list, tgbotapi.BotCommand{Command: m.Name, Description: describe(m, lang)})
	}
	return list
}

func describe(m bot.MenuItem, lang string) string {
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
