package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"crier/bot"
)

// network is the name that stands in addresses.
const network = "web"

// Options is what the web chat needs to run. Store and Words are required.
type Options struct {
	Store Store
	Log   *slog.Logger // nil: nothing is logged

	// Words are the words of the page itself, by BCP 47 tag; Language is the one for
	// visitors who read none of them.
	Words    map[string]Words
	Language string

	// Loopback says that only this machine can reach the server: whoever opens the
	// page is the operator, and only loopback names and Hosts may stand in a
	// request's Host header. A server that others reach, by a proxy too, is not.
	Loopback bool
	Hosts    []string // further host names by which people come: the public URL's
	Secure   bool     // people come by https: the cookie is marked Secure

	Keep     int             // messages kept in each chat; 0: 200
	MaxChats int             // mailboxes in all; 0: 20,000
	MaxOpen  int             // pages connected at once in all; 0: 1,000
	Look     time.Duration   // how often to look for what other processes wrote; 0: 2 s
	Wake     <-chan struct{} // receives when some mailbox has changed, to look at once; may be nil
	Beat     time.Duration   // how often a quiet page hears that the line is up; 0: 20 s
}

// Adapter is the web chat. Its pages answer 503 while Run is not running.
type Adapter struct {
	opts  Options
	page  *page
	guard guard
	rooms *rooms
	files *files

	uploads   chan struct{} // one for each file that is held for its answer
	proposing chan struct{} // one for each line that is being completed

	mu   sync.Mutex
	live *session // nil: not running
}

var _ bot.Adapter = (*Adapter)(nil)

// session is one run of the adapter.
type session struct {
	ctx  context.Context
	menu bot.Menu
	core bot.Core
	work sync.WaitGroup // requests under way
}

// New returns the web chat. It fails when a required option or a word of the page
// is missing. It does no I/O.
func New(o Options) (*Adapter, error) {
	if o.Store == nil {
		return nil, errors.New("the web chat needs a store")
	}
	o.fill()
	p, err := newPage(o.Words, o.Language)
	if err != nil {
		return nil, fmt.Errorf("making the page of the web chat: %w", err)
	}
	return &Adapter{
		opts:  o,
		page:  p,
		guard: newGuard(o.Loopback, o.Hosts),
		rooms: newRooms(o.MaxOpen),
		files: newFiles(),

		uploads:   make(chan struct{}, uploadsHeld),
		proposing: make(chan struct{}, completions),
	}, nil
}

func (o *Options) fill() {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	orElse(&o.Keep, 200)
	orElse(&o.MaxChats, 20_000)
	orElse(&o.MaxOpen, 1_000)
	orElse(&o.Look, 2*time.Second)
	orElse(&o.Beat, 20*time.Second)
}

func orElse[T comparable](v *T, other T) {
	var none T
	if *v == none {
		*v = other
	}
}

// Network returns "web".
func (a *Adapter) Network() string { return network }

// Limits says that a mailbox takes messages as fast as they come. One message
// holds one item, so that the key of each is kept.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{Fold: 1, Length: 16_000, InFlight: 8, Edits: true, Once: true}
}

// Run answers what people write until ctx ends. It may be called again afterwards,
// but not while it runs.
func (a *Adapter) Run(ctx context.Context, menu bot.Menu, core bot.Core) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &session{ctx: ctx, menu: menu, core: core}
	a.mu.Lock()
	if a.live != nil {
		a.mu.Unlock()
		return errors.New("the web chat is running already")
	}
	a.live = s
	a.mu.Unlock()

	a.look(ctx)

	a.mu.Lock()
	a.live = nil
	a.mu.Unlock()
	s.work.Wait()
	return nil
}

// begin returns the running session with one piece of work noted in it, or nil.
// The caller calls work.Done.
func (a *Adapter) begin() *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.live == nil || a.live.ctx.Err() != nil {
		return nil
	}
	a.live.work.Add(1)
	return a.live
}

// look rings for every open page whose mailbox another process has written to.
func (a *Adapter) look(ctx context.Context) {
	tick := time.NewTicker(a.opts.Look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-a.opts.Wake:
		}
		chats := a.rooms.open()
		if len(chats) == 0 {
			continue
		}
		last, err := a.opts.Store.LastMail(ctx, chats)
		if err != nil {
			if ctx.Err() == nil {
				a.opts.Log.Warn("cannot look for new web mail", "err", err)
			}
			continue
		}
		for _, chat := range chats {
			a.rooms.moved(chat, last[chat])
		}
	}
}

// Chat always fails with bot.ErrNoChat: web chats have no names.
func (a *Adapter) Chat(_ context.Context, name string) (bot.Chat, error) {
	return bot.Chat{}, fmt.Errorf("web chats have no names, so not %q either: %w", name, bot.ErrNoChat)
}

// CanManage lets the operator, who alone reaches a loopback server, manage every
// web chat, and anyone else only their own.
func (a *Adapter) CanManage(ctx context.Context, at bot.Address, s bot.Sender) (bool, error) {
	if at.Network != network || at.Kind != bot.Direct || at.Thread != "" {
		return false, fmt.Errorf("managing %s chat: %w", at.Network, bot.ErrNoChat)
	}
	if !a.opts.Loopback && at.Chat != s.ID {
		return false, fmt.Errorf("managing another visitor's chat: %w", bot.ErrNotManager)
	}
	last, err := a.opts.Store.LastMail(ctx, []string{at.Chat})
	if err != nil {
		return false, fmt.Errorf("looking for the mailbox: %w", err)
	}
	if _, ok := last[at.Chat]; !ok {
		return false, fmt.Errorf("the web chat is not there: %w", bot.ErrCannotPost)
	}
	return true, nil
}
