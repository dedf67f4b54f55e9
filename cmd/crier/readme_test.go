package main

import (
	"os"
	"strings"
	"testing"

	"crier/bot/commands"
	"crier/bot/lang"
)

// part is what stands between two marks of the README.
func part(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(b), "<!-- "+name+" -->\n")
	inner, _, closed := strings.Cut(after, "<!-- /"+name+" -->")
	if !found || !closed {
		t.Fatalf("the README has no part %q", name)
	}
	return inner
}

func TestTheReadmeShowsTheTableOfCommands(t *testing.T) {
	words, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	core, err := commands.New(commands.Options{Lang: words})
	if err != nil {
		t.Fatal(err)
	}
	if want := core.HelpTable("en"); strings.TrimSpace(part(t, "commands")) != strings.TrimSpace(want) {
		t.Errorf("the README's table is not the table of commands; put this in its place:\n%s", want)
	}
}

func TestTheReadmeNamesEverySetting(t *testing.T) {
	help, err := crier(t, nil, "", "run", "--help")
	if err != nil {
		t.Fatal(err)
	}
	table := part(t, "settings")
	found := 0
	for _, word := range strings.FieldsFunc(help, func(r rune) bool { return strings.ContainsRune(" \n(),", r) }) {
		if name, ok := strings.CutPrefix(word, "$"); ok {
			found++
			if !strings.Contains(table, "`"+name+"`") {
				t.Errorf("the README's settings lack %s", name)
			}
		}
	}
	if found < 15 {
		t.Fatalf("the help names only %d settings", found)
	}
}
