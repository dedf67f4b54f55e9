package commands_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"crier/bot"
)

// named finds commands in the words of the house.
var named = regexp.MustCompile(`(?:^|[\s(“„"])/([a-z]+)\b`)

// TestNoTextNamesACommandThatANetworkLacks reads every text that people see on a
// network: each command in it is in that network's menu, or another one there leads
// to the same.
func TestNoTextNamesACommandThatANetworkLacks(t *testing.T) {
	h := build(t, nil)
	offered := map[string]bot.MenuItem{}
	for _, item := range h.Menu().Items {
		offered[item.Name] = item
	}
	found := 0
	for _, l := range []string{"en", "de"} {
		texts := texts(t, l)
		for key, text := range texts {
			for _, network := range []string{"telegram", "discord", "web"} {
				if !shownOn(texts, key, network) {
					continue
				}
				for _, m := range named.FindAllStringSubmatch(text, -1) {
					found++
					item, ok := offered[m[1]]
					if ok && slices.Contains(item.Hidden, network) {
						item, ok = offered[item.Instead[network]]
					}
					if !ok || slices.Contains(item.Hidden, network) {
						t.Errorf("%s, %s: %q names /%s, which is not there", l, network, text, m[1])
					}
				}
			}
		}
	}
	if found < 200 {
		t.Errorf("only %d names were found: the search is broken", found)
	}
}

// shownOn reports whether a text is for a network: some are for one alone, and take the
// place of others there.
func shownOn(texts map[string]string, key, network string) bool {
	if base, only, found := strings.Cut(key, "_on_"); found {
		return only == network && texts[base] != ""
	}
	if section, _, _ := strings.Cut(key, "."); section == "web" || section == "telegram" {
		return section == network
	}
	return texts[key+"_on_"+network] == ""
}

// texts are all messages of a language, the forms of a count each by itself.
func texts(t *testing.T, language string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "lang", "words", language+".json"))
	must(t, err)
	var tree map[string]any
	must(t, json.Unmarshal(raw, &tree))
	out := map[string]string{}
	flatten("", tree, out)
	return out
}

func flatten(at string, tree map[string]any, out map[string]string) {
	for key, v := range tree {
		switch v := v.(type) {
		case string:
			out[strings.TrimPrefix(at+"."+key, ".")] = v
		case map[string]any:
			flatten(at+"."+key, v, out)
		}
	}
}

func TestHelpOnDiscordNamesWhatCanBeTypedThere(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.from.Network = "discord"
	for typed, want := range map[string]string{
		"/help unsubscribe": "/alerts", "/help more": "/summary", "/help mute": "topic:climate time:2h", "/help": "command:summary",
	} {
		r := p.types(typed)
		if said := r.Title + strings.Join(r.Text, " ") + r.Footer; !strings.Contains(said, want) || strings.Contains(said, "tldr") {
			t.Errorf("%s says %q, want %q in it", typed, said, want)
		}
	}
}
