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
	childHold    = "CRIER_TEST_CHILD_HOLD" // a lease's length; short without it
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
	if text := os.Getenv(childDrains); text != "" {
		if err := drainHere(db, text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	net := &distant{url: os.Getenv(childNetwork), once: os.Getenv(childOnce) != ""}
	hold, err := time.ParseDuration(os.Getenv(childHold))
	if err != nil {
		hold = 500 * time.Millisecond // longer than a busy machine lets a request lie
	}
	box := outbox.New(outbox.Options{Store: db, Adapters: []bot.Adapter{net}, Pacer: outbox.NewPacer(1), Belt: jobs.BeltDeliver, Hold: hold})
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
	last  string // the sender of the newest message
	at    time.Time
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
	w.last, w.at = r.FormValue("sender"), time.Now()
	w.mu.Unlock()
	time.Sleep(2 * time.Millisecond)
}

// newest waits for a message of another process than the one named, and returns who
// sent it and when.
func (w *witness) newest(t *testing.T, but string) (sender string, at time.Time) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		w.mu.Lock()
		sender, at = w.last, w.at
		w.mu.Unlock()
		if sender != "" && sender != but {
			return sender, at
		}
	}
	t.Fatal("nobody delivers")
	return "", time.Time{}
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
	t.Run("SQLite", func(t *testing.T) { killAgainAndAgain(t, file(t), kills, false) })
	t.Run("SQLite, a network that knows keys", func(t *testing.T) { killAgainAndAgain(t, file(t), kills, true) })
	t.Run("PostgreSQL", func(t *testing.T) { killAgainAndAgain(t, database(t), kills, false) })
	t.Run("PostgreSQL, a network that knows keys", func(t *testing.T) { killAgainAndAgain(t, database(t), kills, true) })
}

func killAgainAndAgain(t *testing.T, address string, kills int, once bool) {
	const chats = 50
	articles := 20 * (kills + 1)
	db := fill(t, address, chats, articles)
	w, env := watch(t, address, once)
	for range kills {
		child := start(t, env)
		time.Sleep(400*time.Millisecond + rand.N(600*time.Millisecond))
		kill(t, child)
	}
	last := start(t, env)
	awaitEmpty(t, db)
	kill(t, last)
	w.judge(t, chats*articles)
}

// watch opens the network that children deliver to, and what to tell them.
func watch(t *testing.T, address string, once bool) (*witness, []string) {
	w := &witness{once: once, shown: map[string][]shown{}, known: map[string]bool{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	env := append(os.Environ(), childStore+"="+address, childNetwork+"="+server.URL)
	if once {
		env = append(env, childOnce+"=1")
	}
	return w, env
}

// start starts a delivering process.
func start(t *testing.T, env []string) *exec.Cmd {
	t.Helper()
	child := childOf(t, env)
	check(t, child.Start())
	return child
}

func childOf(t *testing.T, env []string) *exec.Cmd {
	child := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])
	child.Env, child.Stderr = env, os.Stderr
	return child
}

// kill ends it without a word.
func kill(t *testing.T, child *exec.Cmd) {
	t.Helper()
	check(t, child.Process.Kill())
	_ = child.Wait() // it was killed: that is its error
}

// TestAnotherProcessTakesOver kills whichever of three processes delivers, at the
// real length of a lease, and waits for the next to go on.
func TestAnotherProcessTakesOver(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are killed only without -short")
	}
	address := database(t)
	const chats, articles = 50, 100
	db := fill(t, address, chats, articles)
	w, env := watch(t, address, false)
	env = append(env, childHold+"=7s")
	children := map[string]*exec.Cmd{}
	for range 3 {
		child := start(t, env)
		children[strconv.Itoa(child.Process.Pid)] = child
		t.Cleanup(func() { _ = child.Process.Kill() })
	}
	first, _ := w.newest(t, "")
	kill(t, children[first])
	killed := time.Now()
	_, at := w.newest(t, first)
	most := 30 * time.Second
	if os.Getenv("CRIER_BARS") != "" {
		most = 10 * time.Second // on a machine that does nothing else
	}
	if wait := at.Sub(killed); wait > most {
		t.Errorf("the lane was taken over after %v", wait)
	} else {
		t.Logf("taken over after %v", wait)
	}
	awaitEmpty(t, db)
	delete(children, first)
	for _, child := range children {
		kill(t, child)
	}
	w.judge(t, chats*articles)
}

func awaitEmpty(t *testing.T, db *store.DB) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		loads, err := db.Loads(t.Context(), outbox.Lease{Network: "n"}, time.Hour, 1)
		check(t, err)
		if len(loads) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("deliveries still wait")
		}
	}
}
