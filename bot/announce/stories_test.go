package announce_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/card"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/bot/outbox"
	"crier/bot/store"
	"crier/bot/story"
	"crier/feeds"
)

// press is a store with feeds and readers, and processes that announce from it.
type press struct {
	t     *testing.T
	db    *store.DB
	cards *lang.Catalog
	shelf shelf
	feeds map[string]feeds.Source
	now   time.Time
	lease outbox.Lease
	shown map[string][]string // by chat: its messages as they stand
	at    map[string]int      // message → index in its chat
}

func newPress(t *testing.T) *press {
	t.Helper()
	return openPress(t, filepath.Join(t.TempDir(), "crier.db"))
}

func openPress(t *testing.T, address string) *press {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{EditGap: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	cards, err := lang.New()
	if err != nil {
		t.Fatal(err)
	}
	p := &press{t: t, db: db, cards: cards, shelf: shelf{pages: map[string]feeds.Article{}}, feeds: map[string]feeds.Source{},
		now: time.Now(), shown: map[string][]string{}, at: map[string]int{}}
	p.lease, err = db.Lease(t.Context(), "telegram", "test", time.Hour)
	p.do(err)
	return p
}

func (p *press) do(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// feed stores a feed of a site.
func (p *press) feed(site string, public bool) {
	p.t.Helper()
	f, err := p.db.AddFeed(p.t.Context(), feeds.Source{URL: "https://" + site + ".example/feed?key=secret", Title: "Feed of " + site, Public: public}, feeds.Update{Hash: "x"})
	p.do(err)
	p.feeds[site] = f
}

func (p *press) follow(chat, site string) {
	p.t.Helper()
	_, _, err := p.db.Follow(p.t.Context(), bot.Follow{Chat: direct(chat), Kind: bot.Feed, Feed: p.feeds[site].ID, Name: site, How: bot.Each}, nil)
	p.do(err)
}

func (p *press) topic(chat, query string) {
	p.t.Helper()
	_, _, err := p.db.Follow(p.t.Context(), bot.Follow{Chat: direct(chat), Kind: bot.Topic, Query: query, Name: query, How: bot.Each}, nil)
	p.do(err)
}

// announcer is one process.
func (p *press) announcer() *announce.Announcer {
	return announce.New(announce.Options{
		Store: p.db, Library: p.shelf, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return p.now },
		Words: func(n card.News) bot.Reply { return card.Alert(p.cards, n) },
		Also:  func(r bot.Reply, l string, names []string) bot.Reply { return card.Also(p.cards, r, l, names) },
	})
}

// publishes lets a site bring out an article, or give one other words.
func (p *press) publishes(site, slug, title, text string) {
	p.t.Helper()
	p.publishesAt(site, slug, title, text, time.Time{})
}

// publishesAt brings out an article of which the feed says when it was published.
func (p *press) publishesAt(site, slug, title, text string, at time.Time) {
	p.t.Helper()
	address := "https://" + site + ".example/" + slug
	p.shelf.pages[address] = feeds.Article{URL: address, Canonical: address, Title: title, Text: text, Site: strings.ToUpper(site[:1]) + site[1:], Language: "en", Free: true, Date: p.now}
	e := feeds.Entry{GUID: slug, URL: address, Title: title, Summary: text, Published: at}
	_, err := p.db.RecordPoll(p.t.Context(), p.feeds[site], feeds.Update{Hash: title + text, Entries: []feeds.Entry{e}}, p.now)
	p.do(err)
}

// deliver sends and edits what waits.
func (p *press) deliver() {
	p.t.Helper()
	ctx := p.t.Context()
	time.Sleep(5 * time.Millisecond) // the gap between edits
	loads, err := p.db.Loads(ctx, p.lease, time.Hour, 100)
	p.do(err)
	for _, l := range loads {
		if l.Edit {
			e, found, err := p.db.TakeEdit(ctx, p.lease, l.IDs[0])
			p.do(err)
			if !found {
				continue
			}
			chat := l.Address.Chat
			p.shown[chat][p.at[e.At.ID]] = said(e.Reply)
			p.do(p.db.SettleEdit(ctx, p.lease, e, outbox.Settlement{Chat: l.Chat, To: l.Address, IDs: l.IDs, Verdict: bot.Delivered}))
			continue
		}
		parcels, err := p.db.Take(ctx, p.lease, l.IDs)
		p.do(err)
		for _, parcel := range parcels {
			id := fmt.Sprint(parcel.ID)
			p.at[id] = len(p.shown[l.Address.Chat])
			p.shown[l.Address.Chat] = append(p.shown[l.Address.Chat], said(parcel.Reply))
			p.do(p.db.Settle(ctx, p.lease, outbox.Settlement{Chat: l.Chat, To: l.Address, IDs: []int64{parcel.ID}, Words: []int64{parcel.Words},
				Verdict: bot.Delivered, At: bot.MessageRef{Address: l.Address, ID: id}}))
		}
	}
}

func said(r bot.Reply) string {
	parts := []string{r.Kicker, r.Title, r.Also, r.Footer}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " | ")
}

func (p *press) announce(a *announce.Announcer) {
	p.t.Helper()
	if _, err := a.Announce(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	a.Rest()
	p.deliver()
}

func (p *press) wantShown(chat string, want ...string) {
	p.t.Helper()
	if !slices.Equal(p.shown[chat], want) {
		p.t.Errorf("%s sees\n\t%s\nwant\n\t%s", chat, strings.Join(p.shown[chat], "\n\t"), strings.Join(want, "\n\t"))
	}
}

const (
	quakeA = "A magnitude 6.4 earthquake struck near Port Almera early on Tuesday, the Tessaly Geological Office said. At least 12 people died, Mayor Irena Dousek said."
	quakeB = "Rescue teams searched the rubble in Port Almera after a tremor of 6.4 killed 12 in Tessaly. Irena Dousek, the mayor, asked residents to stay outdoors."
	quakeC = "In Port Almera on the Tessaly coast 12 people lost their lives in a 6.4 quake; Irena Dousek called for tents."
	quakeD = "The toll of the 6.4 earthquake in Port Almera has risen to 31, Irena Dousek said, as 250 soldiers under Captain Ruben Falk reached Tessaly."
	quakeX = "A 5.8 magnitude earthquake shook the Kandoro highlands on Wednesday. The Seismic Centre in Luvale reported no deaths on the road to Sembi."
)

func TestAnEventIsToldOnceAndItsMessageNamesFurtherSources(t *testing.T) {
	p := newPress(t)
	for _, site := range []string{"herald", "courier", "gazette"} {
		p.feed(site, true)
	}
	p.topic("ann", "earthquake OR tremor OR quake")
	a := p.announcer()
	p.publishes("herald", "one", "Strong earthquake shakes Port Almera", quakeA)
	p.announce(a)
	p.publishes("courier", "two", "Twelve dead as 6.4 quake hits Port Almera", quakeB)
	p.announce(a)
	p.wantShown("ann", "New for “earthquake OR tremor OR quake” | Strong earthquake shakes Port Almera | also: Courier")
	a = p.announcer() // the process ends, another begins
	p.publishes("gazette", "three", "Port Almera mourns 12 after earthquake", quakeC)
	p.publishes("courier", "four", "Courier: 12 dead in Port Almera earthquake", quakeB+" More follows.")
	p.publishes("herald", "five", "Earthquake of 5.8 rattles Kandoro highlands", quakeX)
	p.announce(a)
	p.wantShown("ann", "New for “earthquake OR tremor OR quake” | Strong earthquake shakes Port Almera | also: Courier, Gazette",
		"New for “earthquake OR tremor OR quake” | Earthquake of 5.8 rattles Kandoro highlands")
	var queue []string
	for {
		place, err := p.db.Next(t.Context(), direct("ann"))
		if err != nil {
			break
		}
		queue = append(queue, place.Title)
	}
	slices.Sort(queue)
	if want := []string{"Earthquake of 5.8 rattles Kandoro highlands", "Strong earthquake shakes Port Almera"}; !slices.Equal(queue, want) {
		t.Errorf("the queue holds %q, want each story once: %q", queue, want)
	}
}

// A day without an hour says too little of when an article was published.
func TestAStoryKnowsWhenItsReportsWerePublished(t *testing.T) {
	p := newPress(t)
	p.feed("herald", true)
	p.follow("ann", "herald")
	hour, day := p.now.Truncate(time.Minute).Add(-59*time.Second), p.now.Truncate(24*time.Hour) // the hour is never midnight
	p.publishesAt("herald", "one", "Strong earthquake shakes Port Almera", quakeA, hour)
	p.publishesAt("herald", "two", "Twelve dead as 6.4 quake hits Port Almera", quakeB, day)
	p.announce(p.announcer())
	reports, _, err := p.db.Reports(t.Context(), 0, time.Time{})
	p.do(err)
	sketch := func(slug string, at time.Time) []byte {
		art := p.shelf.pages["https://herald.example/"+slug]
		return story.Sketch(story.Article{Title: art.Title, Text: art.Text, Language: art.Language, Published: at})
	}
	want := map[string][]byte{library.ID("https://herald.example/one"): sketch("one", hour), library.ID("https://herald.example/two"): sketch("two", time.Time{})}
	for _, r := range reports {
		if !bytes.Equal(r.Sketch, want[r.Article]) {
			t.Errorf("the sketch of %s does not say when it was published, or says it of a day", r.Article)
		}
	}
	if len(reports) != 2 {
		t.Errorf("%d reports, want 2", len(reports))
	}
}

func TestASourceOfAnotherChatIsNeverNamed(t *testing.T) {
	p := newPress(t)
	p.feed("secret", false)
	p.feed("hidden", false)
	p.feed("herald", true)
	p.follow("ann", "secret")
	p.follow("cem", "hidden")
	for _, chat := range []string{"ann", "bob", "cem"} {
		p.topic(chat, "earthquake OR quake")
	}
	a := p.announcer()
	p.publishes("secret", "one", "Port Almera earthquake: insiders count 12 dead", quakeA)
	p.announce(a)
	p.wantShown("bob")
	p.publishes("herald", "two", "Twelve dead as 6.4 quake hits Port Almera", quakeB)
	p.announce(a)
	p.publishes("hidden", "three", "Port Almera mourns 12 after earthquake", quakeC)
	p.announce(a)
	p.deliver()
	const kicker = "New for “earthquake OR quake” | "
	p.wantShown("ann", kicker+"Port Almera earthquake: insiders count 12 dead | also: Herald")
	p.wantShown("bob", kicker+"Twelve dead as 6.4 quake hits Port Almera")
	p.wantShown("cem", kicker+"Twelve dead as 6.4 quake hits Port Almera | also: Hidden")
	place, err := p.db.Next(t.Context(), direct("bob"))
	if err != nil || place.Title != "Twelve dead as 6.4 quake hits Port Almera" || strings.Contains(place.URL+place.Feed, "secret") {
		t.Errorf("in Bob's queue: %+v, %v", place, err)
	}
	if _, err := p.db.Brought(t.Context(), direct("bob"), library.ID("https://secret.example/one")); err == nil {
		t.Error("Bob can ask why of an article that is Ann's alone")
	}
	if _, err := p.db.Next(t.Context(), direct("bob")); err == nil {
		t.Error("Bob's queue holds more than his one story")
	}
}

func TestADevelopmentIsAShortUpdate(t *testing.T) {
	p := newPress(t)
	p.feed("herald", true)
	p.feed("courier", true)
	p.topic("ann", "earthquake")
	a := p.announcer()
	p.publishes("herald", "one", "Strong earthquake shakes Port Almera", quakeA)
	p.announce(a)
	p.now = p.now.Add(9 * time.Hour)
	p.topic("bob", "earthquake")
	p.publishes("courier", "two", "Port Almera earthquake toll rises to 31", quakeD)
	p.announce(a)
	p.wantShown("ann", "New for “earthquake” | Strong earthquake shakes Port Almera", "Update for “earthquake” | Port Almera earthquake toll rises to 31")
	p.wantShown("bob", "New for “earthquake” | Port Almera earthquake toll rises to 31 | also: Herald")
	p.publishes("herald", "three", "Earthquake in Port Almera: 31 dead", quakeD+" The Herald counted.")
	p.announce(a)
	p.wantShown("ann", "New for “earthquake” | Strong earthquake shakes Port Almera", "Update for “earthquake” | Port Almera earthquake toll rises to 31 | also: Herald")
	if _, err := p.db.Next(t.Context(), direct("ann")); err != nil {
		t.Error(err)
	}
	if place, err := p.db.Next(t.Context(), direct("ann")); err == nil {
		t.Errorf("the story has a second place: %+v", place)
	}
}

func TestACorrectionEditsWhatWasTold(t *testing.T) {
	p := newPress(t)
	p.feed("herald", true)
	p.feed("courier", true)
	p.topic("ann", "earthquake OR quake")
	a := p.announcer()
	p.publishes("herald", "one", "Strong earthquake shakes Port Almera", quakeA)
	p.announce(a)
	p.publishes("courier", "two", "Twelve dead as 6.4 quake hits Port Almera", quakeB)
	p.announce(a)
	p.topic("bob", "earthquake OR quake")
	p.publishes("herald", "one", "Strong earthquake of 6.1 shakes Port Almera", strings.Replace(quakeA, "6.4", "6.1", 1))
	p.announce(a)
	p.announce(a)
	p.wantShown("ann", "New for “earthquake OR quake” | Strong earthquake of 6.1 shakes Port Almera | also: Courier | corrected by the source")
	p.wantShown("bob")
}

// A feed that some follow may carry other words at the address of what all were told: its
// corrections are theirs.
func TestACorrectionOfAPrivateFeedStaysWithItsFollowers(t *testing.T) {
	p := newPress(t)
	p.feed("herald", true)
	p.feed("letters", false)
	p.topic("ann", "earthquake OR quake")
	p.follow("bob", "letters")
	a := p.announcer()
	carries := func(site, title, text string) {
		t.Helper()
		e := feeds.Entry{GUID: "one", URL: "https://herald.example/one", Title: title, Summary: text}
		_, err := p.db.RecordPoll(t.Context(), p.feeds[site], feeds.Update{Hash: title + text, Entries: []feeds.Entry{e}}, p.now)
		p.do(err)
		p.announce(a)
	}
	carries("herald", "Strong earthquake shakes Port Almera", quakeA)
	carries("letters", "For subscribers: quake in Port Almera", quakeB)
	carries("letters", "For subscribers: quake of 6.1 in Port Almera", strings.Replace(quakeB, "6.4", "6.1", 1))
	p.announce(a)
	p.wantShown("ann", "New for “earthquake OR quake” | Strong earthquake shakes Port Almera")
	p.wantShown("bob", "New from letters | For subscribers: quake of 6.1 in Port Almera | also: Feed of herald | corrected by the source")
}

// firstOfEvents are title and text of the first article of each of ten events.
func firstOfEvents(t *testing.T) (all [][2]string) {
	t.Helper()
	raw, err := os.ReadFile("../story/testdata/events.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 10; n++ {
		_, after, ok := strings.Cut(string(raw), fmt.Sprintf("\n%d|en|", n))
		line, _, _ := strings.Cut(after, "\n")
		if parts := strings.Split(line, "|"); ok && len(parts) == 3 {
			all = append(all, [2]string{parts[1], parts[2]})
		}
	}
	if len(all) != 10 {
		t.Fatalf("%d events, want ten", len(all))
	}
	return all
}

// newDatabase makes an empty database on the test server and drops it at the end.
func newDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("CRIER_TEST_POSTGRES")
	if server == "" {
		t.Skip("no PostgreSQL: set CRIER_TEST_POSTGRES to a server's address, postgres://…, whose user may create databases")
	}
	name := "crier_" + strings.ToLower(rand.Text())
	do := func(statement string) {
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(ctx) }()
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE DATABASE " + name)
	t.Cleanup(func() { do("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func TestProcessesMakeOneStoryOfAnEvent(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { newPress(t).together() })
	t.Run("PostgreSQL", func(t *testing.T) { openPress(t, newDatabase(t)).together() })
}

// together lets three processes announce ten events that three sites tell at once.
func (p *press) together() {
	t := p.t
	events := firstOfEvents(t)
	for i := range 3 {
		p.feed(fmt.Sprint("site", i), true)
		p.follow("ann", fmt.Sprint("site", i))
	}
	for n, e := range events {
		for i := range 3 {
			p.publishes(fmt.Sprint("site", i), fmt.Sprint("event", n), e[0], e[1])
		}
	}
	var all sync.WaitGroup
	for range 3 {
		a := p.announcer()
		all.Go(func() {
			for range 20 {
				if _, err := a.Announce(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
				a.Rest()
			}
		})
	}
	all.Wait()
	reports, _, err := p.db.Reports(t.Context(), 0, time.Time{})
	p.do(err)
	stories := map[string][]string{}
	for _, r := range reports {
		it, err := p.db.Article(t.Context(), r.Article)
		p.do(err)
		stories[r.Story] = append(stories[r.Story], it.Article.Title)
	}
	if len(reports) != 3*len(events) || len(stories) != len(events) {
		t.Errorf("%d reports in %d stories, want %d in %d", len(reports), len(stories), 3*len(events), len(events))
	}
	for titles := range maps.Values(stories) {
		if len(titles) != 3 || titles[0] != titles[1] || titles[1] != titles[2] {
			t.Errorf("one story: %q", titles)
		}
	}
	p.deliver()
	if n := len(p.shown["ann"]); n != len(events) {
		t.Errorf("%d alerts, want %d", n, len(events))
	}
}
