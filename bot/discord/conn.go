package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// The gateway's operations.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// frame is one message of the gateway.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
}

const (
	maxFrame  = 32 << 20 // a large server's GUILD_CREATE is some megabytes
	writeWait = 10 * time.Second
	unhealthy = 4000 // a close code that keeps the session for a resume
)

var errDeadLink = errors.New("no heartbeat was acknowledged: the link is dead")

// conn is one connection to the gateway with its heartbeat.
type conn struct {
	ws    *websocket.Conn
	every time.Duration
	seq   atomic.Int64
	ack   atomic.Bool // the last beat was acknowledged
	dead  atomic.Bool
	done  chan struct{} // closed by close
	beats sync.WaitGroup

	mu sync.Mutex // writes
}

// dial connects and hears the Hello, which must come within wait.
func dial(ctx context.Context, url string, wait time.Duration) (*conn, error) {
	d := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: wait}
	ws, resp, err := d.DialContext(ctx, url, nil)
	if resp != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	c := &conn{ws: ws, done: make(chan struct{})}
	c.ack.Store(true)
	ws.SetReadLimit(maxFrame)
	if err := c.hello(wait); err != nil {
		_ = ws.Close()
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = ws.SetReadDeadline(time.Unix(1, 0)) })
	c.beats.Go(func() { defer stop(); c.beat() })
	return c, nil
}

func (c *conn) hello(wait time.Duration) error {
	if err := c.ws.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return err
	}
	var f frame
	if err := c.ws.ReadJSON(&f); err != nil {
		return fmt.Errorf("waiting for Hello: %w", err)
	}
	var h struct {
		Interval float64 `json:"heartbeat_interval"`
	}
	if err := loosely(f.Data, &h); err != nil || f.Op != opHello || h.Interval < 1 {
		return fmt.Errorf("the first word was op %d, not a Hello", f.Op)
	}
	c.every = time.Duration(h.Interval * float64(time.Millisecond))
	return c.ws.SetReadDeadline(time.Time{}) // before the end of ctx may set it again
}

// read hands frames on until one of them or the connection ends it; sign is called for
// each. seq is set to
// the last sequence number that was handled.
func (c *conn) read(ctx context.Context, handle func(frame) error, sign func(), seq *int64) error {
	c.seq.Store(*seq)
	beaten := time.Time{}
	for {
		f, err := c.next(ctx)
		if err != nil {
			return err
		}
		sign()
		switch f.Op {
		case opAck:
			c.ack.Store(true)
			continue
		case opHeartbeat:
			if time.Since(beaten) > time.Second { // 120 sends a minute are allowed
				beaten = time.Now()
				_ = c.send(opHeartbeat, c.seq.Load())
			}
			continue
		}
		if err := handle(f); err != nil {
			return err
		}
		if f.Op == opDispatch && f.Seq > 0 {
			*seq = f.Seq
			c.seq.Store(f.Seq)
		}
	}
}

// next reads a frame. Even without any event the acknowledgements of two heartbeats
// come in the time that it waits.
func (c *conn) next(ctx context.Context) (f frame, err error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(5*c.every/2 + time.Second)); err != nil {
		return f, err
	}
	if ctx.Err() != nil { // its end has set another deadline before
		return f, ctx.Err()
	}
	_, raw, err := c.ws.ReadMessage()
	if err != nil {
		var late net.Error
		if c.dead.Load() || errors.As(err, &late) && late.Timeout() && ctx.Err() == nil {
			return f, errDeadLink
		}
		return f, err
	}
	return f, loosely(raw, &f)
}

// beat sends heartbeats, the first after a random part of the interval. A beat
// that was not acknowledged before the next is due means that nobody is there.
func (c *conn) beat() {
	t := time.NewTimer(time.Duration(rand.Float64() * float64(c.every)))
	defer t.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-t.C:
		}
		if !c.ack.Swap(false) || c.send(opHeartbeat, c.seq.Load()) != nil {
			c.dead.Store(true)
			c.bye(unhealthy)
			_ = c.ws.Close()
			return
		}
		t.Reset(c.every)
	}
}

func (c *conn) send(op int, data any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeWait))
	return c.ws.WriteJSON(map[string]any{"op": op, "d": data})
}

func (c *conn) bye(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

// close ends the connection: for good when ctx has ended, else so that the session
// can be resumed.
func (c *conn) close(ctx context.Context) {
	if ctx.Err() != nil {
		c.bye(websocket.CloseNormalClosure)
	} else {
		c.bye(unhealthy)
	}
	close(c.done)
	_ = c.ws.Close()
	c.beats.Wait()
}

func closeCode(err error) int {
	var e *websocket.CloseError
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}
