package outbox_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/jobs"
	"crier/bot/outbox"
	"crier/bot/store"
)

// What a test process hands to its child.
const (
	childStore   = "CRIER_TEST_CHILD_STORE"
	childNetwork = "CRIER_TEST_CHILD_NETWORK"
	childOnce    = "CRIER_TEST_CHILD_ONCE"
)

// TestMain is also the process that is killed: run again with a store to deliver
// from, the test binary delivers until it dies.
func TestMain(m *testing.M) {
	if os.Getenv(childStore) == "" {
		os.Exit(m.Run())
	}
	ctx := context.Background()
	db, err := store.Open(ctx, os.Getenv(childStore), store.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	net := &distant{url: os.Getenv(childNetwork), once: os.Getenv(childOnce) != ""}
	box := outbox.New(outbox.Options{
		Store: db, Adapters: []bot.Adapter{net}, Pacer: outbox.NewPacer(1), Belt: jobs.BeltDeliver, Hold: 350 * time.Millisecond,
	})
	_ = box.Run(ctx) // it is killed before
}

// distant is a network in another process.
type distant struct {
	recorder
	url  string
	once bool
}

func (d *distant) Limits() bot.Limits { return bot.Limits{Fold: 1, InFlight: 8, Once: d.once} }

func (d *distant) Send(ctx context.Context, to bot.Address, items []bot.Item) bot.Outcome {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"?"+url.Values{"chat": {to.Chat}, "key": {items[0].Key}, "sender": {strconv.Itoa(os.Getpid())}}.Encode(), nil)
	if err != nil {
		return bot.Outcome{Verdict: bot.Never, Err: err}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return bot.Outcome{Verdict: bot.Unsure, Sent: 1, Err: err}
	}
	_ = answer.Body.Close()
	return bot.Outcome{Verdict: bot.Delivered, Sent: 1, At: bot.MessageRef{Address: to, ID: items[0].Key}}
}

// witness is the network's own memory of what it showed.
type witness struct {
	once  bool
	mu    sync.Mutex
	shown map[string][]shown // by chat
	known map[string]bool
}

// shown is one message, and the process that sent it.
type shown struct {
	key    int
	sender string
}

func (w *witness) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	text := r.FormValue("key")
	key, err := strconv.ParseInt(strings.TrimPrefix(text, "d"), 36, 64)
	if err != nil {
		panic(err)
	}
	w.mu.Lock()
	if !w.known[text] || !w.once {
		chat := r.FormValue("chat")
		w.shown[chat] = append(w.shown[chat], shown{int(key), r.FormValue("sender")})
	}
	w.known[text] = true
	w.mu.Unlock()
	time.Sleep(2 * time.Millisecond)
}

// judge holds what was shown against the bar: none lost, the order kept, and of what
// each killed process had sent at most one repeat a chat and 16 in all.
func (w *witness) judge(t *testing.T, deliveries int) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.known) != deliveries {
		t.Errorf("%d of %d deliveries were shown", len(w.known), deliveries)
	}
	repeats, total := map[string]int{}, 0
	for chat, all := range w.shown {
		mine := map[string]bool{}
		for i := 1; i < len(all); i++ {
			before := all[i-1]
			switch cmp.Compare(all[i].key, before.key) {
			case -1:
				t.Errorf("chat %s: %d came after %d", chat, all[i].key, before.key)
			case 0:
				if mine[before.sender] {
					t.Errorf("chat %s: two repeats after one kill", chat)
				}
				mine[before.sender] = true
				repeats[before.sender]++
				total++
			}
		}
	}
	for _, n := range repeats {
		if n > 16 || w.once {
			t.Errorf("%d repeats after one kill", n)
		}
	}
	t.Logf("%d deliveries, %d repeats", deliveries, total)
}

// TestKilledAtRandomMoments kills a delivering process again and again with
// SIGKILL. CRIER_TEST_KILLS sets how often; 3 without it.
func TestKilledAtRandomMoments(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed only without -short")
	}
	kills := 3
	if s := os.Getenv("CRIER_TEST_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		check(t, err)
		kills = n
	}
	for _, c := range []struct {
		name string
		once bool
	}{{"a network that cannot tell", false}, {"a network that knows keys", true}} {
		t.Run(c.name, func(t *testing.T) { killAgainAndAgain(t, kills, c.once) })
	}
}

func killAgainAndAgain(t *testing.T, kills int, once bool) {
	const chats = 50
	articles := 20 * (kills + 1)
	address := file(t)
	db := fill(t, address, chats, articles)
	w := &witness{once: once, shown: map[string][]shown{}, known: map[string]bool{}}
	server := httptest.NewServer(w)
	defer server.Close()
	env := append(os.Environ(), childStore+"="+address, childNetwork+"="+server.URL)
	if once {
		env = append(env, childOnce+"=1")
	}
	for i := 0; ; i++ {
		child := exec.Command(os.Args[0])
		child.Env, child.Stderr = env, os.Stderr
		check(t, child.Start())
		if i == kills {
			awaitEmpty(t, db)
		} else {
			time.Sleep(300*time.Millisecond + rand.N(500*time.Millisecond))
		}
		check(t, child.Process.Kill())
		_ = child.Wait() // it was killed: that is its error
		if i == kills {
			break
		}
	}
	w.judge(t, chats*articles)
}

func awaitEmpty(t *testing.T, db *store.DB) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		loads, err := db.Loads(t.Context(), outbox.Lease{Network: "n"}, time.Hour, 1)
		check(t, err)
		if len(loads) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("deliveries still wait after two minutes")
		}
	}
}
