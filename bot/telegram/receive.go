package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// conflictGrace is how long another poller of the same bot is borne: a process
// that is being replaced ends its last poll within it.
const conflictGrace = 60 * time.Second

// A server that answers at once with nothing, though it was asked to wait, is not
// asked again before so long.
const (
	tooSoon  = 200 * time.Millisecond
	idlePoll = 200 * time.Millisecond
)

// How many updates are asked for at once, of the 100 that the server would give: few
// while there is much to do for each, so that a crowd waits on the server's side, where
// it is kept in any case, and those who were let in are not slowed by those behind
// them; more as long as each batch is begun with quickly, as what is said in a busy
// group to others is.
const (
	fewUpdates  = 16
	mostUpdates = 100
	quickly     = 10 * time.Millisecond
)

// room is how many updates to ask for after a batch that was begun with in some time.
func room(before, got int, took time.Duration) int {
	switch {
	case took > quickly:
		return fewUpdates
	case got == before:
		return min(2*before, mostUpdates)
	default:
		return before
	}
}

// poll receives updates by long polling until ctx ends.
func (s *session) poll(ctx context.Context) error {
	err := s.a.insist(ctx, "turn to polling", func() error {
		return s.a.call(ctx, "deleteWebhook", nil, nil)
	})
	offset := 0
	if err == nil {
		offset, err = s.pollFrom(ctx, offset)
	}
	s.end()
	if err == nil && offset > 0 {
		s.confirm(offset) //nolint:contextcheck // the run's context has ended
	}
	return err
}

func (s *session) pollFrom(ctx context.Context, offset int) (int, error) {
	trouble, most := trouble{log: s.a}, fewUpdates
	for ctx.Err() == nil {
		asked := time.Now()
		batch, err := s.updates(ctx, offset, most, pollTimeout)
		if err == nil {
			trouble = trouble.over()
			came := time.Now()
			offset = s.takeAll(ctx, batch, offset)
			most = room(most, len(batch), time.Since(came))
			if len(batch) == 0 && time.Since(asked) < tooSoon {
				_ = pause(ctx, idlePoll)
			}
			continue
		}
		if ctx.Err() != nil { // asked to stop: no trouble
			break
		}
		wait, fatal := trouble.next(err)
		if fatal != nil {
			return offset, fatal
		}
		if pause(ctx, wait) != nil {
			break
		}
	}
	return offset, nil
}

func (s *session) updates(ctx context.Context, offset, most int, wait time.Duration) (batch []json.RawMessage, err error) {
	p := tgbotapi.Params{
		"offset": strconv.Itoa(offset), "timeout": strconv.Itoa(int(wait / time.Second)),
		"limit": strconv.Itoa(most), "allowed_updates": allowedUpdates,
	}
	err = s.a.ask(ctx, "getUpdates", wait+15*time.Second, &batch, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.MakeRequest("getUpdates", p)
	})
	return batch, err
}

// takeAll accepts a batch and returns the offset that confirms it.
func (s *session) takeAll(ctx context.Context, batch []json.RawMessage, offset int) int {
	list, next := s.decoded(batch, offset)
	if err := s.accept(ctx, list); err != nil {
		s.a.log.Error("updates must wait", "updates", len(list), "error", err)
		_ = pause(ctx, inboxPause)
		return offset // they come again
	}
	if len(batch) > 0 && next == offset { // not one of them has an id
		_ = pause(ctx, retryLast)
	}
	for s.lanes.waiting() >= maxWaiting && pause(ctx, beginWait) == nil {
		continue
	}
	return next
}

// confirm tells the server that everything below the offset was handled.
func (s *session) confirm(offset int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), 2*time.Second)
	defer cancel()
	if _, err := s.updates(ctx, offset, 1, 0); err != nil {
		s.a.log.Warn("could not confirm the last updates; they may come again", "error", err)
	}
}

// trouble counts what goes wrong in a row.
type trouble struct {
	log      *Adapter
	wait     time.Duration
	conflict time.Time // since when another poller is there
}

func (t trouble) over() trouble { return trouble{log: t.log} }

// next says how long to wait after an error, or that it is for good.
func (t *trouble) next(err error) (wait time.Duration, fatal error) {
	t.wait = min(max(2*t.wait, retryFirst), retryLast)
	switch {
	case badCredential(err):
		return 0, err
	case coded(err, http.StatusConflict):
		if t.conflict.IsZero() {
			t.conflict = time.Now()
		}
		if time.Since(t.conflict) >= conflictGrace {
			return 0, fmt.Errorf("another program receives this bot's updates; only one may: %w", err)
		}
	default:
		t.conflict = time.Time{}
	}
	wait = patience(err, t.wait)
	t.log.log.Warn("could not receive updates; trying again", "in", wait, "error", err)
	return wait, nil
}
