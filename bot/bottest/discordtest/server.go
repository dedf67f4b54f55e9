// Package discordtest is a Discord for tests: REST (v9, v10) and the gateway over
// loopback, with people who type commands, press buttons and read.
//
// It refuses what Discord refuses: bodies beyond the published limits or without
// allowed_mentions, first responses after 3 seconds, tokens after 15 minutes,
// second responses, and everything without the bot's token. What it refused for
// its form is also listed by [Server.Problems], so that a test can demand none.
package discordtest

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Token is the bot's token.
const Token = "MTAx.fake-token.for-tests"

// Server is a Discord. Its zero value is not usable, see [Start].
type Server struct {
	URL string // the API's base: "http://127.0.0.1:1234/api/v10"
	Bot *User
	App string // the application's id

	// The following may be set before the bot connects.
	Heartbeat   time.Duration // the gateway's interval; 41.25 s
	Concurrency int           // identifies per 5 s; 1000 here, so that tests are quick
	Shards      int           // advised; 1
	GlobalRate  int           // calls per second before a global 429; 0: no limit
	ChannelRate int           // messages per 5 s and channel; 0: no limit
	HookRate    int           // calls per 2 s by one interaction's token; 0: no limit
	Starts      int           // session starts that are left; 999
	StartsReset time.Duration // until there are more
	NoResumeURL bool          // READY names no address to resume at
	Delay       time.Duration // between a message that was posted and the answer to it
	HTTP        string        // where interactions are posted; empty: the gateway

	key      ed25519.PrivateKey
	http     *http.Server
	gatewayU string

	mu       sync.Mutex
	changed  chan struct{}
	nextID   uint64
	shift    time.Duration
	users    map[string]*User
	guilds   map[string]*Guild
	channels map[string]*Channel
	messages []*Message
	nonces   map[string]*Message
	commands []Command
	puts     int
	running  map[string]*Interaction // by token
	files    map[string]Attachment
	failures []*Failure
	problems []string
	calls    []Call
	window   map[string][]time.Time
	sessions map[string]*session
	links    []*link
	ops      []Op
	noHello  int
	noAcks   bool
	early    []int
	refuse   int
}

// Call is one request that arrived.
type Call struct {
	Method, Path string // the path without "/api/v10"
	Status       int
	Body         string
	At           time.Time
}

// Start begins to listen on loopback.
func Start() (*Server, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL: "http://" + l.Addr().String() + "/api/v10", gatewayU: "ws://" + l.Addr().String() + "/gateway",
		Heartbeat: 41250 * time.Millisecond, Concurrency: 1000, Shards: 1, Starts: 999, StartsReset: 24 * time.Hour, key: key, changed: make(chan struct{}),
		nextID: 1100000000000000000, users: map[string]*User{}, guilds: map[string]*Guild{}, channels: map[string]*Channel{},
		nonces: map[string]*Message{}, files: map[string]Attachment{}, running: map[string]*Interaction{}, window: map[string][]time.Time{}, sessions: map[string]*session{},
	}
	s.Bot = s.User("crier")
	s.Bot.Bot = true
	s.App = s.id()
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway", s.gateway)
	mux.HandleFunc("/api/", s.api)
	mux.HandleFunc("/files/", s.file)
	s.http = &http.Server{Addr: l.Addr().String(), Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }()
	return s, nil
}

// Close ends the server and all its connections.
func (s *Server) Close() {
	s.CloseGateway(1001)
	_ = s.http.Close()
}

// PublicKey is what interactions over HTTP are signed with, in hex.
func (s *Server) PublicKey() string { return fmt.Sprintf("%x", s.key.Public()) }

// Advance moves the server's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shift += d
}

func (s *Server) now() time.Time { return time.Now().Add(s.shift) }

// Changed returns a channel that is closed at the next change of anything.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// touch tells those who wait. The lock is held.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) id() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newID()
}

func (s *Server) newID() string {
	s.nextID += 1 << 22
	return strconv.FormatUint(s.nextID, 10)
}

// Problems lists what was wrong with the requests so far.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.problems...)
}

// Calls lists the requests so far, those to a path that holds part.
func (s *Server) Calls(part string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if strings.Contains(c.Method+" "+c.Path, part) {
			out = append(out, c)
		}
	}
	return out
}

// apiError is an answer that says no.
type apiError struct {
	status, code int
	text         string
}

func no(status, code int, text string) *apiError { return &apiError{status, code, text} }

// api answers REST calls.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	for _, v := range []string{"/api/v9", "/api/v10"} {
		path = strings.TrimPrefix(path, v)
	}
	body := readBody(r)
	if s.Delay > 0 && r.Method == http.MethodPost && strings.HasSuffix(path, "/messages") {
		defer linger(r.Context(), s.Delay)
	}
	hook := strings.HasPrefix(path, "/webhooks/") || strings.HasPrefix(path, "/interactions/")
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.failure(r.Method, path); f != nil {
		if f.Act {
			s.route(r, path, body)
		}
		s.record(r, path, f.Status, body)
		s.fail(w, f)
		return
	}
	if !hook && r.Header.Get("Authorization") != "Bot "+Token {
		s.answer(w, r, path, body, nil, no(401, 0, "401: Unauthorized"))
		return
	}
	if wait := s.limited(w, r.Method, path, hook); wait > 0 {
		s.record(r, path, 429, body)
		return
	}
	out, err := s.route(r, path, body)
	s.answer(w, r, path, body, out, err)
	s.touch()
}

func (s *Server) record(r *http.Request, path string, status int, body []byte) {
	s.calls = append(s.calls, Call{Method: r.Method, Path: path, Status: status, Body: string(body), At: time.Now()})
	s.touch()
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, path string, body []byte, out any, err *apiError) {
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusOK
	switch {
	case err != nil:
		status, out = err.status, map[string]any{"code": err.code, "message": err.text}
		if err.code == 50035 || err.code == 50006 {
			s.problems = append(s.problems, r.Method+" "+path+": "+err.text)
		}
	case out == nil:
		status = http.StatusNoContent
	}
	s.record(r, path, status, body)
	w.WriteHeader(status)
	if out != nil {
		_ = json.NewEncoder(w).Encode(out)
	}
}

// limited keeps the global and the channels' rates.
func (s *Server) limited(w http.ResponseWriter, method, path string, hook bool) time.Duration {
	if s.GlobalRate > 0 && !hook {
		if wait := s.over("global", s.GlobalRate, time.Second); wait > 0 {
			tooMany(w, wait, "global")
			return wait
		}
	}
	if s.ChannelRate > 0 && method == http.MethodPost && strings.HasSuffix(path, "/messages") {
		if wait := s.over(path, s.ChannelRate, 5*time.Second); wait > 0 {
			tooMany(w, wait, "user")
			return wait
		}
	}
	if s.HookRate > 0 && strings.HasPrefix(path, "/webhooks/") {
		if wait := s.over(strings.Join(strings.SplitN(path, "/", 5)[:4], "/"), s.HookRate, 2*time.Second); wait > 0 {
			tooMany(w, wait, "user")
			return wait
		}
	}
	return 0
}

func (s *Server) over(key string, limit int, span time.Duration) time.Duration {
	now := time.Now()
	list := s.window[key]
	for len(list) > 0 && now.Sub(list[0]) >= span {
		list = list[1:]
	}
	if len(list) >= limit {
		s.window[key] = list
		return span - now.Sub(list[0])
	}
	s.window[key] = append(list, now)
	return 0
}

func tooMany(w http.ResponseWriter, wait time.Duration, scope string) {
	after := strconv.FormatFloat(wait.Seconds()+0.001, 'f', 3, 64)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-RateLimit-Scope", scope)
	if scope == "global" {
		w.Header().Set("X-RateLimit-Global", "true")
	}
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = fmt.Fprintf(w, `{"message":"You are being rate limited.","retry_after":%s,"global":%t}`, after, scope == "global")
}
