package commands_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crier/bot"
	"crier/bot/bottest"
	"crier/bot/commands"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
)

// small is a store that knows no more than reading a link needs; all else would
// end the test.
type small struct {
	commands.Store
	broke error
}

func (s small) Profile(_ context.Context, at bot.Address) (bot.Profile, error) {
	return bot.Profile{Address: at}, s.broke
}

func (small) Article(_ context.Context, id string) (library.Item, error) {
	if id == library.ID(slow) {
		return library.Item{ID: id, Article: feeds.Article{URL: slow}}, nil
	}
	return library.Item{}, library.ErrUnknown
}

func (small) FeedByURL(context.Context, string) (feeds.Source, error) {
	return feeds.Source{}, commands.ErrNothing
}

func (small) SaveArticle(context.Context, library.Item, []string) error { return nil }
func (small) Remember(context.Context, []string) error                  { return nil }

func (small) SetList(context.Context, bot.Address, string, []string) error { return nil }

const slow = "https://www.example.org/slow"

// turtle is a reader that takes its time.
type turtle struct {
	takes time.Duration
	err   error
}

func (r turtle) Read(ctx context.Context, url string, _ feeds.Purpose) (feeds.Article, error) {
	select {
	case <-ctx.Done():
		return feeds.Article{}, &feeds.Problem{Kind: feeds.Timeout, Err: ctx.Err()}
	case <-time.After(r.takes):
	}
	if r.err != nil {
		return feeds.Article{}, r.err
	}
	text := strings.Repeat("The board met on Monday and decided to raise the old quay. ", 6)
	return feeds.Article{URL: url, Title: "Quay", Text: text, Free: true, Language: "en"}, nil
}

func (r turtle) Open(ctx context.Context, _ string, _ []byte, _ string) (feeds.Article, error) {
	return r.Read(ctx, "", feeds.ForPerson)
}

func reading(t *testing.T, r feeds.Reader, log *strings.Builder, change func(*commands.Options)) *commands.Bot {
	t.Helper()
	words, err := lang.New()
	must(t, err)
	s := small{}
	o := commands.Options{
		Store: s, Library: library.New(library.Options{Reader: r, Summarizer: lead{}, Store: s}), Lang: words,
		Log: slog.New(slog.NewTextHandler(&locked{w: log}, nil)),
	}
	if change != nil {
		change(&o)
	}
	b, err := commands.New(o)
	must(t, err)
	return b
}

func link(person, url string) bot.Request {
	return bot.Request{
		From: bot.Address{Network: "desk", Chat: person}, Sender: bot.Sender{ID: person}, Text: url, Links: []string{url},
	}
}

// seen writes down what is shown and when.
type seen struct {
	mu    sync.Mutex
	start time.Time
	lines []string
	last  bot.Reply
}

func newSeen() *seen { return &seen{start: time.Now()} }

func (s *seen) say(_ context.Context, r bot.Reply) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = r
	s.lines = append(s.lines, fmt.Sprintf("%v: %s", time.Since(s.start), strings.SplitN(bottest.Plain(r), "\n", 3)))
	return nil
}

func (s *seen) String() string { return strings.Join(s.lines, "\n") }

func (s *seen) button(t *testing.T, label string) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range s.last.Buttons {
		for _, b := range row {
			if b.Label == label {
				return b.Line + b.URL
			}
		}
	}
	t.Fatalf("no button %q in\n%s", label, strings.Join(s.lines, "\n"))
	return ""
}

func TestWhoWaitsIsToldSo(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration
		want  []string
	}{
		"quick":    {900 * time.Millisecond, []string{"900ms: [# Quay"}},
		"slow":     {5 * time.Second, []string{"1s: [(busy) Reading example.org…", "5s: [# Quay"}},
		"slower":   {20 * time.Second, []string{"1s: [(busy) Reading example.org…", "10s: [(busy) Still reading example.org…", "20s: [# Quay"}},
		"too slow": {35 * time.Second, []string{"1s: [(busy) Reading", "10s: [(busy) Still", "30s: [example.org did not answer in 30 seconds."}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute) // a reading that nobody waits for goes on
				var log strings.Builder
				b, s := reading(t, turtle{takes: c.takes}, &log, nil), newSeen()
				must(t, b.Handle(t.Context(), link("1", slow), s.say))
				if len(s.lines) != len(c.want) {
					t.Fatalf("shown:\n%s", s)
				}
				for i, want := range c.want {
					if !strings.HasPrefix(s.lines[i], want) {
						t.Errorf("shown %q, want %q", s.lines[i], want)
					}
				}
				if log.Len() > 0 {
					t.Errorf("logged: %s", log.String())
				}
			})
		})
	}
}

func TestATimeoutOffersAnotherTryThatWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		b, s := reading(t, turtle{takes: 35 * time.Second}, &log, nil), newSeen()
		must(t, b.Handle(t.Context(), link("1", slow), s.say))
		if got := s.button(t, "Open"); got != slow {
			t.Errorf("[Open] opens %s", got)
		}
		again := link("1", "")
		again.Command, again.Args = bot.ParseLine(s.button(t, "Try again"))
		again.Links = nil
		must(t, b.Handle(t.Context(), again, s.say)) // joins the reading that still goes on
		if s.last.Title != "Quay" {
			t.Errorf("shown:\n%s", s)
		}
	})
}

// deaf is a poller that never hears back.
type deaf struct{ feeds.Poller }

func (deaf) Find(ctx context.Context, _ string) ([]feeds.Candidate, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestAnotherTryDoesTheSameThing(t *testing.T) {
	for line, again := range map[string]string{
		"addfeed https://www.example.org/slow":              "addfeed " + library.ID(slow),
		"sub https://www.example.org/slow":                  "addfeed " + library.ID(slow),
		"broadcast https://www.example.org/slow on":         "broadcast https://www.example.org/slow on",
		"tldr https://www.example.org/slow":                 "card " + library.ID(slow),
		"addfeed @desk https://www.example.org/slow":        "broadcast @desk https://www.example.org/slow",
		"broadcast https://www.example.org/slow?" + long100: "",
	} {
		synctest.Test(t, func(t *testing.T) {
			defer time.Sleep(time.Minute) // a reading that nobody waits for goes on
			var log strings.Builder
			d := newDesk()
			group := bot.Address{Network: "desk", Chat: "g", Kind: bot.Group}
			d.chats["@desk"], d.managers["1 g"] = bot.Chat{Address: group}, true
			b := reading(t, turtle{takes: 35 * time.Second}, &log, func(o *commands.Options) {
				o.Poller, o.Adapters = deaf{}, []bot.Adapter{d}
			})
			r, s := bot.Request{From: group, Sender: bot.Sender{ID: "1"}, Text: "/" + line}, newSeen()
			r.Command, r.Args = bot.ParseLine(line)
			must(t, b.Handle(t.Context(), r, s.say))
			got := ""
			for _, row := range s.last.Buttons {
				if row[0].Label == "Try again" {
					got = row[0].Line
				}
			}
			if got != again || !strings.HasPrefix(strings.Join(s.last.Text, ""), "example.org did not answer") {
				t.Errorf("%s is tried again by %q, want %q:\n%s", line, got, again, s)
			}
		})
	}
}

const long100 = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"

func TestAReadingIsStoppedByWhoAskedAndNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Minute) // a reading that nobody waits for goes on
		var log strings.Builder
		b, s := reading(t, turtle{takes: 25 * time.Second}, &log, nil), newSeen()
		var wg sync.WaitGroup
		wg.Go(func() { must(t, b.Handle(t.Context(), link("1", slow), s.say)) })
		time.Sleep(12 * time.Second)
		stop := link("2", "")
		stop.Command, stop.Args = bot.ParseLine(s.button(t, "Cancel"))
		other := newSeen()
		must(t, b.Handle(t.Context(), stop, other.say))
		if other.last.Text[0] != "That is done already." {
			t.Errorf("a stranger was told:\n%s", other)
		}
		stop.Sender.ID, stop.From.Chat = "1", "1"
		quiet := newSeen()
		must(t, b.Handle(t.Context(), stop, quiet.say))
		wg.Wait()
		if len(quiet.lines) != 0 || !strings.HasPrefix(s.lines[2], "12s: [Stopped reading example.org.") {
			t.Errorf("shown:\n%s\nand\n%s", s, quiet)
		}
		must(t, b.Handle(t.Context(), stop, quiet.say))
		if len(quiet.lines) != 1 {
			t.Errorf("a second press was told:\n%s", quiet)
		}
	})
}

func TestReadingsAreLimitedPerPersonAndInAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		b := reading(t, turtle{takes: 500 * time.Millisecond}, &log, func(o *commands.Options) { o.PerPerson, o.InAll = 2, 3 })
		var mu sync.Mutex
		said := map[string]int{}
		ask := func(person, url string) {
			s := newSeen()
			must(t, b.Handle(t.Context(), link(person, url), s.say))
			mu.Lock()
			defer mu.Unlock()
			said[s.last.Title+strings.Join(s.last.Text, "")]++
		}
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() { ask("1", fmt.Sprintf("https://example.org/%d", i)) })
			synctest.Wait()
		}
		for i := range 2 {
			wg.Go(func() { ask(fmt.Sprint(i+2), fmt.Sprintf("https://example.com/%d", i)) })
		}
		synctest.Wait()
		for i := range 5 { // what is read already is read once for all
			wg.Go(func() { ask(fmt.Sprint(i+10), "https://example.org/0") })
		}
		wg.Wait()
		ask("1", "https://example.net/")
		want := map[string]int{
			"Quay": 9, "I am still reading for you. Wait for that, or cancel it.": 1,
			"Very many people are reading right now. Try again in a minute.": 1,
		}
		if fmt.Sprint(said) != fmt.Sprint(want) {
			t.Errorf("said %v, want %v", said, want)
		}
	})
}

// bomb is a reader with a fault.
type bomb struct{}

func (bomb) Read(context.Context, string, feeds.Purpose) (feeds.Article, error) {
	panic("a fault of our own")
}

func (b bomb) Open(ctx context.Context, _ string, _ []byte, _ string) (feeds.Article, error) {
	return b.Read(ctx, "", feeds.ForPerson)
}

func TestAFaultIsAnApologyAndALineInTheLog(t *testing.T) {
	broken := errors.New("the disk is full")
	for name, c := range map[string]struct {
		reader feeds.Reader
		change func(*commands.Options)
		logged string
	}{
		"a failing reader": {turtle{err: broken}, nil, "the disk is full"},
		"a reader's panic": {bomb{}, nil, "a fault of our own"},
		"a failing store":  {turtle{}, func(o *commands.Options) { o.Store = small{broke: broken} }, "the disk is full"},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			b, s := reading(t, c.reader, &log, c.change), newSeen()
			must(t, b.Handle(t.Context(), link("1", slow), s.say))
			if got := s.last.Text; len(got) != 1 || !strings.HasPrefix(got[0], "Something went wrong on my side.") {
				t.Errorf("shown:\n%s", s)
			}
			if !strings.Contains(log.String(), c.logged) {
				t.Errorf("logged: %s", log.String())
			}
		})
	}
}

func TestAPanicOfACommandIsCaught(t *testing.T) {
	var log strings.Builder
	b, s := reading(t, turtle{}, &log, nil), newSeen()
	r := link("1", "")
	r.Command, r.Links = "latest", nil // the small store has no such method
	must(t, b.Handle(t.Context(), r, s.say))
	if !strings.Contains(log.String(), "panic") || len(s.last.Text) != 1 {
		t.Errorf("shown:\n%s\nlogged: %s", s, log.String())
	}
	if line := s.button(t, "Try again"); line != "latest" {
		t.Errorf("[Try again] is %q", line)
	}
}

func TestANetworkThatFailsIsToldByTheError(t *testing.T) {
	var log strings.Builder
	b := reading(t, turtle{}, &log, nil)
	broken := errors.New("no line")
	err := b.Handle(t.Context(), link("1", slow), func(context.Context, bot.Reply) error { return broken })
	if !errors.Is(err, broken) || log.Len() > 0 {
		t.Errorf("%v; logged: %s", err, log.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newSeen()
	if err := b.Handle(ctx, link("1", slow), s.say); !errors.Is(err, context.Canceled) || len(s.lines) > 0 {
		t.Errorf("when the process ends: %v\n%s", err, s)
	}
}
