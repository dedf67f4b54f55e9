package outbox

import (
	"context"
	"errors"
	"time"

	"crier/bot"
)

// mostPutOff is how often an edit is tried again: the news itself was told long ago.
const mostPutOff = 10

var errNoEdits = errors.New("the network does not edit")

// edit gives a message that was sent its new words, and writes down what became of
// that.
func (d *drive) edit(ctx context.Context, t *task, work Load) result {
	r := result{task: t, done: unchanged, single: t.single}
	asking, enough := context.WithTimeout(ctx, storeTime)
	e, found, err := d.Store.TakeEdit(asking, d.lease, work.IDs[0])
	enough()
	if err != nil {
		d.log.Error("taking an edit", "chat", work.Address.Chat, "error", err)
		r.retry, r.ill = time.Now().Add(glance), true
		return r
	}
	if !found {
		r.done, r.refresh = edited(work.IDs[0]), true
		return r
	}
	if sleep(ctx, d.pace.gate(time.Now())) != nil || !d.trusted() {
		r.retry = time.Now().Add(glance)
		return r
	}
	o := bot.Outcome{Verdict: bot.Never, Err: errNoEdits}
	if d.limits.Edits {
		limited, stop := context.WithTimeout(ctx, sendTime)
		o = d.adapter.Edit(limited, e.At, e.Reply)
		stop()
	}
	return d.judgeEdit(ctx, r, work, e, o)
}

// judgeEdit settles an edit by its verdict. One that may have been done is done
// again, which changes nothing.
func (d *drive) judgeEdit(ctx context.Context, r result, work Load, e Edit, o bot.Outcome) result {
	now := time.Now()
	s := Settlement{Chat: work.Chat, To: work.Address, IDs: []int64{e.ID}, Verdict: o.Verdict, NewHome: o.NewHome}
	if o.Err != nil {
		s.Reason = o.Err.Error()
	}
	switch o.Verdict {
	case bot.Later, bot.Unsure:
		s.Verdict = bot.Later
		if s.Retry = now.Add(o.After); o.After <= 0 {
			s.Retry = now.Add(backOff(e.Attempts))
		}
		if e.Attempts >= mostPutOff {
			s.Verdict = bot.Never
		}
	case bot.Moved:
		if o.NewHome == (bot.Address{}) || o.NewHome.Chat == work.Address.Chat {
			s.Verdict = bot.Never
		}
	}
	d.complaint(ctx, work.Address, o, now)
	if !d.written(ctx, s, func(ctx context.Context) error { return d.Store.SettleEdit(ctx, d.lease, e, s) }) {
		return r
	}
	r.done = edited(e.ID)
	switch s.Verdict {
	case bot.Later:
		r.done, r.retry = unchanged, s.Retry
	case bot.Gone, bot.Moved:
		r.refresh, r.retry = true, now.Add(glance)
	case bot.Never:
		d.log.Info("a message keeps its old words", "chat", work.Address.Chat, "delivery", s.IDs, "reason", s.Reason)
	}
	return r
}
