package announce_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/card"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// shelf is a library whose pages are written in the test.
type shelf struct {
	pages map[string]feeds.Article
	fail  error
}

func (s shelf) Read(_ context.Context, url string, why feeds.Purpose) (library.Item, error) {
	a, ok := s.pages[url]
	if !ok || why != feeds.ForFeed {
		return library.Item{}, &feeds.Problem{Kind: feeds.NotFound, URL: url}
	}
	return s.Keep(context.Background(), a)
}

func (s shelf) Reread(ctx context.Context, url string, why feeds.Purpose) (library.Item, error) {
	return s.Read(ctx, url, why)
}

func (s shelf) Keep(_ context.Context, a feeds.Article) (library.Item, error) {
	return library.Item{ID: library.ID(a.Canonical), Article: a}, nil
}

func (s shelf) Summarize(_ context.Context, it library.Item, _ summarizer.Size) (summarizer.Summary, error) {
	return summarizer.Summary{Points: []summarizer.Point{{Text: it.Article.Text}}}, s.fail
}

// desk is a store that remembers what was published.
type desk struct {
	pending   []announce.Pending
	followers []bot.Follow
	topics    []bot.Follow
	profiles  map[string]bot.Profile
	published []announce.Publication
	skipped   map[int64]string
	ended     []feeds.Source
	farewell  []announce.Post
}

func (d *desk) Pending(context.Context, int, ...string) ([]announce.Pending, error) {
	p := d.pending
	d.pending = nil
	return p, nil
}

func (d *desk) Publish(_ context.Context, p announce.Publication) (int, error) {
	d.published = append(d.published, p)
	return len(p.Posts), nil
}

func (d *desk) Told(context.Context, string) (announce.Tale, error) { return announce.Tale{}, nil }

func (d *desk) Reports(context.Context, int64, time.Time) ([]announce.Report, int64, error) {
	return nil, 0, nil
}

func (d *desk) Skip(_ context.Context, entry int64, reason string) error {
	d.skipped[entry] = reason
	return nil
}

func (d *desk) Ended(context.Context, int) ([]feeds.Source, error) {
	ended := d.ended
	d.ended = nil
	return ended, nil
}

func (d *desk) Farewell(_ context.Context, _ int64, posts []announce.Post) error {
	d.farewell = append(d.farewell, posts...)
	return nil
}

func (d *desk) Followers(context.Context, int64) ([]bot.Follow, error) { return d.followers, nil }

func (d *desk) Topics(_ context.Context, version int64, changed func(announce.Change)) (int64, error) {
	if version == int64(len(d.topics)) {
		return version, nil
	}
	changed(announce.Change{All: true})
	for _, f := range d.topics {
		changed(announce.Change{Follow: f.ID, Query: f.Query})
	}
	return int64(len(d.topics)), nil
}

func (d *desk) TopicsByID(_ context.Context, ids []int64) ([]bot.Follow, error) {
	var out []bot.Follow
	for _, f := range d.topics {
		if slices.Contains(ids, f.ID) {
			out = append(out, f)
		}
	}
	return out, nil
}

func (d *desk) Profiles(_ context.Context, chats []bot.Address) ([]bot.Profile, error) {
	out := make([]bot.Profile, len(chats))
	for i, at := range chats {
		out[i] = d.profiles[at.Chat]
	}
	return out, nil
}

const page = "https://velm.example/rain"

func rainy() feeds.Article {
	return feeds.Article{URL: page, Canonical: page, Title: "Rain", Language: "en", Text: "Rain fell on the valley, ending the drought."}
}

func setUp(public bool) *desk {
	return &desk{
		pending: []announce.Pending{{
			Entry:  feeds.Entry{ID: 7, GUID: "g", URL: page, Title: "Rain", Summary: "Rain fell."},
			Source: feeds.Source{ID: 3, URL: "https://velm.example/feed", Title: "Velm Herald", Public: public},
		}},
		profiles: map[string]bot.Profile{},
		skipped:  map[int64]string{},
	}
}

func direct(chat string) bot.Address {
	return bot.Address{Network: "telegram", Chat: chat, Kind: bot.Direct}
}

func thread(name string) bot.Address {
	return bot.Address{Network: "telegram", Chat: "forum", Thread: name, Kind: bot.Group}
}

func topic(id int64, at bot.Address, query string) bot.Follow {
	return bot.Follow{ID: id, Chat: at, Kind: bot.Topic, Name: query, Query: query, How: bot.Each}
}

func feed(id int64, at bot.Address) bot.Follow {
	return bot.Follow{ID: id, Chat: at, Kind: bot.Feed, Name: "Velm Herald", Feed: 3, How: bot.Each}
}

// words spells out what an alert depends on.
func words(a card.News) bot.Reply {
	parts := []string{a.Lang, a.Kind.String(), a.Reason, a.Item.Article.Text}
	return bot.Reply{Kicker: strings.Join(parts, "|")}
}

func also(r bot.Reply, _ string, names []string) bot.Reply {
	r.Also = strings.Join(names, ",")
	return r
}

func announceOnce(t *testing.T, d *desk, s shelf) {
	t.Helper()
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	a := announce.New(announce.Options{Store: d, Library: s, Words: words, Also: also, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if n, err := a.Announce(t.Context()); n != 1 || err != nil {
		t.Fatalf("Announce: %d, %v; want 1 entry", n, err)
	}
	a.Rest()
}

// told lists which chat is told what, and how.
func told(d *desk) []string {
	var out []string
	for _, p := range d.published {
		for _, post := range p.Posts {
			for _, to := range post.To {
				out = append(out, to.Chat.Chat+" "+string(to.How)+" "+post.Reply.Kicker)
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestWhoIsToldOfAnEntry(t *testing.T) {
	const text = "Rain fell on the valley, ending the drought."
	later := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	muted := topic(5, direct("ann"), "rain")
	muted.Muted = later
	daily := feed(6, direct("ann"))
	daily.How = bot.Daily
	for _, c := range []struct {
		name      string
		public    bool
		followers []bot.Follow
		topics    []bot.Follow
		lang      string // Ann's
		article   string // language
		want      []string
	}{
		{"a follower of the feed", false, []bot.Follow{feed(1, direct("ann"))}, nil, "", "en", []string{"ann each |direct|Velm Herald|" + text}},
		{"a topic sees a public feed", true, nil, []bot.Follow{topic(1, direct("ann"), "drought")}, "", "en", []string{"ann each |direct|drought|" + text}},
		{"a topic never sees another chat's feed", false, []bot.Follow{feed(1, direct("bob"))}, []bot.Follow{topic(2, direct("ann"), "drought")}, "", "en",
			[]string{"bob each |direct|Velm Herald|" + text}},
		{"a topic sees a feed of its own chat, and speaks first", false, []bot.Follow{feed(1, direct("ann"))}, []bot.Follow{topic(2, direct("ann"), "drought")}, "", "en",
			[]string{"ann each |direct|drought|" + text}},
		{"a topic that does not match says nothing", true, nil, []bot.Follow{topic(1, direct("ann"), "snow")}, "", "en", nil},
		{"a muted topic only fills the queue", true, nil, []bot.Follow{muted}, "", "en", []string{"ann queue |direct|rain|" + text}},
		{"an alert goes before a digest", true, []bot.Follow{daily}, []bot.Follow{topic(1, direct("ann"), "rain")}, "", "en", []string{"ann each |direct|rain|" + text}},
		{"a digest is kept for its hour", true, []bot.Follow{daily}, nil, "", "en", []string{"ann daily |direct|Velm Herald|" + text}},
		{"a topic is not told of languages that the chat does not read", true, nil, []bot.Follow{topic(1, direct("ann"), "rain")}, "de", "fr", nil},
		{"its own language is read", true, nil, []bot.Follow{topic(1, direct("ann"), "rain")}, "fr-CA", "fr", []string{"ann each fr-CA|direct|rain|" + text}},
		{"a query that names a language decides itself", true, nil, []bot.Follow{topic(1, direct("ann"), "rain lang:fr")}, "de", "fr", []string{"ann each de|direct|rain lang:fr|" + text}},
		{"a topic that is not for this chat's languages hides none that names one", true, nil, []bot.Follow{topic(1, direct("ann"), "rain"), topic(2, direct("ann"), "drought lang:fr")}, "de", "fr",
			[]string{"ann each de|direct|drought lang:fr|" + text}},
		{"a topic sees a feed of another thread of its chat", false, []bot.Follow{feed(1, thread("7"))}, []bot.Follow{topic(2, thread("8"), "drought")}, "", "en",
			[]string{"forum each |group|Velm Herald|" + text, "forum each |group|drought|" + text}},
		{"a feed is told of in any language", true, []bot.Follow{feed(1, direct("ann"))}, nil, "de", "fr", []string{"ann each de|direct|Velm Herald|" + text}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := setUp(c.public)
			d.followers, d.topics = c.followers, c.topics
			d.profiles["ann"] = bot.Profile{Lang: c.lang}
			a := rainy()
			a.Language = c.article
			announceOnce(t, d, shelf{pages: map[string]feeds.Article{page: a}})
			if got := told(d); !slices.Equal(got, c.want) {
				t.Errorf("told:\n%q\nwant:\n%q", got, c.want)
			}
		})
	}
}

func TestChatsWithTheSameWordsShareThem(t *testing.T) {
	d := setUp(true)
	for i, name := range []string{"ann", "bob", "cem"} {
		d.topics = append(d.topics, topic(int64(i+1), direct(name), "rain"))
	}
	d.profiles["cem"] = bot.Profile{Lang: "de"}
	announceOnce(t, d, shelf{pages: map[string]feeds.Article{page: rainy()}})
	if n := len(d.published[0].Posts); n != 2 {
		t.Errorf("%d wordings, want one for Ann and Bob and one for Cem", n)
	}
}

func TestWhatCannotBeReadIsToldInTheFeedsWords(t *testing.T) {
	d := setUp(false)
	d.followers = []bot.Follow{feed(1, direct("ann"))}
	announceOnce(t, d, shelf{})
	if want := []string{"ann each |direct|Velm Herald|Rain fell."}; !slices.Equal(told(d), want) {
		t.Errorf("told %q, want %q", told(d), want)
	}
}

func TestTheFullerTextWins(t *testing.T) {
	d := setUp(false)
	d.followers = []bot.Follow{feed(1, direct("ann"))}
	d.pending[0].Entry.Content = strings.Repeat("The feed carries the whole article. ", 10)
	announceOnce(t, d, shelf{pages: map[string]feeds.Article{page: rainy()}})
	if got := d.published[0].Item.Article.Text; !strings.HasPrefix(got, "The feed carries") {
		t.Errorf("text %q, want the feed's, which is much longer", got)
	}
}

func TestAnEntryThatNobodyAsksForIsNotRead(t *testing.T) {
	d := setUp(true)
	announceOnce(t, d, shelf{fail: errors.New("must not be asked")})
	if d.skipped[7] == "" || len(d.published) != 0 {
		t.Errorf("skipped %v, published %d; want it skipped with a reason", d.skipped, len(d.published))
	}
}

func TestATextWithoutPointsIsStillTold(t *testing.T) {
	d := setUp(false)
	d.followers = []bot.Follow{feed(1, direct("ann"))}
	announceOnce(t, d, shelf{pages: map[string]feeds.Article{page: rainy()}, fail: summarizer.ErrTooShort})
	if len(told(d)) != 1 {
		t.Errorf("told %q, want Ann told", told(d))
	}
}

func TestAFailureKeepsTheEntryPending(t *testing.T) {
	d := setUp(false)
	d.followers = []bot.Follow{feed(1, direct("ann"))}
	var log bytes.Buffer
	a := announce.New(announce.Options{Store: d, Words: words, Also: also, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Library: shelf{pages: map[string]feeds.Article{page: rainy()}, fail: errors.New("broken")}})
	if _, err := a.Announce(t.Context()); err != nil {
		t.Error(err)
	}
	a.Rest()
	if !strings.Contains(log.String(), "broken") {
		t.Errorf("nobody is told of a failure of the library: %q", &log)
	}
	if len(d.published)+len(d.skipped) != 0 {
		t.Error("the entry was settled although it failed")
	}
}

func TestTopicsFollowTheirChanges(t *testing.T) {
	d := setUp(true)
	s := shelf{pages: map[string]feeds.Article{page: rainy()}}
	again := d.pending
	d.topics = []bot.Follow{topic(1, direct("ann"), "rain"), topic(2, direct("bob"), "rain")}
	a := announce.New(announce.Options{Store: d, Library: s, Words: words, Also: also, Log: slog.New(slog.DiscardHandler)})
	if _, err := a.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Rest()
	d.pending, d.published = again, nil
	d.topics = []bot.Follow{topic(2, direct("bob"), "snow"), topic(3, direct("cem"), "drought"), topic(4, direct("dee"), "-")}
	if _, err := a.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Rest()
	if got := told(d); len(got) != 1 || !strings.HasPrefix(got[0], "cem ") {
		t.Errorf("told %q, want Cem alone", got)
	}
}

func TestFollowersOfAFeedThatEndedAreToldInTheirLanguage(t *testing.T) {
	a, b := bot.Address{Network: "n", Chat: "a"}, bot.Address{Network: "n", Chat: "b"}
	d := &desk{
		ended:     []feeds.Source{{ID: 7, Title: "The Bell"}},
		profiles:  map[string]bot.Profile{"a": {Lang: "en"}, "b": {Lang: "de"}},
		followers: []bot.Follow{{ID: 1, Chat: a, How: bot.Quiet}, {ID: 2, Chat: b, How: bot.Each}},
	}
	announcer := announce.New(announce.Options{
		Store: d, Log: slog.New(slog.DiscardHandler),
		Ended: func(lang, feed string) bot.Reply { return bot.Reply{Title: lang + " " + feed} },
	})
	for want := 1; want >= 0; want-- {
		if n, err := announcer.Announce(t.Context()); err != nil || n != want {
			t.Errorf("%d, %v", n, err)
		}
	}
	told := map[string]string{}
	for _, p := range d.farewell {
		told[p.To[0].Chat.Chat] = p.Reply.Title
		if len(p.To) != 1 || p.To[0].How != bot.Each {
			t.Errorf("told %+v", p)
		}
	}
	if len(told) != 2 || told["a"] != "en The Bell" || told["b"] != "de The Bell" {
		t.Errorf("told %q", told)
	}
}

// A page that shows its beginning only is no better than what the feed carries whole.
func TestAPaidPageIsToldByWhicheverSaysMore(t *testing.T) {
	for name, c := range map[string]struct {
		free    bool
		carried string
		want    string
	}{
		"free, and the feed repeats its menu":   {true, "Home. News. Rain fell on the valley, ending the drought.", rainy().Text},
		"paid, and the feed has more":           {false, "Rain fell on the valley, ending the drought. Farmers were glad.", "Rain fell on the valley, ending the drought. Farmers were glad."},
		"paid, and the feed has the first line": {false, "Rain fell.", rainy().Text},
	} {
		d := setUp(true)
		d.followers = []bot.Follow{feed(1, direct("a"))}
		d.pending[0].Entry.Content = c.carried
		a := rainy()
		a.Free = c.free
		announceOnce(t, d, shelf{pages: map[string]feeds.Article{page: a}})
		if got := d.published[0].Item.Article; got.Text != c.want || got.Carried != (c.want == c.carried) {
			t.Errorf("%s: told %+v", name, got)
		}
	}
}
