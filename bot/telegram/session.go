package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

const (
	drainTime   = 4 * time.Second // for work under way when the adapter is to stop
	maxWork     = 256             // requests handled at once
	maxWaiting  = 10_000          // updates that wait for their turn
	maxAcks     = 64              // presses acknowledged at once
	retryFirst  = time.Second
	retryLast   = 30 * time.Second
	confirmWait = 250 * time.Millisecond // for a batch to be handled before it is confirmed
)

// session is one run of the adapter.
type session struct {
	a      *Adapter
	core   bot.Core
	self   tgbotapi.User
	ctx    context.Context // of the run: ends when the adapter is to stop
	work   context.Context // of the requests: ends a while later
	cancel context.CancelFunc
	lanes  *lanes
	acks   chan struct{}
	fading sync.WaitGroup
}

// Run serves until ctx ends.
func (a *Adapter) Run(ctx context.Context, menu bot.Menu, core bot.Core) error {
	self, err := a.connect(ctx)
	if err != nil {
		return endOf(ctx, err)
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	s := &session{
		a: a, core: core, self: self, ctx: ctx, work: work, cancel: cancel,
		lanes: newLanes(maxWork, maxWaiting), acks: make(chan struct{}, maxAcks),
	}
	a.log.Info("connected", "bot", "@"+self.UserName, "webhook", a.options.WebhookURL != "")
	menuCtx, stopMenu := context.WithCancel(ctx)
	published := make(chan struct{})
	go func() { defer close(published); a.publish(menuCtx, menu) }()
	if a.options.WebhookURL != "" {
		err = s.serveWebhook(ctx)
	} else {
		err = s.poll(ctx)
	}
	stopMenu()
	<-published
	return endOf(ctx, err)
}

// endOf is what Run returns: an end that was asked for is no error.
func endOf(ctx context.Context, err error) error {
	switch {
	case err == nil || ctx.Err() != nil:
		return nil
	case badCredential(err):
		return fmt.Errorf("%w: %w", bot.ErrCredential, err)
	default:
		return err
	}
}

// connect asks who the bot is until the server answers.
func (a *Adapter) connect(ctx context.Context) (me tgbotapi.User, err error) {
	err = a.insist(ctx, "reach Telegram", func() error {
		me, err = a.self(ctx)
		return err
	})
	return me, err
}

// insist repeats an act until it succeeds, is refused for good, or ctx ends.
func (a *Adapter) insist(ctx context.Context, what string, act func() error) error {
	for wait := retryFirst; ; wait = min(2*wait, retryLast) {
		err := act()
		if err == nil || ctx.Err() != nil || badCredential(err) || coded(err, 400) {
			return err
		}
		a.log.Warn("could not "+what+"; trying again", "in", patience(err, wait), "error", err)
		if err := pause(ctx, patience(err, wait)); err != nil {
			return err
		}
	}
}

// patience is how long to wait after an error: what the server says, or wait.
func patience(err error, wait time.Duration) time.Duration {
	var no *refusal
	if errors.As(err, &no) && no.After > 0 {
		return no.After
	}
	return wait
}

// take puts an update into its lane. done is called when it has been handled. It
// returns false when too many wait already.
func (s *session) take(raw json.RawMessage, done func()) (id int, ok bool) {
	u, err := decodeUpdate(raw)
	if err != nil {
		s.a.log.Error("left an update behind that cannot be read", "update", u.ID, "error", err)
		done()
		return u.ID, true
	}
	if u.CallbackQuery != nil {
		s.soon(func() { s.acknowledge(s.work, u.CallbackQuery) })
	}
	ok = s.lanes.add(u.lane(), func() {
		defer done()
		s.safely(u.ID, func() { s.handle(s.work, &u) })
	})
	return u.ID, ok
}

// soon runs a short call beside the lanes.
func (s *session) soon(do func()) {
	s.acks <- struct{}{}
	s.lanes.busy.Go(func() {
		defer func() { <-s.acks }()
		do()
	})
}

// safely keeps a panic in one request from ending the others.
func (s *session) safely(id int, do func()) {
	defer func() {
		if p := recover(); p != nil {
			s.a.log.Error("a request broke down", "update", id, "panic", s.a.redact(fmt.Sprint(p)), "stack", string(debug.Stack()))
		}
	}()
	do()
}

// end lets the work under way end, for a while, and takes fading messages away. It
// reports whether all of it ended in time.
func (s *session) end() bool {
	ended := s.lanes.wait(drainTime)
	s.cancel()
	s.lanes.wait(time.Second)
	s.fading.Wait()
	return ended
}
