package bottest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/library"
	"crier/bot/topics"
	"crier/feeds"
)

// finds is what a search tells a chat, by title.
func (k *keeper) finds(who bot.Address, query string) []string {
	k.t.Helper()
	q, err := topics.Parse(query)
	k.do(err)
	k.index()
	found, err := k.Search(k.ctx, commands.Search{Chat: who, Query: q, Since: time.Now().Add(-30 * 24 * time.Hour), Limit: 10})
	k.do(err)
	var titles []string
	for _, a := range found {
		titles = append(titles, a.Title)
	}
	return titles
}

// index brings everything that waits into the index.
func (k *keeper) index() {
	k.t.Helper()
	for did := 1; did > 0; {
		var err error
		did, err = k.Index(k.ctx, 3)
		k.do(err)
	}
}

func (k *keeper) brings(f feeds.Source, name, title, text, lang string, age time.Duration) {
	k.t.Helper()
	k.poll(f, feeds.Entry{
		GUID: name, URL: "https://example.org/" + name, Title: title, Summary: text, Language: lang,
		Published: time.Now().Add(-age).UTC().Truncate(time.Millisecond),
	})
}

func searchChinese(t *testing.T, k *keeper) {
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/public", Title: "Public", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	k.brings(public, "1", "臺灣總統府", "頭髮與颱風。", "zh-TW", 2*time.Hour)
	k.brings(public, "2", "台湾海峡", "头发。", "zh-CN", time.Hour)
	for query, want := range map[string][]string{
		"台灣": {"台湾海峡", "臺灣總統府"}, "title:台湾": {"台湾海峡", "臺灣總統府"}, "台风": {"臺灣總統府"}, "頭髮 海峽": {"台湾海峡"}, "台湾 -海峡": {"臺灣總統府"}, "台北": nil,
	} {
		if got := k.finds(chat("a"), query); !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
}

func searchWalled(t *testing.T, k *keeper) {
	secret := k.feed("https://example.org/feed?key=secret")
	public, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/public", Title: "Public", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	w := k.follow(chat("a"), secret, bot.Quiet)
	k.publish(secret, "read", w)
	k.brings(secret, "1", "Storm over Velm", "The harbor was closed.", "en", 3*time.Hour)
	k.brings(public, "2", "Storm warning", "Floods are feared.", "en", 2*time.Hour)
	k.brings(public, "3", "After the storms", "Calm in the harbor.", "en", time.Hour)
	k.brings(public, "4", "An old storm", "Long ago.", "en", 40*24*time.Hour)
	for _, c := range []struct {
		who   string
		query string
		want  []string
	}{
		{"a", "storm", []string{"After the storms", "Storm warning", "Storm over Velm"}},
		{"b", "storm", []string{"After the storms", "Storm warning"}},
		{"b", "harbor -storm", nil},
		{"a", "harbor OR flood", []string{"After the storms", "Storm warning", "Storm over Velm"}},
		{"b", `"in the harbor"`, []string{"After the storms"}},
		{"b", "title:harbor", nil},
		{"b", "site:example.org storm", []string{"After the storms", "Storm warning"}},
		{"b", "site:example.org", []string{"After the storms", "Storm warning"}},
		{"a", `"text of title"`, []string{"Title read"}}, // the page was read meanwhile
		{"b", `"text of title"`, nil},
		{"a", "says", nil}, // what the feed had said before
		{"b", "lang:de storm", nil},
		{"b", "war*", []string{"Storm warning"}},
	} {
		if got := k.finds(chat(c.who), c.query); !slices.Equal(got, c.want) {
			t.Errorf("%s looks for %s: %q, want %q", c.who, c.query, got, c.want)
		}
	}
	q, _ := topics.Parse("storm")
	s := commands.Search{Chat: chat("a"), Query: q, Limit: 1, Offset: 1, Languages: []string{"en"}}
	if found, err := k.Search(k.ctx, s); err != nil || len(found) != 1 || found[0].Title != "Storm warning" {
		t.Errorf("the second page: %+v, %v", found, err)
	}
	s.Languages = []string{"fr"}
	if found, err := k.Search(k.ctx, s); err != nil || len(found) != 0 {
		t.Errorf("in French: %+v, %v", found, err)
	}
	k.follow(chat("c"), public, bot.Quiet)
	s.Chat = chat("c")
	if found, err := k.Search(k.ctx, s); err != nil || len(found) != 1 {
		t.Errorf("in French, of a feed that the chat follows: %+v, %v", found, err)
	}
	if oldest, err := k.OldestSeen(k.ctx, commands.Search{Chat: chat("b"), Query: q}); err != nil || time.Since(oldest) < 39*24*time.Hour {
		t.Errorf("the oldest is from %v, %v", oldest, err)
	}
	// A page that tells no date is as old as its entry.
	undated := feeds.Article{URL: "https://example.org/3", Title: "After the storms", Text: "Calm in the harbor.", Language: "en"}
	k.do(k.SaveArticle(k.ctx, library.Item{ID: library.ID(undated.URL), Article: undated, Read: time.Now()}, nil))
	if found, err := k.Search(k.ctx, commands.Search{Chat: chat("b"), Query: q, Limit: 1}); err != nil || len(found) != 1 || time.Since(found[0].Date).Round(time.Hour) != time.Hour {
		t.Errorf("when its page was read it is %+v, %v", found, err)
	}
	// What somebody had read to them is in nobody's search.
	k.do(k.SaveArticle(k.ctx, library.Item{ID: library.ID("text:x"), Article: feeds.Article{Title: "My secret storm", Text: "storm"}, Read: time.Now()}, nil))
	if got := k.finds(chat("b"), `"secret storm"`); len(got) != 0 {
		t.Errorf("a pasted text is found: %q", got)
	}
}

func searchScripts(t *testing.T, k *keeper) {
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	k.brings(f, "fr", "Les élections à Valmont", "Le maire parle d'économie.", "fr", time.Hour)
	k.brings(f, "de", "Straßenbahnen fahren öfter", "Die Gletscher schmelzen.", "de", time.Hour)
	k.brings(f, "ja", "気候変動を議論", "東京でトランプ大統領が会談した。", "ja", time.Hour)
	k.brings(f, "ko", "정부는 예산을 발표했다", "서울에서 열렸다.", "ko", time.Hour)
	k.brings(f, "th", "รัฐบาลประกาศงบประมาณ", "กรุงเทพฯ", "th", time.Hour)
	k.brings(f, "ru", "Выборы в воскресенье", "Город ждёт.", "ru", time.Hour)
	k.brings(f, "ar", "الانتخابات في المدينة", "يوم الأحد", "ar", time.Hour)
	k.brings(f, "en", "COVID-19 fund: 1,000 grants", "The minister's \"plan\" isn't O'Brien's.", "en", time.Hour)
	for query, want := range map[string]string{
		"election": "Les élections à Valmont", "economie": "Les élections à Valmont", "gletschern": "Straßenbahnen fahren öfter",
		"strassenbahnen": "Straßenbahnen fahren öfter", "東京": "気候変動を議論", "トランプ": "気候変動を議論", "気候*": "気候変動を議論",
		"정부": "정부는 예산을 발표했다", "งบประมาณ": "รัฐบาลประกาศงบประมาณ", "выборов": "Выборы в воскресенье", "انتخابات OR المدينة": "الانتخابات في المدينة",
		"covid-19": "COVID-19 fund: 1,000 grants", "1,000": "COVID-19 fund: 1,000 grants", "minister": "COVID-19 fund: 1,000 grants",
		"1,000 -000": "COVID-19 fund: 1,000 grants", "covid -brie* -grant -19*": "",
		"o'brien": "COVID-19 fund: 1,000 grants", "isn’t": "COVID-19 fund: 1,000 grants",
	} {
		if got := k.finds(chat("x"), query); !slices.Equal(got, []string{want}) && (want != "" || got != nil) {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
}

// searchDeep hides an article behind many that have the same words: in another order,
// from another site, in another language.
func searchDeep(t *testing.T, k *keeper) {
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	const most = 1100 // more than a search looks at
	for poll := range most/feeds.MaxEntries + 1 {
		var all []feeds.Entry
		for i := range feeds.MaxEntries {
			name := fmt.Sprint(poll, "-", i)
			all = append(all, feeds.Entry{GUID: name, URL: "https://example.org/" + name, Title: "hike the rate " + name, Summary: "A hike, not a rate.", Language: "en", Published: time.Now()})
		}
		k.poll(f, all...)
	}
	k.poll(f, feeds.Entry{GUID: "bank", URL: "https://bank.example.com/a", Title: "The rate hike", Summary: "Une banque.", Language: "fr", Published: time.Now().Add(-2 * time.Hour)})
	long := strings.Repeat("the rate, hike ", 300) + strings.Repeat("so it is ", 6000)
	k.brings(f, "long", "Hike", long+" the rate, the rare hike of the bank", "en", 3*time.Hour)
	for query, want := range map[string][]string{
		`"rate hike"`: {"The rate hike", "Hike"}, `title:"rate hike"`: {"The rate hike"}, `"hike une"`: nil,
		`"rare hike"`: {"Hike"}, "site:example.com": {"The rate hike"}, "lang:fr rate": {"The rate hike"}, "site:bank.example.com OR banque": {"The rate hike"},
	} {
		if got := k.finds(chat("b"), query); !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
}

func searchCaughtUp(t *testing.T, k *keeper) {
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: "https://example.org/all", Public: true}, feeds.Update{Hash: "x"})
	k.do(err)
	rung, stop := k.Listen(jobs.BeltIndex)
	defer stop()
	same := time.Now().Add(-time.Hour) // articles of one moment
	for _, where := range []string{"Velm", "Uferstadt", "Valmont", "Port Ellery", "Maren", "Obersee", "Kaldvik", "Lindholm"} {
		k.poll(f, feeds.Entry{GUID: where, URL: "https://example.org/" + where, Title: "Storm over " + where, Summary: "It reached the town.", Published: same})
	}
	select {
	case <-rung:
	default:
		t.Error("nobody was told that there is something to index")
	}
	if did, err := k.Index(k.ctx, 3); err != nil || did != 3 {
		t.Errorf("a bite of three: %d, %v", did, err)
	}
	if got := k.finds(chat("b"), "storm"); len(got) != 8 {
		t.Errorf("%q are found", got)
	}
	k.poll(f, feeds.Entry{GUID: "Velm", URL: "https://example.org/Velm", Title: "Hail over Velm", Summary: "It broke windows.", Published: same})
	if got := k.finds(chat("b"), "velm"); !slices.Equal(got, []string{"Hail over Velm"}) {
		t.Errorf("after a correction %q are found", got)
	}
	if got := k.finds(chat("b"), "windows"); len(got) != 1 {
		t.Errorf("its new words find %q", got)
	}
	if did, err := k.Index(k.ctx, 3); err != nil || did != 0 {
		t.Errorf("when nothing waits: %d, %v", did, err)
	}
}

func shelfKept(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Quiet)
	k.publish(f, "one", w)
	id := library.ID("https://example.org/one")
	s := commands.Saved{Headline: commands.Headline{Title: "One", URL: "https://example.org/one", Feed: "F", Language: "en"}, Article: id}
	for i, want := range []bool{true, false} {
		if added, err := k.Save(k.ctx, "n", "me", s); err != nil || added != want {
			t.Errorf("saving, time %d: %v, %v", i+1, added, err)
		}
	}
	_, err := k.Save(k.ctx, "n", "me", commands.Saved{Headline: commands.Headline{Title: "Two"}, Article: "a_two", When: time.Now().Add(time.Minute)})
	k.do(err)
	shelf := func(network, who string) (titles []string) {
		all, err := k.Shelf(k.ctx, network, who, 10, 0)
		k.do(err)
		for _, s := range all {
			titles = append(titles, s.Title)
		}
		return titles
	}
	if got := shelf("n", "me"); !slices.Equal(got, []string{"Two", "One"}) {
		t.Errorf("the shelf holds %q", got)
	}
	if len(shelf("n", "you")) != 0 || len(shelf("m", "me")) != 0 {
		t.Error("somebody else sees it")
	}
	none := week()
	none.Articles, none.Deliveries = time.Nanosecond, time.Nanosecond
	time.Sleep(2 * time.Millisecond)
	for more := true; more; {
		more, err = k.Clean(k.ctx, none, 10)
		k.do(err)
	}
	if it, err := k.Article(k.ctx, id); err != nil || it.Read.IsZero() {
		t.Errorf("a saved article was cleaned away: %+v, %v", it, err)
	}
	if gone, err := k.Unsave(k.ctx, "n", "me", id); err != nil || gone.Title != "One" || gone.Feed != "F" {
		t.Errorf("taken off: %+v, %v", gone, err)
	}
	if _, err := k.Unsave(k.ctx, "n", "me", id); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("again: %v", err)
	}
}

func forgotten(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	mine, _, err := k.Follow(k.ctx, bot.Follow{Chat: chat("a"), By: "me", Kind: bot.Topic, Query: "rain", Name: "rain", How: bot.Each}, nil)
	k.do(err)
	_, _, err = k.Follow(k.ctx, bot.Follow{Chat: chat("b"), By: "me", Kind: bot.Topic, Query: "rain", Name: "rain", How: bot.Each}, nil)
	k.do(err)
	k.publish(f, "one", mine)
	for _, who := range []string{"me", "you"} {
		_, err := k.Save(k.ctx, "n", who, commands.Saved{Article: "a_1"})
		k.do(err)
		for _, name := range commands.ListsOf(who) {
			k.do(k.SetList(k.ctx, chat("b"), name, []string{"https://example.org/one"}))
		}
	}
	_, err = k.Topics(k.ctx, 0, func(announce.Change) {})
	k.do(err)
	k.do(k.Forget(k.ctx, chat("a"), "me", true))
	if left, err := k.Follows(k.ctx, chat("a")); err != nil || len(left) != 0 {
		t.Errorf("the chat still follows %+v, %v", left, err)
	}
	if _, err := k.Next(k.ctx, chat("a")); !errors.Is(err, commands.ErrNothing) {
		t.Errorf("its queue: %v", err)
	}
	for _, name := range commands.ListsOf("me") {
		if _, err := k.ListItem(k.ctx, chat("b"), name, 1); !errors.Is(err, commands.ErrNothing) {
			t.Errorf("the asker's list %q in another chat: %v", name, err)
		}
	}
	if _, err := k.ListItem(k.ctx, chat("b"), "you", 1); err != nil {
		t.Errorf("another's list: %v", err)
	}
	if left, err := k.Follows(k.ctx, chat("b")); err != nil || len(left) != 1 || left[0].By != "" {
		t.Errorf("another chat follows %+v, %v", left, err)
	}
	mineLeft, err := k.Shelf(k.ctx, "n", "me", 10, 0)
	k.do(err)
	yours, err := k.Shelf(k.ctx, "n", "you", 10, 0)
	k.do(err)
	if len(mineLeft) != 0 || len(yours) != 1 {
		t.Errorf("shelves: mine %+v, yours %+v", mineLeft, yours)
	}
}
