package bot_test

import (
	"strings"
	"testing"

	"crier/bot"
)

func TestALineIsSplitIntoCommandAndArguments(t *testing.T) {
	for line, want := range map[string][2]string{
		"/summary https://example.org/a long": {"summary", "https://example.org/a long"},
		"more a_123":                          {"more", "a_123"},
		"  /Next  ":                           {"next", ""},
		"/sub@crier_bot  rate hike ":          {"sub", "rate hike"},
		"/summary\nhttps://example.org/a b":   {"summary", "https://example.org/a b"},
		"":                                    {"", ""},
		"/":                                   {"", ""},
	} {
		command, args := bot.ParseLine(line)
		if got := [2]string{command, args}; got != want {
			t.Errorf("ParseLine(%q) = %q, want %q", line, got, want)
		}
	}
}

func table() []bot.Command {
	return []bot.Command{
		{Name: "summary", Aliases: []string{"tldr"}, Section: bot.Reading},
		{Name: "next", Section: bot.Reading},
		{Name: "subscribe", Aliases: []string{"sub"}, Section: bot.Following},
		{Name: "unsubscribe", Aliases: []string{"unsub"}, Section: bot.Following},
		{Name: "card"},
	}
}

func TestCommandsAreFoundByNameAndAlias(t *testing.T) {
	r, err := bot.NewRouter(table())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"summary": "summary", "tldr": "summary", "sub": "subscribe", "card": "card"} {
		if c, ok := r.Find(name); !ok || c.Name != want {
			t.Errorf("Find(%q) = %q, %v", name, c.Name, ok)
		}
	}
	if _, ok := r.Find("nope"); ok {
		t.Error("a command that is not there was found")
	}
	if _, err := bot.NewRouter(append(table(), bot.Command{Name: "sub"})); err == nil {
		t.Error("two commands may answer to one name")
	}
}

func TestATypoLeadsToTheNearestCommand(t *testing.T) {
	r, err := bot.NewRouter(table())
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"sumary": "summary", "smumary": "summary", "summaries": "", "nxet": "next", "nex": "next", "texts": "",
		"unsubscrbie": "unsubscribe", "subb": "subscribe", "cart": "", "": "", "rommary": "", "semmery": "summary",
		strings.Repeat("x", 5000): "",
	} {
		c, ok := r.Nearest(typed)
		if ok != (want != "") || c.Name != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", typed, c.Name, want)
		}
	}
}

func TestWhereACommandIsOffered(t *testing.T) {
	for _, c := range []struct {
		where         bot.Scope
		direct, group bool
	}{{bot.Anywhere, true, true}, {bot.InDirect, true, false}, {bot.InGroups, false, true}} {
		cmd := bot.Command{Where: c.where}
		if cmd.Offered(bot.Direct) != c.direct || cmd.Offered(bot.Group) != c.group || cmd.Offered(bot.Channel) != c.group {
			t.Errorf("scope %d is offered in the wrong places", c.where)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add("/summary@bot x")
	r, err := bot.NewRouter(table())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		command, args := bot.ParseLine(line)
		if strings.ContainsAny(command, " \n@") || args != strings.TrimSpace(args) {
			t.Errorf("ParseLine(%q) = %q, %q", line, command, args)
		}
		_, _ = r.Nearest(command)
	})
}
