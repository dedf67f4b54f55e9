package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// published is an entry that the server of feeds brought out while it ran.
type published struct {
	Title   string    `json:"title"`
	Fetched time.Time `json:"feed_fetched"` // when the first answer that held it went out
}

// TestAnEntryIsAnAlertAtOnce runs the whole program beside thousands of feeds and
// subscriptions, and measures from the answer that brought an entry to the request
// to the chat's network that tells it.
func TestAnEntryIsAnAlertAtOnce(t *testing.T) {
	if raceOn || testing.Short() {
		t.Skip("measures times: left out with -race and -short")
	}
	all, subscriptions, seconds := feedsOf(10_000, 500), feedsOf(100_000, 2000), feedsOf(25, 8)
	const perSecond = 10
	people := feedsOf(300, 150) // and feeds that bring news: none brings out two entries, for they would share a message
	m := openMill(t)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken), logs: &buffer{}}
	t.Cleanup(w.telegram.Close)
	p, data := newPlantIn(t, t.TempDir())
	p.follow(m.urls(0, all))
	p.do(`DELETE FROM follows`)
	for i := range people { // who is told: of each of the first feeds, one
		person := w.telegram.NewPerson(fmt.Sprint("Reader ", i), "en")
		person.Meet()
		p.do(fmt.Sprintf(`INSERT INTO chats (network, chat, kind, lang, since, welcome) VALUES ('telegram', '%d', 'direct', 'en', 1, TRUE)`, person.Chat().ID))
	}
	p.do(fmt.Sprintf(`INSERT INTO follows (chat_id, kind, name, feed_id, how, since) SELECT 1 + f.id, 'feed', 'a feed', f.id, 'each', 1 FROM feeds f WHERE f.id <= %d`, people))
	p.do(fmt.Sprintf(`INSERT INTO chats (network, chat, since) SELECT 'elsewhere', id, 1 FROM feeds WHERE id <= %d`, subscriptions/20))
	p.do(fmt.Sprintf(`INSERT INTO follows (chat_id, kind, name, feed_id, how, since) SELECT c.id, 'feed', '', 1 + (c.id * 7 + s.id) %% %d, 'quiet', 1 FROM chats c, feeds s WHERE s.id <= 10 AND c.network = 'elsewhere'
		AND 1 + (c.id * 7 + s.id) %% %d > %d`, all, all, people))
	p.do(`INSERT INTO follows (chat_id, kind, name, query, how, since) SELECT c.id, 'topic', 'zq' || c.id || 'z' || s.id, 'zq' || c.id || 'z' || s.id, 'quiet', 1 FROM chats c, feeds s WHERE s.id <= 10 AND c.network = 'elsewhere'`)
	p.do(`UPDATE versions SET n = n + 1 WHERE name = 'topics'`)
	every := time.Duration(all) * time.Second / 500 // 500 answers a second
	p.do(fmt.Sprintf(`UPDATE feeds SET polled = %[1]d, etag = '"' || (id - 1) || '-20"', next_poll = %[1]d + id * %[2]d / %[3]d`, time.Now().UnixMilli(), every.Milliseconds(), all))
	// Those that will bring news are polled for the first time while the program warms up,
	// one after the other: so news comes in as evenly as it is brought out.
	p.do(fmt.Sprintf(`UPDATE feeds SET polled = 0, etag = '', next_poll = %d + id * %d / %d WHERE id <= %[3]d`, time.Now().UnixMilli(), every.Milliseconds(), people))
	t.Logf("%d feeds, %d follows", p.ask(`SELECT COUNT(*) FROM feeds`), p.ask(`SELECT COUNT(*) FROM follows`))

	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": data, "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_STARTERS": "false", "CRIER_PACE": "4",
		"CRIER_POLL_MIN": every.String(), "CRIER_POLL_MAX": every.String(),
		"TELEGRAM_TOKEN": telegramToken, "TELEGRAM_API_ENDPOINT": w.telegram.Endpoint(),
	})
	time.Sleep(time.Duration(feedsOf(20, 3)) * time.Second)
	published0, began := 0, time.Now()
	for tick, end := time.NewTicker(time.Second/perSecond), time.Now().Add(time.Duration(seconds)*time.Second); time.Now().Before(end); <-tick.C {
		m.get(fmt.Sprintf("/admin/publish?feed=%d", (published0*37)%people))
		published0++
	}
	p.until("every entry is told", every+time.Minute, func() bool { return len(w.telegram.Calls("sendMessage")) >= published0 })
	delays := w.delays(m, began)
	if len(delays) < published0*9/10 { // some share a message
		t.Fatalf("%d of %d entries were told one by one", len(delays), published0)
	}
	slices.Sort(delays)
	half, most := delays[len(delays)/2], delays[len(delays)*99/100]
	t.Logf("from the answer to the request to the network: p50 %v, p99 %v, of %d", half, most, len(delays))
	if half > 50*time.Millisecond+slackFor(time.Second) || most > 250*time.Millisecond+slackFor(4*time.Second) {
		t.Errorf("p50 %v and p99 %v, at most 50 ms and 250 ms", half, most)
	}
}

// delays are how long after its answer each entry was told, of those that were brought
// out since: a server that is there for longer knows others.
func (w *world) delays(m *mill, since time.Time) []time.Duration {
	w.t.Helper()
	var entries []published
	if err := json.Unmarshal([]byte(m.get("/admin/published")), &entries); err != nil {
		w.t.Fatal(err)
	}
	var all []time.Duration
	for _, e := range entries {
		if e.Fetched.Before(since) {
			continue
		}
		for _, c := range w.telegram.Calls("sendMessage") {
			if strings.Contains(c.Params["text"], e.Title) && c.At.After(e.Fetched) {
				all = append(all, c.At.Sub(e.Fetched))
				break
			}
		}
	}
	return all
}

// newPlantIn makes a plant of a data folder as the program uses it.
func newPlantIn(t *testing.T, folder string) (*plant, string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return newPlantAt(t, filepath.Join(folder, "crier.db")), folder
}
