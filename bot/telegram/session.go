package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

const (
	drainTime  = 4 * time.Second // for work under way when the adapter is to stop
	maxWork    = 4096            // requests handled at once: most of them wait, for a page or for their turn to be shown
	maxWaiting = 10_000          // updates that wait for their turn; more are not asked for
	maxAcks    = 64              // presses acknowledged at once
	retryFirst = time.Second
	retryLast  = 30 * time.Second
	beginWait  = 50 * time.Millisecond // for what was taken to be begun with, before more is
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
	ledger *ledger
	acks   chan struct{}
	fading sync.WaitGroup

	door   sync.RWMutex // of the webhook
	closed bool

	answered answers
	topics   topicNames
	albums   recent[string, bool]
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
		lanes: newLanes(maxWork), ledger: newLedger(), acks: make(chan struct{}, maxAcks),
	}
	a.log.Info("connected", "bot", "@"+self.UserName, "webhook", a.options.WebhookURL != "")
	menuCtx, stopMenu := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { a.publish(menuCtx, menu) })
	booksCtx, stopBooks := context.WithCancel(work)
	beside.Go(func() { s.keepBooks(booksCtx) })
	if a.options.WebhookURL != "" {
		err = s.serveWebhook(ctx)
	} else {
		err = s.poll(ctx)
	}
	stopMenu()
	stopBooks()
	beside.Wait()
	s.closeBooks() //nolint:contextcheck // the run's context has ended
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

// accept stores updates and queues those that are new. It waits a moment until each of
// them has something to show that is in line for the pace, or was handled: more shall
// not be taken before. An error means that none was taken.
func (s *session) accept(ctx context.Context, list []update) error {
	for _, u := range list {
		if u.CallbackQuery != nil {
			s.soon(func() { s.acknowledge(s.work, u.CallbackQuery) })
		}
	}
	fresh, err := s.receive(ctx, list)
	if err != nil {
		return fmt.Errorf("keep the updates: %w", err)
	}
	var left sync.WaitGroup
	for _, u := range fresh {
		left.Add(1)
		begun := sync.OnceFunc(left.Done)
		if u.CallbackQuery != nil {
			u.CallbackQuery.begun = begun
		}
		s.queue(u, begun)
	}
	all := make(chan struct{})
	go func() { left.Wait(); close(all) }()
	select {
	case <-all:
	case <-time.After(beginWait):
	}
	return nil
}

// queue puts an update into its lane. One that is cut off by the end of the work
// stays open, for another process.
func (s *session) queue(u update, done func()) {
	name := strconv.Itoa(u.ID)
	if !s.ledger.begin(name) {
		done()
		return
	}
	s.lanes.add(u.lane(), func() {
		defer done()
		s.safely(u.ID, func() { s.handle(s.work, &u) })
		if s.work.Err() == nil {
			s.ledger.end(name)
		}
	})
}

// decoded reads updates and leaves behind what cannot be read. next is the offset
// that confirms all of them.
func (s *session) decoded(batch []json.RawMessage, offset int) (list []update, next int) {
	for _, raw := range batch {
		u, err := decodeUpdate(raw)
		offset = max(offset, u.ID+1)
		if err != nil {
			s.a.log.Error("left an update behind that cannot be read", "update", u.ID, "bytes", len(raw), "error", err)
			continue
		}
		list = append(list, u)
	}
	return list, offset
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

// end lets the work under way end, for a while, and takes fading messages away.
func (s *session) end() {
	s.lanes.wait(drainTime)
	s.cancel()
	s.lanes.wait(time.Second)
	s.fading.Wait()
}
