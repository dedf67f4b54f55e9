package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
)

// visit opens a chat on a running adapter and listens to it.
func visit(t *testing.T, o Options, core bot.Core) (*visitor, func()) {
	t.Helper()
	store := newMemory()
	o.Store = store
	a, server := serve(t, o)
	stop := run(t, a, core)
	v := newVisitor(t, a, store, server)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	if err := v.hello(ctx); err != nil {
		t.Fatal(err)
	}
	if err := v.listen(ctx, ""); err != nil {
		t.Fatal(err)
	}
	return v, stop
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// told is a core that answers and notes what it was asked.
func told(reqs chan bot.Request) bot.Core {
	return answering{handle: func(ctx context.Context, r bot.Request, say bot.Say) error {
		reqs <- r
		return say(ctx, bot.Reply{Text: []string{"heard " + r.Text}, Lang: r.Sender.Locale})
	}}
}

func TestRequestsAsTheCoreGetsThem(t *testing.T) {
	reqs := make(chan bot.Request, 10)
	v, _ := visit(t, Options{}, told(reqs))
	ctx := soon(t)
	first := <-reqs
	if first.Command != "start" || first.From != v.Direct() || first.Pressed {
		t.Errorf("the first request is %+v, want /start", first)
	}
	v.await(ctx, "the greeting", v.sees("heard /start"))
	if err := v.Type(ctx, "Compare https://example.org/a with https://example.org/b."); err != nil {
		t.Fatal(err)
	}
	r := <-reqs
	if r.From != v.Direct() || r.Sender.ID != v.chat || r.Message.ID == "" || r.Command != "" || !slices.Equal(r.Links, []string{"https://example.org/a", "https://example.org/b"}) {
		t.Errorf("request %+v", r)
	}
	if err := v.send(ctx, "/web/press", map[string]any{"message": 1, "line": "more a_1 long"}); err != nil {
		t.Fatal(err)
	}
	if r := <-reqs; !r.Pressed || r.Command != "more" || r.Args != "a_1 long" || r.Text != "more a_1 long" || r.Message != ref(v.chat, 1) {
		t.Errorf("press %+v", r)
	}
}

func TestWireFormat(t *testing.T) {
	card := sampleAlert()
	card.Private, card.Replace, card.Loud, card.Image = true, true, true, bot.Image{URL: "https://example.org/pixel.png"}
	card.Buttons = append(card.Buttons, []bot.Button{{Label: "Bad", URL: "javascript:x"}}, []bot.Button{{Line: "no label"}})
	long := strings.Repeat("Ein Satz mit Ümläuten. ", 100)
	for name, make := range map[string]func() ([]byte, error){
		"alert": func() ([]byte, error) { return render(card, nil) },
		"file": func() ([]byte, error) {
			return render(bot.Reply{}, &attachment{Name: "a.zip", Size: 3, Href: "/web/file/x"})
		},
		"form": func() ([]byte, error) {
			return render(bot.Reply{Form: &bot.Form{Title: "T", Label: "L", Placeholder: "P", Line: "subscribe "}}, nil)
		},
		"typed": func() ([]byte, error) { return renderText("line one\n<b>line two</b>") },
		"long":  func() ([]byte, error) { return renderText(long) },
	} {
		got, err := make()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".json", got)
	}
	if _, err := render(bot.Reply{Text: []string{strings.Repeat("x", MaxBody)}}, nil); !errors.Is(err, errTooBig) {
		t.Errorf("a huge reply: %v, want errTooBig", err)
	}
}

// golden compares with a file in testdata; CRIER_GOLDEN=write makes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("CRIER_GOLDEN") == "write" {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got)+"\n" != string(want) {
		t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
	}
}

func TestComingBack(t *testing.T) {
	v, _ := visit(t, Options{}, quiet{})
	ctx := soon(t)
	var refs []bot.MessageRef
	for i := range pageOfMail + 5 {
		o := v.adapter.Send(ctx, v.Direct(), []bot.Item{{Key: fmt.Sprint("k", i), Reply: bot.Reply{Text: []string{fmt.Sprint("n", i, ".")}}}})
		refs = append(refs, o.At)
	}
	v.await(ctx, "all of them", func() bool { return len(v.all()) == pageOfMail+5 })
	again := v.adapter.Send(ctx, v.Direct(), []bot.Item{{Key: "k3", Reply: bot.Reply{Text: []string{"twice"}}}})
	if again.Verdict != bot.Delivered || again.At != refs[3] {
		t.Errorf("the same key again: %+v, want the message %v", again, refs[3])
	}
	if o := v.adapter.Edit(ctx, refs[0], bot.Reply{Text: []string{"edited"}}); o.Verdict != bot.Delivered {
		t.Errorf("edit: %+v", o)
	}

	other := newVisitor(t, v.adapter, v.store, v.server)
	other.client, other.chat = v.client, v.chat
	if err := other.listen(ctx, fmt.Sprint(pageOfMail+3)); err != nil {
		t.Fatal(err)
	}
	got := other.all()
	if len(got) != 3 || visible(got[0].Body) != "\n\nedited\n\n" || got[0].ID != 1 || got[1].ID != pageOfMail+4 {
		t.Errorf("after change %d came %+v, want the two that were missed and the edit", pageOfMail+3, got)
	}
}

func TestMailboxThatBeganAnew(t *testing.T) {
	v, _ := visit(t, Options{Look: 5 * time.Millisecond}, quiet{})
	ctx := soon(t)
	for range 5 {
		v.adapter.Send(ctx, v.Direct(), []bot.Item{{Reply: bot.Reply{Text: []string{"old"}}}})
	}
	v.await(ctx, "the old ones", func() bool { return len(v.all()) == 5 })
	v.store.drop()
	n := &answer{adapter: v.adapter, chat: v.chat}
	if err := n.say(ctx, bot.Reply{Text: []string{"All is forgotten."}}); err != nil {
		t.Fatal(err)
	}
	v.await(ctx, "a fresh start", func() bool { return v.heard("reset") && len(v.all()) == 1 && v.sees("All is forgotten.")() })
	if err := v.listen(ctx, "99"); err != nil {
		t.Fatal(err)
	}
	v.await(ctx, "a line from the future told all anew", func() bool { return len(v.all()) == 1 })
}

func TestMailFromAnotherProcess(t *testing.T) {
	wake := make(chan struct{}, 1)
	v, _ := visit(t, Options{Look: time.Hour, Wake: wake}, quiet{})
	other, err := New(Options{Store: v.store, Words: bothLanguages(), Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if o := other.Send(soon(t), v.Direct(), []bot.Item{{Reply: sampleAlert()}}); o.Verdict != bot.Delivered {
		t.Fatalf("send without Run: %+v", o)
	}
	wake <- struct{}{}
	v.await(soon(t), "the alert", v.sees(`New for "drought"`))
}

func TestNoBusyForEver(t *testing.T) {
	entered := make(chan struct{})
	v, stop := visit(t, Options{}, answering{handle: func(ctx context.Context, r bot.Request, say bot.Say) error {
		switch r.Command {
		case "start":
			return nil
		case "fail":
			_ = say(ctx, bot.Reply{Text: []string{"Reading…"}, Busy: true})
			return errors.New("a fault")
		case "told":
			_ = say(ctx, bot.Reply{Text: []string{"No such page."}})
			return errors.New("a fault that was told")
		}
		_ = say(ctx, bot.Reply{Text: []string{"Reading for long…"}, Busy: true})
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}})
	ctx := soon(t)
	apology := english().Failed
	for _, line := range []string{"/fail", "/told", "/hang"} {
		if err := v.Type(ctx, line); err != nil {
			t.Fatal(err)
		}
	}
	v.await(ctx, "an apology in the place of progress", func() bool { return v.sees(apology)() && !v.sees("Reading…")() })
	v.await(ctx, "what was told", v.sees("No such page."))
	<-entered
	v.await(ctx, "the sign of work", func() bool { return v.heard("working") })
	stop()
	v.await(ctx, "the end of the stream", func() bool { return v.heard("end") })
	mails, err := v.store.ReadMail(ctx, v.chat, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if strings.Contains(string(m.Body), `"busy"`) {
			t.Errorf("busy when all is over: %s", m.Body)
		}
	}
}

func TestFileToFetch(t *testing.T) {
	v, _ := visit(t, Options{}, answering{handle: func(ctx context.Context, r bot.Request, say bot.Say) error {
		return say(ctx, bot.Reply{Text: []string{"Here it is."}, File: &bot.File{Name: `a "b"/ü.zip`, Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("content")), nil
		}}})
	}})
	v.await(soon(t), "the file", v.sees("Here it is."))
	f := v.all()[0].Body.File
	if f == nil || f.Size != 7 {
		t.Fatalf("file %+v", f)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.server.URL+f.Href, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(got); got != "content" || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("%q with %v", got, res.Header)
	}
	if w := ask(v.adapter, "GET", f.Href, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("another visitor got the file: %d %s", w.Code, w.Body)
	}
}

func TestSuggestionsFitTheVisitor(t *testing.T) {
	item := func(c bot.Command) bot.MenuItem {
		return bot.MenuItem{Command: c, Help: map[string]string{"en": "words", "de": "Worte"}}
	}
	menu := bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		item(bot.Command{Name: "summary", Usage: "[url]"}), item(bot.Command{Name: "here", Where: bot.InGroups}),
		item(bot.Command{Name: "stats", Who: bot.Owner}), item(bot.Command{Name: "other", Hidden: []string{"web"}}),
	}}
	names := func(operator bool, lang string) string {
		var out []string
		for _, s := range suggestions(menu, lang, operator) {
			out = append(out, s.Name+" "+s.Help)
		}
		return strings.Join(out, ", ")
	}
	if got := names(true, "de"); got != "summary Worte, stats Worte" {
		t.Errorf("the operator is offered %s", got)
	}
	if got := names(false, "fr"); got != "summary words" {
		t.Errorf("a visitor is offered %s", got)
	}
}

// proposing is a core whose proposals fail in the way that is asked for.
type proposing struct{ quiet }

func (proposing) Complete(_ context.Context, r bot.Request, option string) ([]bot.Choice, error) {
	switch r.Args {
	case "fail":
		return nil, errors.New("no proposals today")
	case "panic":
		panic("a fault")
	}
	return []bot.Choice{{Label: option, Value: r.Args + "!"}}, nil
}

func TestProposals(t *testing.T) {
	store := newMemory()
	a, server := serve(t, Options{Store: store})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = a.Run(ctx, deskMenu(), proposing{}) }()
	v := newVisitor(t, a, store, server)
	if err := v.hello(soon(t)); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"/subscribe cli":   `{"choices":[{"label":"words","line":"/subscribe cli!"}]}`,
		"/summary cli":     `{"choices":[]}`,
		"/nothing cli":     `{"choices":[]}`,
		"cli":              `{"choices":[]}`,
		"/subscribe fail":  `{"choices":[]}`,
		"/subscribe panic": `{"choices":[]}`,
		"/subscribe " + strings.Repeat("x", maxPress): `{"choices":[]}`,
	} {
		status, got, err := v.post(soon(t), "/web/complete", map[string]string{"line": line})
		if err != nil || status != http.StatusOK || got != want {
			t.Errorf("%.30q: %d %s %v, want %s", line, status, got, err, want)
		}
	}
}

func TestRunsAgainAndOnce(t *testing.T) {
	v, stop := visit(t, Options{}, quiet{})
	if err := v.adapter.Run(t.Context(), bot.Menu{}, quiet{}); err == nil {
		t.Error("Run ran twice at once")
	}
	stop()
	run(t, v.adapter, quiet{})
	if err := v.Type(soon(t), "still the same chat"); err != nil {
		t.Error(err)
	}
}

func TestFileThatIsSent(t *testing.T) {
	reqs := make(chan bot.Request, 10)
	release := make(chan struct{})
	v, _ := visit(t, Options{}, answering{handle: func(_ context.Context, r bot.Request, _ bot.Say) error {
		if r.File != nil {
			reqs <- r
			<-release
		}
		return nil
	}})
	send := func(size int, kind string) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(soon(t), http.MethodPost, v.server.URL+`/web/file?name=C:\dir\a%00b.pdf&type=application/pdf`, strings.NewReader(strings.Repeat("x", size)))
		r.Header.Set("Content-Type", kind)
		for _, c := range v.client.Jar.Cookies(mustURL(v.server.URL)) {
			r.AddCookie(c)
		}
		v.server.Config.Handler.ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		size int
		kind string
		want int
	}{
		{1, "multipart/form-data", http.StatusUnsupportedMediaType},
		{uploadSize + 1, "application/octet-stream", http.StatusRequestEntityTooLarge},
		{7, "application/octet-stream", http.StatusAccepted},
	} {
		if got := send(c.size, c.kind); got != c.want {
			t.Errorf("%d bytes of %s: %d, want %d", c.size, c.kind, got, c.want)
		}
	}
	f := (<-reqs).File
	in, err := f.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(in); err != nil || string(content) != "xxxxxxx" || f.Name != "ab.pdf" || f.Type != "application/pdf" || f.Size != 7 {
		t.Errorf("file %+v with %q: %v", f, content, err)
	}
	v.await(soon(t), "its name", v.sees("ab.pdf"))
	for range uploadsHeld - 1 {
		if got := send(7, "application/octet-stream"); got != http.StatusAccepted {
			t.Errorf("one more file: %d", got)
		}
	}
	if got := send(7, "application/octet-stream"); got != http.StatusTooManyRequests {
		t.Errorf("a file more than are held: %d, want 429", got)
	}
	close(release)
}

func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "a.pdf", "../../etc/passwd": "passwd", `C:\x\y.txt`: "y.txt", "": "file", "..": "file", "/": "file", "a\x00\nb": "ab",
		strings.Repeat("ü", 300): strings.Repeat("ü", 120),
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
