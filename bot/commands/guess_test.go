package commands_test

import (
	"slices"
	"strings"
	"testing"

	"crier/bot"
	"crier/bot/bottest"
)

func TestAGuessedCommandLeadsToWhatWasMeant(t *testing.T) {
	eachLanguage(t, func(t *testing.T, l string) {
		h := build(t, nil)
		for typed, want := range map[string]string{
			"/edit": "alerts", "/delete climate": "unsubscribe climate", "/remove": "unsubscribe", "/watch rate hike": "subscribe rate hike", "/pause": "mute all forever",
			"/pause climate": "mute climate forever", "/resume": "mute all off", "/news": "latest", "/quit": "stop", "/menu": "help", "/reset": "forget",
			"/hilfe": "help", "/abos": "alerts", "/suche Klima": "search Klima", "/löschen Klima": "unsubscribe Klima", "/lateest": "latest",
		} {
			r := h.person(typed, l).types(typed)
			if len(r.Buttons) != 1 || r.Buttons[0][0].Line != want || r.Buttons[0][1].Line != "help" {
				t.Errorf("%s: %+v, want %q", typed, r.Buttons, want)
			}
		}
	})
}

// Each guess is of a command that there is, and no guess hides one.
func TestGuessesAreOfCommands(t *testing.T) {
	h := build(t, nil)
	var all []string
	for _, c := range h.All() {
		all = append(all, append(c.Aliases, c.Name)...)
	}
	for _, l := range h.words.Languages() {
		met := map[string]string{}
		for key, names := range texts(t, l) {
			if !strings.HasPrefix(key, "guess.") {
				continue
			}
			for name := range strings.SplitSeq(names, ", ") {
				if met[name] != "" || slices.Contains(all, name) {
					t.Errorf("%s: %s of %s is there already: %s", l, name, key, met[name])
				}
				met[name] = key
			}
		}
		if len(met) < 20 {
			t.Errorf("%s has only %d", l, len(met))
		}
	}
}

func TestStopEndsWhatComes(t *testing.T) {
	p := build(t, nil).person("1", "en")
	if r := p.types("/stop"); p.paused() != bot.Running || !strings.Contains(bottest.Plain(r), "Nothing is followed") {
		t.Errorf("with nothing followed: %s, %s", p.paused(), bottest.Plain(r))
	}
	p.types("/follow climate")
	for _, typed := range []string{"/stop", "stop", "/stopp"} {
		if r := p.types(typed); p.paused() != bot.PausedHand || len(p.followed()) != 1 || len(r.Buttons) != 2 {
			t.Errorf("%s: %q, %q, %+v", typed, p.paused(), p.followed(), r.Buttons)
		}
		if p.presses("Undo"); p.paused() != bot.Running {
			t.Errorf("after an Undo it is %q", p.paused())
		}
	}
	if p.types("/stop climate"); len(p.followed()) != 0 || p.paused() != bot.Running {
		t.Errorf("after /stop climate it follows %q, %q", p.followed(), p.paused())
	}
}

// In a group /stop is for whichever bot was meant.
func TestInGroupsOthersCommandsAreLeftToThem(t *testing.T) {
	h, group, _ := member(t)
	h.desk.managers["2 g"] = true
	group.types("/subscribe climate")
	for _, typed := range []string{"/stop", "/cancel", "/follow me", "/edit", "/pause"} {
		if got := bottest.Plain(group.types(typed)); got != "" {
			t.Errorf("%s is answered: %s", typed, got)
		}
	}
	if group.paused() != bot.Running {
		t.Error("another bot's /stop stopped this one")
	}
	if group.types("/stop@crier_bot"); group.paused() != bot.PausedHand {
		t.Error("its own did not")
	}
}

func TestWhatIsNotFollowedByThatNameIsOffered(t *testing.T) {
	p := build(t, nil).person("1", "en")
	p.types("/subscribe tide gate")
	for typed, want := range map[string]string{
		"/mute tide 2h": "[tide gate] mute f_1 2h", "/mute tide for 2 hours": "[tide gate] mute f_1 for 2 hours", "/mute tide gate until tomorrow": "Send /mute with a topic",
		"/mute tide gate for 2 hours": "is silent for 2 hours", "/alerts tide gate": "[Unsubscribe] unsubscribe f_1", "/edit tide gate": "[/alerts] alerts tide gate",
		"/latest gate tide": "[Alert me]", "/latest gat": "[tide gate] latest f_1",
		"/mute storm": "“storm”", "/why tide": "Send /why",
	} {
		if got := bottest.Plain(p.types(typed)); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", typed, got, want)
		}
	}
	if p.types("/unsubscribe all"); p.paused() != bot.PausedHand || len(p.followed()) != 1 {
		t.Errorf("after /unsubscribe all it is %q and follows %q", p.paused(), p.followed())
	}
}

// What is followed in other letters is the same.
func TestATopicIsFoundHoweverItIsWritten(t *testing.T) {
	p := build(t, nil).person("1", "en")
	p.types("/subscribe 臺灣")
	p.types("/subscribe Łódź|storm")
	for typed, want := range map[string]string{"/subscribe 台湾": "subscribed to “臺灣” already", "/mute 台湾 2h": "“臺灣” is silent", "/mute łódź OR storm 2h": "“Łódź|storm” is silent"} {
		if got := bottest.Plain(p.types(typed)); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", typed, got, want)
		}
	}
	if p.types("/unsubscribe 台灣"); !slices.Equal(p.followed(), []string{"Łódź|storm"}) {
		t.Errorf("it follows %q", p.followed())
	}
}

func TestHelpTellsOfNamesThatAreNotShown(t *testing.T) {
	p := build(t, nil).person("1", "en")
	for typed, want := range map[string]string{"/help stop": "/mute", "/help quit": "/mute", "/help follow": "/subscribe", "/help edit": "/alerts", "/help hilfe": "/help", "/help card": "don't know"} {
		r := p.types(typed)
		if got := r.Title + strings.Join(r.Text, " "); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", typed, got, want)
		}
	}
}

func TestASiteWithoutItsEndingIsOfferedWithIt(t *testing.T) {
	p := build(t, nil).person("1", "en")
	for typed, want := range map[string]string{"/search site:bbc": "[site:bbc.com] search site:bbc.com", "/subscribe site:bbc storm": "as site:bbc.com storm"} {
		if got := bottest.Plain(p.types(typed)); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", typed, got, want)
		}
	}
}

func TestCancelWithNothingToCancelOffersLess(t *testing.T) {
	p := build(t, nil).person("1", "en")
	if got := bottest.Plain(p.types("/cancel")); !strings.Contains(got, "[Mute all] mute all forever") {
		t.Error(got)
	}
}
