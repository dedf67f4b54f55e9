package commands_test

import (
	"fmt"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/topics"
)

// topics are what the person follows.
func (p *person) topics() []bot.Follow {
	p.t.Helper()
	follows, err := p.db.Follows(p.t.Context(), p.from)
	must(p.t, err)
	return follows
}

func TestATopicIsNarrowedAndBroughtBack(t *testing.T) {
	starters, err := topics.Starters()
	must(t, err)
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		for id, c := range map[string]struct{ words, how, key, want, name string }{
			"1": {"storm -film", "", "reason.titles", "title:storm -film", "title:storm -film"},
			"2": {"rate hike", " fewer", "reason.fewer", `"rate hike"`, `"rate hike"`},
			"3": {"t_" + starters[0].ID, " fewer", "reason.fewer", starters[0].Words[l], starters[0].Names[l]},
		} {
			p := h.person(id, l)
			p.types("/subscribe " + c.words)
			f := p.topics()[0]
			said := p.types(fmt.Sprintf("/titles f_%d%s", f.ID, c.how))
			if got := p.topics()[0]; got.Query != c.want || got.Name != c.name || said.Text[0] != h.words.Printer(l).Text(c.key, "Name", f.Name, "Query", c.want) {
				t.Errorf("%s is narrowed to %+v, said %s", c.words, got, bottest.Plain(said))
			}
			said = p.presses(h.label(l, "undo"))
			if want := h.words.Printer(l).Text("reason.back", "Name", f.Name); said.Text[0] != want {
				t.Errorf("%s: undone, said %q, want %q", c.words, said.Text[0], want)
			}
			if got := p.topics()[0]; got != f {
				t.Errorf("%s is %+v when it is undone, was %+v", c.words, got, f)
			}
		}
	})
}

// Whoever presses twice, or follows the narrower topic already, is told how things are.
func TestATopicThatIsNarrowAlreadyIsLeftAlone(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/subscribe storm")
		narrow := fmt.Sprintf("/titles f_%d", p.topics()[0].ID)
		p.types(narrow)
		if again := p.types(narrow).Text[0]; again != h.words.Printer(l).Text("reason.titles", "Name", "title:storm") || p.topics()[0].Query != "title:storm" {
			t.Errorf("the second time it said %q of %+v", again, p.topics())
		}
		p.types("/subscribe storm")
		before := p.topics()
		said := p.types(fmt.Sprintf("/titles f_%d", before[1].ID))
		if want := h.words.Printer(l).Text("reason.narrower", "Name", "storm", "Query", "title:storm"); said.Text[0] != want {
			t.Errorf("said %s", bottest.Plain(said))
		}
		if after := p.topics(); len(after) != 2 || after[1] != before[1] {
			t.Errorf("%+v became %+v", before, after)
		}
	})
}

// A topic that is typed another way is the same: giving it up ends it.
func TestATopicIsFollowedOnceHoweverItIsTyped(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	for _, words := range []string{"Storm OR flood", "storm | FLOOD", "storm OR  Flood"} {
		p.types("/subscribe " + words)
	}
	p.types("/subscribe storm or flood") // "or" is a word there
	if got := p.topics(); len(got) != 2 || got[0].Query != "Storm OR flood" {
		t.Errorf("followed: %+v", got)
	}
}

// Who types a small "or" follows what was typed and is one tap away from what was meant.
func TestASmallOrIsOneTapFromAnOperator(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		small := map[string]string{"en": "or", "de": "oder"}[l]
		for _, line := range []string{"/search storm ", "/preview storm ", "/latest storm ", "/subscribe storm "} {
			said := p.types(line + small + " flood")
			if want := h.words.Printer(l).Text("mistake.small", "Word", small, "Fix", "storm OR flood"); !strings.Contains(bottest.Plain(said), want) {
				t.Errorf("%s says %s", line, bottest.Plain(said))
			}
			p.presses("storm OR flood")
			if got := p.topics(); line != "/subscribe storm " && len(got) != 0 {
				t.Errorf("%s made %+v", line, got)
			}
		}
		if got := p.topics(); len(got) != 1 || got[0].Query != "storm OR flood" || got[0].Name != got[0].Query {
			t.Errorf("what is followed is %+v", got)
		}
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		said := p.types("/subscribe barrier " + map[string]string{"en": "and", "de": "und"}[l] + " test OR barrier").Text
		if len(said) != 3 || !strings.Contains(said[1], "AND") || said[2] != h.words.Printer(l).Count("topics.expect", 7) {
			t.Errorf("beside what it would have brought it says %q", said)
		}
		if said := p.types("/search \"storm " + small + " flood\""); len(said.Buttons) > 1 {
			t.Errorf("of a phrase it says %s", bottest.Plain(said))
		}
	})
}

// Whoever narrows a topic learns what it will bring now.
func TestANarrowedTopicIsForetold(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		p.types("/subscribe port")
		said := bottest.Plain(p.types(fmt.Sprintf("/titles f_%d", p.topics()[1].ID)))
		if want := h.words.Printer(l).Count("topics.expect", 7); !strings.Contains(said, want) || !strings.Contains(said, "New Barrier Passes") {
			t.Errorf("narrowed, it says %s", said)
		}
	})
}
