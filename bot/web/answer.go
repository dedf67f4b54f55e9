package web

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"crier/bot"
)

// answerLimit is how long the core may work on one request.
const answerLimit = 5 * time.Minute

// answer is the message that one request is answered with.
type answer struct {
	adapter *Adapter
	chat    string
	pressed int64 // the message whose button was pressed; 0: none

	mu      sync.Mutex
	message int64 // 0: nothing was said yet
	busy    bool  // the last word was that work goes on
}

// say is the [bot.Say] of the request. A message that has left the mailbox since
// is said anew, and so is a word to someone whose mailbox was just emptied.
func (n *answer) say(ctx context.Context, r bot.Reply) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	m := Mail{Message: n.message}
	if m.Message == 0 && r.Replace {
		m.Message = n.pressed
	}
	done, err := n.adapter.put(ctx, n.chat, m, r)
	if errors.Is(err, ErrNoMailbox) {
		if _, err := n.adapter.opts.Store.OpenMailbox(ctx, n.chat, 0); err != nil {
			return fmt.Errorf("opening the mailbox again: %w", err)
		}
	}
	if errors.Is(err, ErrNoMail) || errors.Is(err, ErrNoMailbox) {
		done, err = n.adapter.put(ctx, n.chat, Mail{}, r)
	}
	if err != nil {
		return err
	}
	n.message, n.busy = done.Message, r.Busy
	return nil
}

// open reports whether the visitor still waits for a word.
func (n *answer) open() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.message == 0 || n.busy
}

// start answers a request on the session's time, not on that of the HTTP request
// that ctx belongs to. The chat has been entered.
func (a *Adapter) start(ctx context.Context, s *session, req bot.Request) {
	chat := req.From.Chat
	n := &answer{adapter: a, chat: chat}
	if req.Pressed {
		n.pressed, _ = strconv.ParseInt(req.Message.ID, 10, 64)
	}
	s.work.Go(func() {
		defer a.rooms.exit(chat)
		if req.File != nil {
			defer func() { <-a.uploads }()
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerLimit)
		defer cancel()
		defer context.AfterFunc(s.ctx, cancel)() //nolint:contextcheck // the answer outlives the HTTP request and ends with the run
		err := handle(ctx, s.core, req, n.say)
		if err == nil {
			return
		}
		a.opts.Log.Error("a web request failed", "chat", chat, "command", req.Command, "err", err)
		if n.open() {
			a.apologize(ctx, n, req.Sender.Locale)
		}
	})
}

// handle is Core.Handle with a panic as an error.
func handle(ctx context.Context, core bot.Core, req bot.Request, say bot.Say) (err error) {
	defer recovered(&err)
	return core.Handle(ctx, req, say)
}

// recovered, when deferred, makes an error of a panic.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// apologize takes the place of an answer that never came, also when ctx is over:
// a "Reading…" must not stand for ever.
func (a *Adapter) apologize(ctx context.Context, n *answer, locale string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	lang, _ := a.page.tongues.pick(locale)
	if err := n.say(ctx, bot.Reply{Text: []string{a.page.words[lang].Failed}, Lang: lang}); err != nil {
		a.opts.Log.Error("cannot tell a visitor of a failure", "chat", n.chat, "err", err)
	}
}
