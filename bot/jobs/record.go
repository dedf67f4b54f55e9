package jobs

import (
	"context"
	"time"

	"crier/feeds"
)

// together is how many polls are written down in one transaction. None waits for
// others: what has come while one transaction ran goes into the next.
const together = 64

// polled is a poll that waits to be written down.
type polled struct {
	Poll
	done chan struct{}
}

// record hands a poll to who writes them down, and returns when that is done.
func (p *polling) record(ctx context.Context, s feeds.Source, u feeds.Update, next time.Time) {
	one := polled{Poll{Source: s, Update: u, Next: next}, make(chan struct{})}
	select {
	case p.polls <- one:
		<-one.done
	case <-ctx.Done(): // the claim runs out and somebody else asks
	}
}

// keepPolls writes polls down until ctx ends.
func (p *polling) keepPolls(ctx context.Context) {
	for {
		var batch []polled
		select {
		case one := <-p.polls:
			batch = append(batch, one)
		case <-ctx.Done():
			return
		}
		for more := true; more && len(batch) < together; {
			select {
			case one := <-p.polls:
				batch = append(batch, one)
			default:
				more = false
			}
		}
		p.write(context.WithoutCancel(ctx), batch)
		for _, one := range batch {
			close(one.done)
		}
	}
}

// write keeps a batch; if that fails, each alone, so that one which cannot be kept
// takes no other along.
func (p *polling) write(ctx context.Context, batch []polled) {
	polls := make([]Poll, len(batch))
	for i, one := range batch {
		polls[i] = one.Poll
	}
	if fresh, err := p.o.Store.RecordPolls(ctx, polls); err == nil {
		for i, n := range fresh {
			p.tell(polls[i].Source, n)
		}
		return
	}
	for _, one := range polls {
		n, err := p.o.Store.RecordPoll(ctx, one.Source, one.Update, one.Next)
		if err != nil {
			p.o.Log.Error("recording a poll", "feed", one.Source.ID, "error", err)
		}
		p.tell(one.Source, n)
	}
}

func (p *polling) tell(s feeds.Source, fresh int) {
	if fresh > 0 {
		p.o.Log.Info("news", "feed", s.ID, "entries", fresh)
	}
}
