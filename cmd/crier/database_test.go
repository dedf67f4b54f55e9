package main

import (
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// wire is the line to a database, which can be cut.
type wire struct {
	listener net.Listener
	network  string
	server   string
	mu       sync.Mutex
	down     bool
	open     map[net.Conn]bool
}

// stretch lays a wire to the database and returns it with the address at its end.
func stretch(t *testing.T, address string) (*wire, string) {
	t.Helper()
	c, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{open: map[net.Conn]bool{}}
	w.network, w.server = pgconn.NetworkAddress(c.Host, c.Port)
	if w.listener, err = new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.listener.Close()
		w.cut()
	})
	go w.serve()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host, u.RawQuery = w.listener.Addr().String(), "sslmode=disable"
	return w, u.String()
}

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		if w.add(near) {
			go w.through(near)
		}
	}
}

func (w *wire) through(near net.Conn) {
	defer func() { _ = near.Close() }()
	far, err := new(net.Dialer).Dial(w.network, w.server)
	if err != nil || !w.add(far) {
		return
	}
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
	_ = far.Close()
}

// add closes the line at once if it is cut.
func (w *wire) add(c net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		_ = c.Close()
		return false
	}
	w.open[c] = true
	return true
}

// cut breaks all lines and lets no new one through until mend.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for c := range w.open {
		_ = c.Close()
	}
	clear(w.open)
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

// The database is gone for a while, for all processes or for the one that delivers.
// Everybody is told everything, people are answered again, and nobody had to help.
func TestTheDatabaseIsGoneForAWhile(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program: left out with -short")
	}
	away := 5 * time.Second
	if os.Getenv("CRIER_BARS") != "" {
		away = 30 * time.Second
	}
	for _, c := range []struct {
		name    string
		another bool // a process whose line holds
		repeats int
	}{
		{"for all", false, 0},
		{"for the process that delivers", true, 16},
	} {
		t.Run(c.name, func(t *testing.T) {
			database := newDatabase(t)
			crowd := gather(t, database, 60, 40, "4")
			w, address := stretch(t, database)
			for range 3 {
				crowd.tell()
			}
			_, logs := crowd.alive("DATABASE_URL=" + address)
			if !crowd.grown(20, time.Minute) {
				t.Fatal("nothing is sent")
			}
			if c.another {
				crowd.alive()
				time.Sleep(time.Second)
			}
			w.cut()
			cut := time.Now()
			crowd.tell()
			if c.another {
				crowd.drained(time.Minute) // by the process whose line holds
			}
			time.Sleep(time.Until(cut.Add(away)))
			w.mend()
			crowd.drained(time.Minute)
			if n := crowd.repeats(); n > c.repeats {
				t.Errorf("%d messages told again what was told, want %d at most", n, c.repeats)
			}
			crowd.tell()
			crowd.drained(time.Minute)
			if text := logs.String(); !strings.Contains(text, "keeping the lane") && !strings.Contains(text, "taken over") {
				t.Error("the log does not say that the lane could not be kept")
			}
			ada := crowd.telegram.NewPerson("Ada", "en")
			ada.Meet()
			ada.Writes("/help")
			(&world{t: t, ctx: t.Context(), telegram: crowd.telegram}).seen(ada.Chat(), "/summary")
		})
	}
}
