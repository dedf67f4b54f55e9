package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"crier/bot/bottest/telegramtest"
)

// echo is a balancer that has lost its mind: it hands every request on to all
// processes at the same time.
func echo(t *testing.T) (balancer *httptest.Server, to func(address string)) {
	var mu sync.Mutex
	var all []string
	balancer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return
		}
		mu.Lock()
		targets := append([]string(nil), all...)
		mu.Unlock()
		statuses := make(chan int, len(targets))
		for _, address := range targets {
			go func() {
				out, err := http.NewRequestWithContext(r.Context(), r.Method, address+r.URL.Path, bytes.NewReader(body))
				if err != nil {
					statuses <- http.StatusBadGateway
					return
				}
				out.Header = r.Header.Clone()
				res, err := http.DefaultClient.Do(out)
				if err != nil {
					statuses <- http.StatusBadGateway
					return
				}
				_ = res.Body.Close()
				statuses <- res.StatusCode
			}()
		}
		worst := http.StatusOK
		for range targets {
			worst = max(worst, <-statuses)
		}
		w.WriteHeader(worst)
	}))
	t.Cleanup(balancer.Close)
	return balancer, func(address string) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, address)
	}
}

func helps(p *telegramtest.Person) (n int) {
	for _, m := range p.Chat().FromBot() {
		if strings.Contains(m.Text, "/summary") {
			n++
		}
	}
	return n
}

// Three processes serve one webhook, and each of them is handed every update: whoever
// writes is answered once.
func TestAnUpdateIsHandledOnceInThreeProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	database, binary := newDatabase(t), buildBinary(t)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken)}
	t.Cleanup(w.telegram.Close)
	balancer, to := echo(t)
	for range 3 {
		_, address := startBinary(t, binary, "DATABASE_URL="+database, "CRIER_ADDR=127.0.0.1:0", "CRIER_NEWSROOM=off", "CRIER_STARTERS=false", "CRIER_PACE=20",
			"TELEGRAM_TOKEN="+telegramToken, "TELEGRAM_API_ENDPOINT="+w.telegram.Endpoint(), "TELEGRAM_WEBHOOK_URL="+balancer.URL+"/telegram")
		to(address)
	}
	var people []*telegramtest.Person
	for i := range 10 {
		p := w.telegram.NewPerson(fmt.Sprint("Reader ", i), "en")
		p.Meet()
		people = append(people, p)
	}
	for range 3 {
		for _, p := range people {
			p.Writes("/help")
		}
	}
	for _, p := range people {
		p.Writes("/saved")
		w.seen(p.Chat(), "Nothing saved yet")
		// Processes answer independently of one another: /saved may come before a /help.
		_ = w.telegram.Wait(w.ctx, func() bool { return helps(p) >= 3 })
	}
	for _, p := range people { // whatever is doubled had the time of all others to show itself
		if n := helps(p); n != 3 {
			t.Errorf("%s was answered %d times, asked three times", p.Name, n)
		}
	}
}

// The three processes that the README shows run side by side on one machine, and do
// everything between them.
func TestTheReadmesThreeProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^((?:[A-Z_]+=\S+ +)+)crier run`).FindAllStringSubmatch(string(readme), -1)
	if len(lines) != 3 {
		t.Fatalf("the README shows %d processes, want three", len(lines))
	}
	database, binary := newDatabase(t), buildBinary(t)
	w := &world{t: t, ctx: t.Context(), telegram: telegramtest.Start(telegramToken)}
	t.Cleanup(w.telegram.Close)
	w.openPaper()
	ports := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	taken := map[string]bool{}
	for _, line := range lines {
		taken[ports.FindString(line[1])] = true
		env := strings.Fields(ports.ReplaceAllString(line[1], "127.0.0.1:0")) // those of the README may be taken here
		startBinary(t, binary, append(env, "DATABASE_URL="+database, "CRIER_NEWSROOM=off", "CRIER_STARTERS=false", "CRIER_ALLOW=127.0.0.0/8",
			"CRIER_POLL_MIN=300ms", "CRIER_POLL_MAX=300ms", "CRIER_PACE=20", "TELEGRAM_TOKEN="+telegramToken, "TELEGRAM_API_ENDPOINT="+w.telegram.Endpoint())...)
	}
	if len(taken) != 3 || taken[""] {
		t.Errorf("the processes listen at %v, want three addresses", taken)
	}
	ada := w.telegram.NewPerson("Ada", "en")
	ada.Meet()
	ada.Writes("/addfeed " + w.site + "/feeds/all.atom")
	w.seen(ada.Chat(), "Following")
	w.seen(ada.Chat(), "New from", w.publishOne())
}
