package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Op is something the bot sent over the gateway.
type Op struct {
	Op      int // 1 heartbeat, 2 identify, 6 resume
	Session string
	Intents int
	Shard   [2]int
	At      time.Time
	Close   int // the code of a close frame, then Op is -1
}

// session outlives its connections.
type session struct {
	id     string
	shard  [2]int
	seq    int
	events []map[string]any
	link   *link
}

// link is one connection.
type link struct {
	ws *websocket.Conn
	mu sync.Mutex
}

func (l *link) send(v any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_ = l.ws.WriteJSON(v)
}

func (l *link) close(code int) {
	_ = l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = l.ws.Close()
}

// Ops lists what the bot sent of one op; -1 are closes.
func (s *Server) Ops(op int) []Op {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opsOf(op)
}

func (s *Server) opsOf(op int) (out []Op) {
	for _, o := range s.ops {
		if o.Op == op {
			out = append(out, o)
		}
	}
	return out
}

// WaitOps waits until the bot has sent n of an op.
func (s *Server) WaitOps(ctx context.Context, op, n int) error {
	return s.until(ctx, func() bool { return len(s.opsOf(op)) >= n })
}

// Connected waits until n shards are ready.
func (s *Server) Connected(ctx context.Context, n int) error {
	return s.until(ctx, func() bool {
		up := 0
		for _, x := range s.sessions {
			if x.link != nil {
				up++
			}
		}
		return up >= n
	})
}

// connected reports whether some shard would hear of the guild. The lock is held.
func (s *Server) connected(guild string) bool {
	for _, x := range s.sessions {
		if x.hears(guild) && x.link != nil {
			return true
		}
	}
	return false
}

func (x *session) hears(guild string) bool {
	n, _ := strconv.ParseUint(guild, 10, 64)
	return int((n>>22)%uint64(max(x.shard[1], 1))) == x.shard[0]
}

// Dispatch sends any event to the shard of a guild; "" are direct messages.
func (s *Server) Dispatch(guild, name string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(guild, name, data)
}

// dispatch is Dispatch with the lock held. Who is away gets it on resuming.
func (s *Server) dispatch(guild, name string, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	for _, x := range s.sessions {
		if x.hears(guild) {
			x.emit(name, json.RawMessage(raw))
		}
	}
}

func (x *session) emit(name string, data any) {
	x.seq++
	e := map[string]any{"op": 0, "s": x.seq, "t": name, "d": data}
	x.events = append(x.events, e)
	if x.link != nil {
		x.link.send(e)
	}
}

// gateway serves one connection.
func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &link{ws: ws}
	s.mu.Lock()
	s.links = append(s.links, l)
	silent := s.noHello > 0
	s.noHello = max(s.noHello-1, 0)
	early := s.early
	s.early = nil
	s.mu.Unlock()
	if !silent {
		l.send(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": s.Heartbeat.Milliseconds()}})
	}
	for _, op := range early {
		l.send(map[string]any{"op": op, "d": nil})
	}
	s.listen(l, slices.Contains(early, 7))
	_ = ws.Close()
}

// listen hears a connection out. One that was told to reconnect gets no session any
// more: what would be sent on it is lost to whoever obeys.
func (s *Server) listen(l *link, told bool) {
	var mine *session
	for {
		var in struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if err := l.ws.ReadJSON(&in); err != nil {
			s.leave(l, mine, err)
			return
		}
		s.mu.Lock()
		switch {
		case told:
		case in.Op == 1:
			s.ops = append(s.ops, Op{Op: 1, At: time.Now()})
			if !s.noAcks {
				l.send(map[string]any{"op": 11})
			}
		case in.Op == 2:
			mine = s.identify(l, in.Data)
		case in.Op == 6:
			mine = s.resume(l, in.Data)
		}
		s.touch()
		s.mu.Unlock()
	}
}

func (s *Server) leave(l *link, x *session, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := 1006
	var e *websocket.CloseError
	if errors.As(err, &e) {
		code = e.Code
	}
	s.ops = append(s.ops, Op{Op: -1, Close: code, At: time.Now()})
	if x != nil && x.link == l {
		x.link = nil
		if code == 1000 || code == 1001 { // that is how a session is given up
			delete(s.sessions, x.id)
			x.id = "given up"
		}
	}
	s.touch()
}

func (s *Server) identify(l *link, raw []byte) *session {
	var d struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
		Shard   [2]int `json:"shard"`
	}
	_ = json.Unmarshal(raw, &d)
	s.ops = append(s.ops, Op{Op: 2, Intents: d.Intents, Shard: d.Shard, At: time.Now()})
	if d.Token != "Bot "+Token && d.Token != Token || s.refuse != 0 {
		if s.refuse == 0 {
			s.refuse = 4004
		}
		l.close(s.refuse)
		return nil
	}
	x := &session{id: "session-" + s.newID(), shard: d.Shard, link: l}
	for id, old := range s.sessions { // a shard that comes anew gives up what it had
		if old.shard == x.shard {
			delete(s.sessions, id)
		}
	}
	s.sessions[x.id] = x
	var guilds []any
	for _, g := range s.guilds {
		if _, here := g.members[s.Bot.ID]; here && x.hears(g.ID) {
			guilds = append(guilds, map[string]any{"id": g.ID, "unavailable": true})
		}
	}
	ready := map[string]any{
		"v": 10, "user": s.Bot, "session_id": x.id, "resume_gateway_url": s.gatewayU, "guilds": guilds,
		"application": map[string]any{"id": s.App}, "shard": d.Shard,
	}
	if s.NoResumeURL {
		delete(ready, "resume_gateway_url")
	}
	x.emit("READY", ready)
	for _, g := range s.guilds {
		if _, here := g.members[s.Bot.ID]; here && x.hears(g.ID) {
			x.emit("GUILD_CREATE", g)
		}
	}
	return x
}

func (s *Server) resume(l *link, raw []byte) *session {
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	_ = json.Unmarshal(raw, &d)
	s.ops = append(s.ops, Op{Op: 6, Session: d.Session, At: time.Now()})
	x := s.sessions[d.Session]
	if x == nil || x.id != d.Session {
		l.send(map[string]any{"op": 9, "d": false})
		return nil
	}
	for _, e := range x.events {
		if e["s"].(int) > d.Seq {
			l.send(e)
		}
	}
	x.link = l
	x.emit("RESUMED", map[string]any{})
	return x
}
