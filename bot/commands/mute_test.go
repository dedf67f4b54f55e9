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
