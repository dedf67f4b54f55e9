package web

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"

	"crier/bot"
)

// Routes adds the page at "/" and what it needs under "/web/".
func (a *Adapter) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", a.guard.wrap(a.page.serve))
	mux.HandleFunc("GET /web/assets/{mark}/{name}", a.guard.wrap(a.page.serveAsset))
	mux.HandleFunc("POST /web/hello", a.guard.chat(a.serveHello))
	mux.HandleFunc("POST /web/line", a.guard.chat(a.serveLine))
	mux.HandleFunc("POST /web/press", a.guard.chat(a.servePress))
	mux.HandleFunc("POST /web/complete", a.guard.chat(a.serveComplete))
	mux.HandleFunc("POST /web/file", a.guard.chat(a.serveUpload))
	mux.HandleFunc("GET /web/stream", a.guard.chat(a.serveStream))
	mux.HandleFunc("GET /web/file/{id}", a.guard.chat(a.serveFile))
}

// serveLine takes what the visitor wrote.
func (a *Adapter) serveLine(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text string `json:"text"`
	}
	if !decode(w, r, &in) {
		return
	}
	text := clean(in.Text)
	if len(text) > maxText {
		tooLong.write(w)
		return
	}
	if text == "" {
		http.Error(w, "An empty message.", http.StatusBadRequest)
		return
	}
	a.receive(w, r, func(ctx context.Context, chat string) (bot.Request, problem) {
		said, p := a.echo(ctx, chat, text)
		req := a.request(r, chat, text)
		req.Message = ref(chat, said)
		return req, p
	})
}

// echo shows the visitor's own words, on every page of the chat.
func (a *Adapter) echo(ctx context.Context, chat, text string) (int64, problem) {
	body, err := renderText(text)
	if err != nil {
		return 0, tooLong
	}
	m, err := a.post(ctx, chat, Mail{Body: body})
	switch {
	case errors.Is(err, ErrNoMailbox):
		return 0, noChat
	case err != nil:
		a.opts.Log.Error("cannot note what a visitor said", "chat", chat, "err", err)
		return 0, failed
	}
	return m.Message, ""
}

// servePress takes a press on a button.
func (a *Adapter) servePress(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int64  `json:"message"`
		Line    string `json:"line"`
	}
	if !decode(w, r, &in) {
		return
	}
	line := clean(in.Line)
	if line == "" || len(line) > maxPress || in.Message < 1 {
		http.Error(w, "Not a button.", http.StatusBadRequest)
		return
	}
	a.receive(w, r, func(_ context.Context, chat string) (bot.Request, problem) {
		req := a.request(r, chat, "/"+line)
		req.Text = line
		req.Message, req.Pressed = ref(chat, in.Message), true
		return req, ""
	})
}

// receive makes a request out of what came and starts to answer it; false when it
// was refused.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request, build func(context.Context, string) (bot.Request, problem)) bool {
	s := a.begin()
	if s == nil {
		starting.write(w)
		return false
	}
	defer s.work.Done()
	chat, p := a.visitor(r)
	if p != "" {
		p.write(w)
		return false
	}
	if !a.rooms.enter(chat) {
		tooFast.write(w)
		return false
	}
	req, p := build(r.Context(), chat)
	if p != "" {
		a.rooms.exit(chat)
		p.write(w)
		return false
	}
	a.start(r.Context(), s, req)
	w.WriteHeader(http.StatusAccepted)
	return true
}

// request is a line as the core wants it.
func (a *Adapter) request(r *http.Request, chat, text string) bot.Request {
	_, _, locale := a.page.wordsFor(r)
	name, args := command(text)
	return bot.Request{
		From:    address(chat),
		Sender:  bot.Sender{ID: chat, Locale: locale},
		Command: name,
		Args:    args,
		Text:    text,
		Links:   links(text),
	}
}

// decode reads the one JSON value of a request. The content type keeps forms of
// other sites out: a browser asks before it sends JSON elsewhere.
func decode(w http.ResponseWriter, r *http.Request, v any) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		http.Error(w, "JSON only.", http.StatusUnsupportedMediaType)
		return false
	}
	// Twice the text: a browser escapes quotes, backslashes and line breaks.
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*maxText))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		tooLong.write(w)
	case err != nil:
		http.Error(w, "Not the JSON that belongs here.", http.StatusBadRequest)
	}
	return err == nil
}
