package commands_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"crier/bot"
)

func TestTheMenuIsWholeInEveryLanguage(t *testing.T) {
	h := build(t, nil)
	menu := h.Menu()
	if !slices.Equal(menu.Languages, h.words.Languages()) {
		t.Errorf("languages %v", menu.Languages)
	}
	main := 0
	for _, item := range menu.Items {
		if item.Section == "" {
			t.Errorf("%s is a button's line and stands in the menu", item.Name)
		}
		if item.Main {
			main++
		}
		for _, l := range menu.Languages {
			if help := item.Help[l]; help == "" || utf8.RuneCountInString(help) > 100 || strings.HasPrefix(help, "help.") {
				t.Errorf("%s in %s: help %q", item.Name, l, help)
			}
			for _, o := range item.Options {
				if words := item.OptionHelp[o.Name][l]; words == "" || strings.HasPrefix(words, "option.") {
					t.Errorf("%s in %s: option %s is %q", item.Name, l, o.Name, words)
				}
			}
			for _, a := range item.Actions {
				if words := item.ActionHelp[a.Name][l]; words == "" || strings.HasPrefix(words, "action.") {
					t.Errorf("%s in %s: action %s is %q", item.Name, l, a.Name, words)
				}
			}
		}
	}
	if main == 0 || main > 8 {
		t.Errorf("%d commands in the short menu", main)
	}
	if table := h.HelpTable("de"); !strings.Contains(table, "| `/subscribe words\\|address` | Bescheid bekommen") || strings.Count(table, "\n") != len(menu.Items)+2 {
		t.Errorf("the table is\n%s", table)
	}
}

func TestEveryCommandOfTheTableRuns(t *testing.T) {
	h := build(t, nil)
	for _, cmd := range h.All() {
		for _, kind := range []bot.Kind{bot.Direct, bot.Group, bot.Channel} {
			for _, args := range []string{"", "x", "1", "t_none f_9 on"} {
				r := bot.Request{From: bot.Address{Network: "desk", Chat: "1", Kind: kind}, Sender: bot.Sender{ID: "1"}, Args: args}
				must(t, cmd.Run(t.Context(), r, func(_ context.Context, r bot.Reply) error {
					checkLines(t, r)
					return nil
				}))
			}
		}
	}
	if h.log.Len() > 0 {
		t.Errorf("something failed: %s", h.log.String())
	}
}
