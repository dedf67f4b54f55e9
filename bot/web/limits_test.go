package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"crier/bot"
)

func TestTooManyPages(t *testing.T) {
	v, _ := visit(t, Options{MaxOpen: pagesPerChat + 1}, quiet{})
	ctx := soon(t)
	for range pagesPerChat {
		if err := v.listen(ctx, ""); err != nil {
			t.Fatal(err)
		}
	}
	v.await(ctx, "the oldest makes room", func() bool { return v.heard("elsewhere") && v.heard("end") })
	second := newVisitor(t, v.adapter, v.store, v.server)
	for range 2 {
		if err := second.hello(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := second.listen(ctx, ""); err != nil {
		t.Fatalf("one more page than the first chat has: %v", err)
	}
	if err := second.listen(ctx, ""); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("a page over the limit: %v, want 503", err)
	}
}

func TestTooManyChats(t *testing.T) {
	v, _ := visit(t, Options{MaxChats: 1}, quiet{})
	status, answer, err := newVisitor(t, v.adapter, v.store, v.server).post(soon(t), "/web/hello", struct{}{})
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(answer, `"full"`) {
		t.Errorf("%d %s %v, want 503 full", status, answer, err)
	}
}

func TestTooFast(t *testing.T) {
	v, _ := visit(t, Options{}, quiet{})
	last := 0
	for range lineBurst + 2 {
		status, _, err := v.post(soon(t), "/web/line", map[string]string{"text": "x"})
		if err != nil {
			t.Fatal(err)
		}
		last = status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("line %d got %d, want 429", lineBurst+2, last)
	}
	if n := len(v.store.boxes[v.chat].mails); n > lineBurst {
		t.Errorf("%d lines were noted, want those that were taken: at most %d", n, lineBurst)
	}
}

func TestRoomsAreForgotten(t *testing.T) {
	rs := newRooms(2)
	for i := range 4 {
		if !rs.enter(fmt.Sprint(i)) {
			t.Fatalf("room %d is refused", i)
		}
	}
	if rs.enter("one more") {
		t.Error("a room more than allowed")
	}
	rs.exit("0")
	rs.all["0"].used = time.Now().Add(-time.Minute)
	if !rs.enter("one more") || rs.all["0"] != nil {
		t.Error("an empty room was not given to the next")
	}
}

func TestWhoManagesWhat(t *testing.T) {
	v, _ := visit(t, Options{}, quiet{})
	public, err := New(Options{Store: v.store, Words: bothLanguages(), Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	me, other := bot.Sender{ID: v.chat}, bot.Sender{ID: "another"}
	for _, c := range []struct {
		name string
		a    *Adapter
		at   bot.Address
		who  bot.Sender
		want error
	}{
		{"the operator, elsewhere", v.adapter, v.Direct(), other, nil},
		{"a visitor, at home", public, v.Direct(), me, nil},
		{"a visitor, elsewhere", public, v.Direct(), other, bot.ErrNotManager},
		{"a chat that is not there", v.adapter, address("nobody"), me, bot.ErrCannotPost},
		{"another network", v.adapter, bot.Address{Network: "discord", Chat: v.chat}, me, bot.ErrNoChat},
	} {
		ok, err := c.a.CanManage(t.Context(), c.at, c.who)
		if ok != (c.want == nil) || !errors.Is(err, c.want) {
			t.Errorf("%s: %v %v, want %v", c.name, ok, err, c.want)
		}
	}
}

func TestForeignAddresses(t *testing.T) {
	v, _ := visit(t, Options{}, quiet{})
	ctx := soon(t)
	item := []bot.Item{{Reply: bot.Reply{Text: []string{"x"}}}}
	for name, o := range map[string]bot.Outcome{
		"another network":    v.adapter.Send(ctx, bot.Address{Network: "telegram", Chat: "1"}, item),
		"a thread":           v.adapter.Send(ctx, bot.Address{Network: "web", Chat: v.chat, Thread: "1"}, item),
		"an edit of nothing": v.adapter.Edit(ctx, ref(v.chat, 99), item[0].Reply),
		"an edit of no id":   v.adapter.Edit(ctx, bot.MessageRef{Address: v.Direct(), ID: "x"}, item[0].Reply),
		"too large":          v.adapter.Send(ctx, v.Direct(), []bot.Item{{Reply: bot.Reply{Text: []string{strings.Repeat("x", MaxBody)}}}}),
	} {
		if o.Verdict != bot.Never || o.Err == nil {
			t.Errorf("%s: %+v, want Never", name, o)
		}
	}
}

func TestFilesAreForgotten(t *testing.T) {
	fs := newFiles()
	for i := range 5 {
		fs.keep(handed{id: fmt.Sprint(i), chat: "c", bytes: make([]byte, fileSize), at: time.Now()})
	}
	if _, ok := fs.find("c", "1"); ok || fs.sum > filesSize {
		t.Errorf("%d bytes are held, want the oldest dropped", fs.sum)
	}
	if _, ok := fs.find("c", "4"); !ok {
		t.Error("the newest is gone")
	}
	fs.all[0].at = time.Now().Add(-2 * fileAge)
	if _, ok := fs.find("c", fs.all[0].id); ok {
		t.Error("an old file is still there")
	}
}

// dull is a response writer that notes its deadline and takes nothing.
type dull struct {
	http.ResponseWriter
	deadline time.Time
}

func (d *dull) SetWriteDeadline(t time.Time) error { d.deadline = t; return nil }
func (d *dull) Write([]byte) (int, error)          { return 0, os.ErrDeadlineExceeded }

func TestSlowReadersAreDropped(t *testing.T) {
	w := &dull{}
	rs := newRooms(1)
	l := &line{store: newMemory(), rooms: rs, chat: "c", page: rs.join("c"), w: w, control: http.NewResponseController(w)}
	err := l.run(t.Context(), t.Context(), time.Hour)
	if !errors.Is(err, os.ErrDeadlineExceeded) || w.deadline.IsZero() || time.Until(w.deadline) > slowest {
		t.Errorf("run ended with %v, deadline %v", err, w.deadline)
	}
}

func TestStreamOutlivesTheServersTimeouts(t *testing.T) {
	store := newMemory()
	a, server := serve(t, Options{Store: store, Beat: 10 * time.Millisecond})
	strict := httptest.NewUnstartedServer(server.Config.Handler)
	strict.Config.ReadTimeout, strict.Config.WriteTimeout = 40*time.Millisecond, 40*time.Millisecond
	strict.Start()
	t.Cleanup(strict.Close)
	run(t, a, quiet{})
	v := newVisitor(t, a, store, strict)
	ctx := soon(t)
	if err := v.hello(ctx); err != nil {
		t.Fatal(err)
	}
	if err := v.listen(ctx, ""); err != nil {
		t.Fatal(err)
	}
	v.await(ctx, "beats for longer than the timeouts", func() bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		return len(v.events) > 15
	})
}

func TestIllStore(t *testing.T) {
	v, _ := visit(t, Options{Look: 5 * time.Millisecond}, quiet{})
	ctx := soon(t)
	cure := func() { v.store.fallIll(nil) }
	defer cure()
	v.store.failNext(errors.New("the disk is full"))
	if status, answer, err := v.post(ctx, "/web/line", map[string]string{"text": "x"}); err != nil || status != http.StatusInternalServerError || !strings.Contains(answer, `"failed"`) {
		t.Errorf("a line on a full disk: %d %s %v, want 500 failed", status, answer, err)
	}
	v.store.fallIll(errors.New("the database is gone"))
	stranger := newVisitor(t, v.adapter, v.store, v.server)
	for who, visitor := range map[string]*visitor{"a new visitor": stranger, "a known one": v} {
		if status, answer, err := visitor.post(ctx, "/web/hello", struct{}{}); err != nil || status != http.StatusInternalServerError || !strings.Contains(answer, `"failed"`) {
			t.Errorf("%s: %d %s %v, want 500 failed", who, status, answer, err)
		}
	}
	if _, err := v.adapter.CanManage(ctx, v.Direct(), bot.Sender{ID: v.chat}); err == nil {
		t.Error("CanManage knows the answer without a store")
	}
	v.adapter.rooms.ring(v.chat)
	v.await(ctx, "the end of the page's line, so that it tries again", func() bool { return v.heard("end") })
	cure()
	if err := v.listen(ctx, ""); err != nil {
		t.Errorf("after the store is well again: %v", err)
	}
}
