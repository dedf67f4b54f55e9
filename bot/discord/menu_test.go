package discord

import (
	"context"
	"fmt"
	"testing"

	"crier/bot"
)

func theMenuIsPublishedOnceAndAgainOnlyWhenItChanged(t *testing.T) {
	r := newRig(t)
	for i, c := range []struct {
		menu bot.Menu
		puts int
	}{{deskMenu(), 1}, {deskMenu(), 1}, {bot.Menu{Languages: []string{"en"}, Items: deskMenu().Items[:2]}, 2}} {
		must(t, r.a.publish(t.Context(), c.menu))
		if _, puts := r.Commands(); puts != c.puts {
			t.Errorf("step %d: %d overwrites, want %d", i, puts, c.puts)
		}
	}
}

func commandsSayWhereForWhomAndInWhichWords(t *testing.T) {
	r := newRig(t)
	must(t, r.a.publish(t.Context(), deskMenu()))
	list, _ := r.Commands()
	got := map[string]string{}
	for _, c := range list {
		rights := "everyone"
		if c.Rights != nil {
			rights = *c.Rights
		}
		got[c.Name] = fmt.Sprint(c.Type, " ", c.Contexts, c.Integrations, " ", rights, " ", len(c.Options), " ", c.DescriptionLocal["de"], c.NameLocal["de"])
	}
	for name, want := range map[string]string{
		"summary":        "1 [0 1 2] [0 1] everyone 3 Hilfe zu summaryzusammenfassung",
		"subscribe":      "1 [0 1 2] [0 1] everyone 2 Hilfe zu subscribe",
		"feed":           "1 [0 1] [0] 16 2 Hilfe zu addfeed",
		"broadcast":      "1 [0] [0] 16 2 Hilfe zu broadcast",
		"Summarize this": "3 [0 1 2] [0 1] everyone 0 Zusammenfassen",
		"start":          "", "stats": "",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	on := list[4].Options[0]
	if on.Name != "on" || on.Options[0].Name != "channel" || on.Options[0].Type != 7 || !on.Options[0].Required {
		t.Errorf("required options come first: %+v", on.Options)
	}
}

func groupsAreCalledAndExplainedInEveryLanguage(t *testing.T) {
	r, menu := newRig(t), deskMenu()
	menu.GroupNames = map[string]map[string]string{"feed": {"en": "feed", "de": "quelle"}}
	menu.GroupHelp = map[string]map[string]string{"feed": {"en": "The feeds of this chat", "de": "Die Quellen dieses Chats"}}
	must(t, r.a.publish(t.Context(), menu))
	list, _ := r.Commands()
	found := false
	for _, c := range list {
		if c.Name == "feed" {
			found = c.NameLocal["de"] == "quelle" && c.DescriptionLocal["de"] == "Die Quellen dieses Chats" && c.Description == "The feeds of this chat"
		}
	}
	if !found {
		t.Errorf("commands %+v", list)
	}
	if got := newNaming(menu).sentence("Schick /addfeed und eine Adresse.", "de"); got != "Schick /quelle add und eine Adresse." {
		t.Errorf("a text says %q", got)
	}
}

func aHundredAndMoreCommandsStayWithinTheLimit(t *testing.T) {
	r := newRig(t)
	m := bot.Menu{Languages: []string{"en"}}
	for i := range 130 {
		m.Items = append(m.Items, bot.MenuItem{
			Command: bot.Command{Name: fmt.Sprint("c", i)}, Help: map[string]string{"en": "help"}, MessageMenu: map[string]string{"en": fmt.Sprint("Menu ", i)},
		})
	}
	if err := r.a.publish(context.Background(), m); err != nil {
		t.Fatal(err)
	}
}
