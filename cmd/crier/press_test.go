package main

import (
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crier/bot/bottest/telegramtest"
)

// TestAThousandReadersPressNextAtOnce runs the whole program before a thousand private
// chats, each with a queue and a card of its own, and has all of them press Next in the
// same moment. The pace is none, so that a card that has changed was in line for it even
// earlier. Both are counted from the moment when the bot is told of the press.
func TestAThousandReadersPressNextAtOnce(t *testing.T) {
	if raceOn || testing.Short() {
		t.Skip("measures times: left out with -race and -short")
	}
	crowd := feedsOf(1000, 200)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken), logs: &buffer{}}
	t.Cleanup(w.telegram.Close)
	w.openPaper()
	data := t.TempDir()
	w.start(map[string]string{
		"CRIER_ADDR": "127.0.0.1:0", "CRIER_DATA": data, "CRIER_NEWSROOM": "off", "CRIER_ALLOW": "127.0.0.0/8", "CRIER_STARTERS": "false", "CRIER_PACE": "1000",
		"TELEGRAM_TOKEN": telegramToken, "TELEGRAM_API_ENDPOINT": w.telegram.Endpoint(),
	})
	ada := w.onTelegram()
	ada.does("/addfeed " + w.site + "/feeds/all.atom")
	ada.sees("Following")
	people := sameQueue(w, data+"/crier.db", crowd)
	for _, p := range people {
		p.Writes("/next")
	}
	shows := func(n string) func() bool {
		return func() bool {
			return !slices.ContainsFunc(people, func(p *telegramtest.Person) bool {
				cards := p.Chat().FromBot()
				return len(cards) == 0 || !strings.HasPrefix(cards[len(cards)-1].Text, n+" more")
			})
		}
	}
	w.until("each has a card", shows("3"))

	edits := len(w.telegram.Calls("editMessageText"))
	presses := make([]*telegramtest.Press, crowd)
	for i, p := range people {
		var err error
		if presses[i], err = p.Press(p.Chat(), "Next ›"); err != nil {
			t.Fatal(err)
		}
	}
	w.until("each card has changed", shows("2"))

	changed := map[string]time.Time{}
	for _, c := range w.telegram.Calls("editMessageText")[edits:] {
		changed[c.Params["chat_id"]] = c.At
	}
	var answered, edited []time.Duration
	for i, p := range presses {
		a, ok := p.Answer()
		if !ok {
			t.Fatalf("press %d was not answered", i)
		}
		answered = append(answered, a.At.Sub(a.Told))
		edited = append(edited, changed[people[i].Chat().Address()].Sub(a.Told))
	}
	slices.Sort(answered)
	slices.Sort(edited)
	t.Logf("answered: median %v, p99 %v; cards changed: median %v, p99 %v", answered[crowd/2], answered[crowd*99/100], edited[crowd/2], edited[crowd*99/100])
	atMost(t, "a press is answered (p99)", answered[crowd*99/100], 50*time.Millisecond)
	if os.Getenv("CRIER_BARS") != "" { // else it shares the machine with other tests: it is enough that all changed
		atMost(t, "a card has changed (p99)", edited[crowd*99/100], 50*time.Millisecond)
	}
}

// sameQueue makes people whose queues are the first chat's, past the store.
func sameQueue(w *world, file string, n int) (people []*telegramtest.Person) {
	w.t.Helper()
	side, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = side.Close() }()
	do := func(statement string) {
		if _, err := side.ExecContext(w.ctx, statement); err != nil {
			w.t.Fatal(err)
		}
	}
	for i := range n {
		p := w.telegram.NewPerson(fmt.Sprint("Reader ", i), "en")
		p.Meet()
		people = append(people, p)
		do(`INSERT INTO chats (network, chat, kind, lang, since, welcome) VALUES ('telegram', '` + strconv.FormatInt(p.ID, 10) + `', 'direct', 'en', 1, TRUE)`)
	}
	var columns string
	if err := side.QueryRowContext(w.ctx, `SELECT group_concat(name) FROM pragma_table_info('deliveries') WHERE name NOT IN ('id', 'chat_id')`).Scan(&columns); err != nil {
		w.t.Fatal(err)
	}
	do(`INSERT INTO deliveries (chat_id, ` + columns + `) SELECT c.id, d.` + strings.ReplaceAll(columns, ",", ",d.") + ` FROM chats c, deliveries d WHERE c.since = 1 AND d.chat_id = 1`)
	return people
}

// until waits for a condition about the Telegram server, which is looked at seldom
// enough to cost next to nothing.
func (w *world) until(what string, met func() bool) {
	w.t.Helper()
	for end := time.Now().Add(60 * time.Second); !met(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("never so: %s", what)
		}
	}
}
