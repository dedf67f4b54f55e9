package commands_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
)

// Who wants silence for a time wants it of what they add meanwhile, too, and is told so;
// what was muted for longer stays so.
func TestSilenceCoversWhatIsFollowedMeanwhile(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		words := h.words.Printer(l)
		muted := func() (names []string) {
			for _, f := range p.topics() {
				if f.Muted.After(today()) {
					names = append(names, f.Name)
				}
			}
			return names
		}
		p.types("/subscribe storm")
		p.types("/subscribe crypto")
		p.types("/mute crypto forever")
		p.types("/mute 2h")
		silent := words.Text("mute.this_too", "For", words.For(2*time.Hour))
		if said := p.types("/subscribe climate"); !slices.Contains(said.Text, silent) {
			t.Errorf("of a new topic it says\n%s", bottest.Plain(said))
		}
		if got, want := muted(), []string{"storm", "crypto", "climate"}; !slices.Equal(got, want) {
			t.Errorf("silent: %q, want %q", got, want)
		}
		p.presses(h.label(l, "unmute"))
		if got, want := muted(), []string{"storm", "crypto"}; !slices.Equal(got, want) {
			t.Errorf("after climate may speak: %q, want %q", got, want)
		}
		if said := p.types("/addfeed " + h.web + "/feeds/all.rss"); !slices.Contains(said.Text, silent) {
			t.Errorf("of a new feed it says\n%s", bottest.Plain(said))
		}
		for _, f := range p.topics() {
			if f.Name == "crypto" && f.Muted.Before(today().AddDate(100, 0, 0)) {
				t.Errorf("crypto, muted for good, speaks again at %s", f.Muted)
			}
		}
		p.types("/mute off")
		if said := p.types("/subscribe flood"); slices.Contains(said.Text, silent) || len(muted()) > 0 {
			t.Errorf("after the silence it says\n%s; silent: %q", bottest.Plain(said), muted())
		}
		p.types("/mute forever")
		if said := p.types("/subscribe hail"); !slices.Contains(said.Text, words.Text("mute.this_too", "For", words.Text("mute.forever"))) {
			t.Errorf("while all is paused it says\n%s", bottest.Plain(said))
		}
		p.types("/mute 2h")
		if p.paused() != bot.Running {
			t.Error("a silence of two hours lasts until it is ended, as the one before")
		}
	})
}

// Where the words of a topic stand is told as it is.
func TestWhyTellsTheTitleFromTheText(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		address := h.web + "/ledger/barrier-passes-test"
		_, _, err := h.db.Follow(t.Context(), bot.Follow{Chat: p.from, Kind: bot.Topic, Name: "T", Query: "title:barrier", How: bot.Each}, []string{address})
		must(t, err)
		shown := p.types(address)
		want := h.words.Printer(l).Text("reason.topic_title", "Name", "T", "First", shown.Title)
		if said := p.types("/why").Text[0]; !strings.HasPrefix(said, want) {
			t.Errorf("it says %q, want %q", said, want)
		}
	})
}

// What people type is understood: the end of a silence by its name, a story by its number.
func TestUnmuteAndWhyTakeWhatPeopleType(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types("/subscribe Climate")
	p.types("/subscribe storm")
	p.types("/mute storm 2 hours")
	if f := p.topics()[1]; !f.Muted.Equal(today().Add(2 * time.Hour)) {
		t.Errorf("muted until %s", f.Muted)
	}
	p.types("/unmute storm")
	if f := p.topics()[1]; f.Muted.After(today()) {
		t.Errorf("still muted until %s", f.Muted)
	}
	p.types("/mute 2h")
	p.types("/unmute")
	if f := p.topics()[0]; f.Muted.After(today()) {
		t.Errorf("still muted until %s", f.Muted)
	}
	p.types("/addfeed " + h.web + "/feeds/all.rss")
	if said := p.types("/why 1"); !strings.Contains(bottest.Plain(said), "You follow the feed") {
		t.Errorf("of the first of the list it says\n%s", bottest.Plain(said))
	}
	if said := p.types("/why 99"); !strings.Contains(bottest.Plain(said), "99") {
		t.Errorf("of a number that is not there it says\n%s", bottest.Plain(said))
	}
}

// Whoever finds nothing is offered words that begin so, if there are any.
func TestBeginningsAreOfferedWhereNothingIsFound(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		p := h.person("1", l)
		p.types("/addfeed " + h.web + "/feeds/all.rss")
		for _, command := range []string{"/search ", "/subscribe "} {
			if r := p.types(command + "barri"); !strings.Contains(bottest.Plain(r), "barri*") {
				t.Errorf("%s: it offers no beginning but\n%s", command, bottest.Plain(r))
			}
			if r := p.types(command + "zeppelin"); strings.Contains(bottest.Plain(r), "zeppelin*") {
				t.Errorf("%s: it offers what finds nothing either\n%s", command, bottest.Plain(r))
			}
		}
		p.types("/subscribe barri")
		p.presses("barri*")
		if f := p.topics()[1]; f.Query != "barri*" {
			t.Errorf("now it looks for %s", f.Query)
		}
	})
}

// Of two topics that differ in case, the one that is named is meant.
func TestATopicIsNamedInItsOwnCase(t *testing.T) {
	h := build(t, nil)
	p := h.person("1", "en")
	p.types("/subscribe t_climate")
	p.types("/subscribe climate")
	p.types("/unsubscribe climate")
	if left := p.topics(); len(left) != 1 || left[0].Name != "Climate" {
		t.Errorf("left: %+v", left)
	}
}

// Words that are found in capitals only are said to be, and commas to mean "and"; what may
// have been meant is one tap away.
func TestCapitalsAndCommasAreSaid(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		words := h.words.Printer(l)
		for id, c := range map[string]struct{ typed, key, word, fix string }{
			"1": {"WHO", "mistake.capitals", "WHO", "who"}, "2": {"title:US economy", "mistake.capitals", "US", "title:us economy"}, "3": {"storm, flood", "mistake.comma", ",", "storm OR flood"},
		} {
			p := h.person(id, l)
			said := words.Text(c.key, "Word", c.word, "Fix", c.fix)
			for _, command := range []string{"/search ", "/subscribe "} {
				if r := p.types(command + c.typed); !slices.Contains(r.Text, said) {
					t.Errorf("%s%s: it does not say %q but\n%s", command, c.typed, said, bottest.Plain(r))
				}
			}
			p.presses(c.fix)
			if f := p.topics()[0]; f.Query != c.fix {
				t.Errorf("%s is now %s, want %s", c.typed, f.Query, c.fix)
			}
		}
	})
}
