// Package telegramtest is a server that speaks Telegram's Bot API, for tests: the
// chats, people and messages behind it live in memory.
//
// It refuses what the real server refuses, with the real server's words: texts
// that are too long after parsing, HTML that its parser does not take, buttons with
// bad data, chats that are closed. Long polling waits, a second poller ends the
// first, a press that is answered too late is told so. A test is the person in
// front of it: it types, presses, blocks, and looks at what is shown.
package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Server is one bot's Bot API with everything behind it. It is an [http.Handler]
// and safe for concurrent use.
type Server struct {
	token string
	bot   account
	http  *httptest.Server

	mu       sync.Mutex
	changed  chan struct{}
	chats    map[int64]*Chat
	people   map[int64]*Person
	names    map[string]int64 // "@name" → chat
	files    map[string][]byte
	commands map[string][]Command
	about    map[string]string // by field and language
	queries  map[string]*query
	asked    map[int]*query // by update
	failures []*Failure
	calls    []Call
	lastID   int64
	delay    time.Duration
	queue    queue
	hook     hook
}

// Call is one request that the server got.
type Call struct {
	Method string
	Params map[string]string
	At     time.Time
	Code   int // of the answer
}

type account struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Username string `json:"username,omitempty"`
	Locale   string `json:"language_code,omitempty"`
}

// object is a JSON object on its way out.
type object = map[string]any

// BotName is the username of the bot that every server has.
const BotName = "crier_test_bot"

// New makes a server that listens nowhere: use it as a handler.
func New(token string) *Server {
	s := &Server{
		token: token, bot: account{ID: 4242, IsBot: true, First: "Crier", Username: BotName},
		changed: make(chan struct{}), chats: map[int64]*Chat{}, people: map[int64]*Person{}, names: map[string]int64{},
		files: map[string][]byte{}, commands: map[string][]Command{}, about: map[string]string{}, queries: map[string]*query{}, asked: map[int]*query{}, lastID: 1000,
	}
	s.queue.next = 70_000_001
	return s
}

// Start makes a server that listens on a loopback port until Close.
func Start(token string) *Server {
	s := New(token)
	s.http = httptest.NewServer(s)
	return s
}

// Close ends what Start began.
func (s *Server) Close() {
	s.stopHook()
	s.mu.Lock()
	s.queue.close()
	s.mu.Unlock()
	if s.http != nil {
		s.http.Close()
	}
}

// Endpoint is the address of the methods, with %s for the token and the method.
func (s *Server) Endpoint() string {
	if s.http == nil {
		return "http://api.telegram.test/bot%s/%s"
	}
	return s.http.URL + "/bot%s/%s"
}

// BotID is the id of the bot's account.
func (s *Server) BotID() int64 { return s.bot.ID }

// ServeHTTP answers methods under /bot<token>/ and files under /file/bot<token>/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+s.token+"/"); ok {
		s.serveFile(w, rest)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, found := strings.Cut(rest, "/")
	if !ok || !found || !strings.Contains(token, ":") {
		reply(w, nil, &problem{Code: 404, Text: "Not Found"})
		return
	}
	if token != s.token {
		reply(w, nil, &problem{Code: 401, Text: "Unauthorized"})
		return
	}
	p, err := readParams(r)
	if err != nil {
		reply(w, nil, bad("Bad Request: "+err.Error()))
		return
	}
	result, no := s.answer(r, method, p)
	switch {
	case no != nil && no.cut:
		cut(w, no.act)
	case no != nil && no.raw != "":
		w.WriteHeader(no.Code)
		_, _ = io.WriteString(w, no.raw)
	default:
		s.linger(r.Context(), method)
		reply(w, result, no)
	}
}

// linger holds an answer up for as long as the server is slow.
func (s *Server) linger(ctx context.Context, method string) {
	s.mu.Lock()
	delay := s.delay
	s.mu.Unlock()
	if delay == 0 || !shows(method) {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(delay):
	}
}

// cut breaks the line, where an answer has begun in its middle.
func cut(w http.ResponseWriter, begun bool) {
	if begun {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":`)
		_ = http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}

// answer runs a method and notes the call.
func (s *Server) answer(r *http.Request, method string, p params) (any, *problem) {
	at := time.Now()
	result, no := any(nil), s.injected(method, p)
	if no != nil && no.act {
		s.act(method, p)
	}
	if no == nil {
		if method == "getUpdates" {
			result, no = s.getUpdates(r.Context(), p)
		} else if run := s.method(method); run != nil {
			s.mu.Lock()
			result, no = run(p)
			s.mu.Unlock()
		} else {
			no = &problem{Code: 404, Text: "Not Found: method not found"}
		}
	}
	call := Call{Method: method, Params: p.values, At: at, Code: 200}
	if no != nil {
		call.Code = no.Code
	}
	s.mu.Lock()
	s.calls = append(s.calls, call)
	s.touch()
	s.mu.Unlock()
	return result, no
}

// act does what is asked though the answer says something else.
func (s *Server) act(method string, p params) {
	if run := s.method(method); run != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		_, _ = run(p)
	}
}

// method finds what runs with the lock held.
func (s *Server) method(name string) func(params) (any, *problem) {
	return map[string]func(params) (any, *problem){
		"getMe":               func(params) (any, *problem) { return s.bot, nil },
		"sendMessage":         s.sendMessage,
		"sendDocument":        s.sendDocument,
		"editMessageText":     s.editMessageText,
		"deleteMessage":       s.deleteMessage,
		"sendChatAction":      s.sendChatAction,
		"answerCallbackQuery": s.answerCallbackQuery,
		"answerInlineQuery":   s.answerInlineQuery,
		"getFile":             s.getFile,
		"getChat":             s.getChat,
		"getChatMember":       s.getChatMember,
		"setMyCommands":       s.setMyCommands,
		"setMyDescription":    s.describe("description", 512), "getMyDescription": s.described("description"),
		"setMyShortDescription": s.describe("short_description", 120), "getMyShortDescription": s.described("short_description"),
		"setWebhook":    s.setWebhook,
		"deleteWebhook": s.deleteWebhook,
	}[name]
}

// problem is an answer that says no.
type problem struct {
	Code       int    `json:"error_code"`
	Text       string `json:"description"`
	Parameters object `json:"parameters,omitempty"`
	raw        string
	cut, act   bool
}

func bad(text string) *problem { return &problem{Code: 400, Text: text} }

func reply(w http.ResponseWriter, result any, no *problem) {
	w.Header().Set("Content-Type", "application/json")
	if no == nil {
		_ = json.NewEncoder(w).Encode(object{"ok": true, "result": result})
		return
	}
	if after, ok := no.Parameters["retry_after"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	w.WriteHeader(no.Code)
	answer := object{"ok": false, "error_code": no.Code, "description": no.Text}
	if no.Parameters != nil {
		answer["parameters"] = no.Parameters
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// touch tells those who wait that something changed. The lock is held.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}
