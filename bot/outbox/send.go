package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"crier/bot"
)

// result is what the loop must know of a send or an edit that is over.
type result struct {
	task    *task
	done    func(Load) Load // what it leaves of the chat's loads
	retry   time.Time       // the chat must wait until then
	single  bool            // from now on one item at a time
	refresh bool            // the rows are not what the plan thinks
	ill     bool            // the store did not answer
}

// unchanged is what a failure leaves of a load.
func unchanged(q Load) Load { return q }

const (
	sendTime   = 45 * time.Second // one send, whatever the adapter does
	firstRetry = 2 * time.Second  // after a failure that names no time, doubled each time
	lastRetry  = 10 * time.Minute
	storeTime  = 20 * time.Second // one call of the store: a line that is dead without a sign is given up
	doubtRest  = 5 * time.Second
	mostDoubts = 10 // sends of a message that each may have been shown or not
)

// send brings the next rows of a chat to it and writes down what became of them.
func (d *drive) send(ctx context.Context, t *task, work Load) result {
	r := result{task: t, done: unchanged, single: t.single}
	parcels, err := d.Store.Take(ctx, d.lease, work.IDs)
	if err != nil {
		d.log.Error("taking deliveries", "chat", t.to.Chat, "error", err)
		r.retry, r.ill = time.Now().Add(glance), true
		return r
	}
	if len(parcels) < len(work.IDs) {
		r.refresh = true // paused, put off, unfollowed: the rows know
	}
	if len(parcels) == 0 || sleep(ctx, d.pace.gate(time.Now())) != nil || !d.trusted() {
		r.retry = time.Now().Add(glance)
		return r
	}
	parcels = together(parcels)
	limited, stop := context.WithTimeout(ctx, sendTime)
	outcome := d.adapter.Send(limited, parcels[0].To, items(parcels))
	stop()
	return d.judge(ctx, r, work.Chat, parcels, outcome)
}

// together is the longest run of parcels that were tried equally often: a message
// that is repeated under its key must hold what it held before.
func together(parcels []Parcel) []Parcel {
	for i, p := range parcels {
		if p.Attempts != parcels[0].Attempts {
			return parcels[:i]
		}
	}
	return parcels
}

func items(parcels []Parcel) []bot.Item {
	all := make([]bot.Item, len(parcels))
	for i, p := range parcels {
		all[i] = bot.Item{Key: p.Key, Reply: p.Reply}
	}
	return all
}

// judge settles a send by its verdict.
func (d *drive) judge(ctx context.Context, r result, chat int64, parcels []Parcel, o bot.Outcome) result {
	now := time.Now()
	s := Settlement{Chat: chat, To: parcels[0].To, Verdict: o.Verdict, At: o.At, NewHome: o.NewHome}
	if o.Err != nil {
		s.Reason = o.Err.Error()
	}
	took := parcels[:min(max(1, o.Sent), len(parcels))]
	switch o.Verdict {
	case bot.Delivered:
		r.single = false
	case bot.Unsure:
		// A network that knows keys drops what it has. Elsewhere one alert too many is
		// the lesser evil, unless the network is known to have it.
		if d.limits.Once || !o.Begun && parcels[0].Attempts < mostDoubts {
			s.Verdict, s.Retry = bot.Later, now.Add(backOff(parcels[0].Attempts))
		}
	case bot.Later:
		took = parcels
		if s.Retry = now.Add(o.After); o.After <= 0 {
			s.Retry = now.Add(backOff(parcels[0].Attempts))
		}
	case bot.Moved:
		took = parcels
		if parcels[0].Moved || o.NewHome == (bot.Address{}) || o.NewHome.Chat == parcels[0].To.Chat {
			s.Verdict, s.Reason = bot.Never, "moved again: "+s.Reason
		}
		r.refresh = true
	case bot.Gone:
		took, r.refresh = nil, true
	case bot.Never:
		if len(parcels) > 1 { // which of them? One at a time shows it.
			r.single = true
			return r
		}
	}
	for _, p := range took {
		s.IDs, s.Words = append(s.IDs, p.ID), append(s.Words, p.Words)
	}
	d.complaint(ctx, parcels[0].To, o, now)
	if !d.written(ctx, s, func(ctx context.Context) error { return d.Store.Settle(ctx, d.lease, s) }) {
		return r
	}
	if o.Verdict == bot.Gone && errors.Is(o.Err, bot.ErrCannotPost) && d.Closed != nil {
		go d.Closed(ctx, parcels[0].To, o.Err)
	}
	return d.after(r, s)
}

// after tells the loop what a settlement means for the plan.
func (d *drive) after(r result, s Settlement) result {
	log := d.log.With("chat", s.To.Chat, "delivery", s.IDs, "reason", s.Reason)
	switch s.Verdict {
	case bot.Later:
		r.retry = s.Retry
		log.Debug("put off", "until", s.Retry)
		return r
	case bot.Gone, bot.Moved:
		r.retry = time.Now().Add(glance) // by then the plan is new
		log.Info("the chat is closed to us or has moved", "verdict", s.Verdict, "to", s.NewHome.Chat)
		return r
	case bot.Never:
		log.Warn("a delivery was refused")
	case bot.Unsure:
		log.Warn("a delivery may have been sent")
	}
	r.done = sentUpTo(s.Chat, s.IDs[len(s.IDs)-1])
	return r
}

// written settles, however long the store takes, for a message that was sent and is
// not marked would be sent again. Only a stale lease or the end of draining stops it.
func (d *drive) written(ctx context.Context, s Settlement, settle func(context.Context) error) bool {
	for tries, wait := 0, 50*time.Millisecond; ; tries, wait = tries+1, min(2*wait, time.Second) {
		limited, stop := context.WithTimeout(ctx, storeTime)
		err := settle(limited)
		stop()
		switch {
		case err == nil:
			return true
		case errors.Is(err, ErrFenced):
			d.log.Warn("another process settles what was sent here", "delivery", s.IDs)
			return false
		}
		if tries%20 == 0 {
			d.log.Error("settling: trying until it is done", "delivery", s.IDs, "verdict", s.Verdict, "error", err)
		}
		if sleep(ctx, wait) != nil {
			return false
		}
	}
}

// complaint slows the lane down when the network asks for it, and stops it when
// refusals pile up.
func (d *drive) complaint(ctx context.Context, to bot.Address, o bot.Outcome, now time.Time) {
	switch {
	case o.Verdict == bot.Unsure && !o.Begun:
		if d.pace.complained(to.Chat, now) { // each try may be one message too many: few are made
			d.pace.silent(now.Add(doubtRest))
			d.log.Warn("sending nothing for a while", "until", now.Add(doubtRest), "reason", fmt.Sprint("nobody answers: ", o.Err))
		}
		return
	case o.Verdict == bot.Later && o.After > 0:
		if all := d.pace.complained(to.Chat, now); all || o.All {
			d.hush(ctx, now, o.After, fmt.Sprint("the network asks for it: ", o.Err))
		} else {
			d.silence(ctx, to, now, o.After)
		}
	case o.Verdict == bot.Later || o.Verdict == bot.Unsure || o.Verdict == bot.Delivered || o.Verdict == bot.Moved:
		return
	}
	if wait := d.budget.refused(now); wait > 0 {
		d.hush(ctx, now, wait, "too many refused requests")
	}
}

// hush holds the whole lane, and keeps that for those who answer people and for whoever
// comes after us.
func (d *drive) hush(ctx context.Context, now time.Time, wait time.Duration, reason string) {
	until := now.Add(wait)
	d.pace.hold(now, until)
	d.log.Warn("sending nothing for a while", "until", until, "reason", reason)
	limited, stop := context.WithTimeout(ctx, storeTime)
	defer stop()
	if err := d.Store.Hold(limited, d.lease, until); err != nil {
		d.log.Error("keeping the hold", "error", err)
	}
}

// silence holds answers in one chat, too, and those of other processes: the network
// counts what is sent there, not why.
func (d *drive) silence(ctx context.Context, to bot.Address, now time.Time, wait time.Duration) {
	until := now.Add(wait)
	d.pace.holdChat(to.Chat, now, until)
	limited, stop := context.WithTimeout(ctx, storeTime)
	defer stop()
	if err := d.Store.Complained(limited, to, until, false); err != nil {
		d.log.Error("keeping a chat's silence", "error", err)
	}
}

// backOff is how long to wait after a failure that names no time.
func backOff(attempts int) time.Duration {
	return min(lastRetry, firstRetry<<min(attempts, 10))
}
