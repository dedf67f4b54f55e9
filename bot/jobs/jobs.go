package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"crier/feeds"
)

// Announcer announces what waits: bot/announce.
type Announcer interface {
	// Announce takes some entries that wait and returns how many; 0 when none did. It
	// need not wait for them.
	Announce(ctx context.Context) (did int, err error)

	// Rest returns when all that was taken is announced.
	Rest()
}

// Deliverer sends what waits until ctx ends: bot/outbox.
type Deliverer interface {
	Run(ctx context.Context) error
}

// Options say what this process does. Store must be given; a role whose worker is
// nil is left to other processes.
type Options struct {
	Store     Store
	Poller    feeds.Poller // role "poll"
	Hubs      feeds.Hubs   // asked by the role "poll" to push; nil: nobody could call back
	Announcer Announcer    // role "announce"
	Deliverer Deliverer    // role "deliver"
	Log       *slog.Logger // nil: nothing is logged

	PollMin time.Duration // the least between two polls of a feed; 0: 5 minutes
	PollMax time.Duration // the most, but for what the feed asks and after ten failures; 0: 1 hour
	Workers int           // feeds polled at once; 0: 256
	Keep    Keep          // what the clean-up leaves
	Clean   time.Duration // between two clean-ups; 0: 1 hour
}

// Jobs runs the belts of one process.
type Jobs struct{ o Options }

// New makes the belts; Run starts them.
func New(o Options) *Jobs {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.PollMin == 0 {
		o.PollMin = 5 * time.Minute
	}
	if o.PollMax == 0 {
		o.PollMax = time.Hour
	}
	o.PollMax = max(o.PollMax, o.PollMin)
	if o.Workers == 0 {
		o.Workers = 256
	}
	if o.Clean == 0 {
		o.Clean = time.Hour
	}
	return &Jobs{o}
}

// Run runs the belts until ctx ends and returns nil once they have come to rest. It
// fails only if River cannot be started.
func (j *Jobs) Run(ctx context.Context) error {
	stop, err := j.o.Store.Start(ctx, j.river())
	if err != nil {
		return fmt.Errorf("starting River: %w", err)
	}
	var wg sync.WaitGroup
	if j.o.Poller != nil {
		wg.Go(func() { j.belt(ctx, BeltPoll, time.Second/4, j.poll(ctx, &wg)) })
		wg.Go(func() { j.belt(ctx, BeltClock, time.Minute, j.rewind) })
	}
	if j.o.Poller != nil && j.o.Hubs != nil {
		wg.Go(func() { j.belt(ctx, BeltHubs, 10*time.Second, j.askHubs) })
	}
	if j.o.Announcer != nil {
		wg.Go(func() {
			j.belt(ctx, BeltAnnounce, 2*time.Second, j.o.Announcer.Announce)
			j.o.Announcer.Rest()
		})
	}
	if j.o.Poller != nil || j.o.Announcer != nil {
		wg.Go(func() { j.belt(ctx, BeltIndex, time.Second, j.index()) })
	}
	if j.o.Deliverer != nil {
		wg.Go(func() {
			if err := j.o.Deliverer.Run(ctx); err != nil {
				j.o.Log.Error("delivering", "error", err)
			}
		})
	}
	wg.Go(func() { j.belt(ctx, BeltClean, 24*time.Hour, j.clean) })
	wg.Wait()
	resting, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := stop(resting); err != nil {
		j.o.Log.Warn("stopping River", "error", err)
	}
	return nil
}

// belt does a round whenever it is woken, and again at once while rounds find work.
func (j *Jobs) belt(ctx context.Context, name string, every time.Duration, round func(context.Context) (int, error)) {
	bell, stop := j.o.Store.Listen(name)
	defer stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for failures := 0; ctx.Err() == nil; {
		did, err := round(ctx)
		if err != nil && ctx.Err() == nil {
			j.o.Log.Error("a belt stumbled", "belt", name, "error", err)
			rest(ctx, failures)
			failures++
			continue
		}
		failures = 0
		if did > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-bell:
		case <-tick.C:
		}
	}
}

// rest is what a belt does after so many rounds that failed one after the other.
func rest(ctx context.Context, failures int) {
	select {
	case <-ctx.Done():
	case <-time.After(min(time.Second/4<<min(failures, 5), 5*time.Second)):
	}
}

// bite is how many rows of a kind one step of the clean-up removes.
const bite = 500

// clean is one step of the clean-up.
func (j *Jobs) clean(ctx context.Context) (int, error) {
	more, err := j.o.Store.Clean(ctx, j.o.Keep, bite)
	if !more || err != nil {
		return 0, err
	}
	select { // others may write meanwhile
	case <-ctx.Done():
	case <-time.After(50 * time.Millisecond):
	}
	return bite, nil
}

// river works the wake-ups of this process's roles.
func (j *Jobs) river() *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, &wakeWorker{ring: j.o.Store.Ring})
	queues := map[string]river.QueueConfig{queueOf(BeltClean): {MaxWorkers: 1}}
	for belt, mine := range map[string]bool{
		BeltPoll: j.o.Poller != nil, BeltAnnounce: j.o.Announcer != nil, deliverPrefix: j.o.Deliverer != nil,
	} {
		if mine {
			queues[queueOf(belt)] = river.QueueConfig{MaxWorkers: 2}
		}
	}
	return &river.Config{
		Logger: Quiet(j.o.Log), Workers: workers, Queues: queues,
		JobTimeout: 5 * time.Second, RescueStuckJobsAfter: time.Minute,
		CompletedJobRetentionPeriod: 10 * time.Minute, DiscardedJobRetentionPeriod: time.Hour, CancelledJobRetentionPeriod: time.Hour,
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(j.o.Clean),
			func() (river.JobArgs, *river.InsertOpts) { return Wake{Belt: BeltClean}, nil }, nil)},
	}
}

// wakeWorker hands a wake-up to the bell of the process that got it.
type wakeWorker struct {
	river.WorkerDefaults[Wake]
	ring func(belt string)
}

// Work rings the bell.
func (w *wakeWorker) Work(_ context.Context, job *river.Job[Wake]) error {
	w.ring(job.Args.Belt)
	return nil
}
