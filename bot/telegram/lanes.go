package telegram

import (
	"sync"
	"time"
)

// lanes runs jobs: those of one lane in order, those of different lanes side by
// side, so many at once and no more.
type lanes struct {
	slots chan struct{}

	mu     sync.Mutex
	queues map[string][]func()
	queued int

	busy sync.WaitGroup
}

func newLanes(atOnce int) *lanes {
	return &lanes{slots: make(chan struct{}, atOnce), queues: map[string][]func(){}}
}

// waiting is how many jobs have not begun.
func (l *lanes) waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queued
}

// add queues a job.
func (l *lanes) add(lane string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queued++
	queue, running := l.queues[lane]
	l.queues[lane] = append(queue, job)
	if !running {
		l.busy.Go(func() { l.run(lane) })
	}
}

func (l *lanes) run(lane string) {
	for {
		job, ok := l.next(lane)
		if !ok {
			return
		}
		l.slots <- struct{}{}
		job()
		<-l.slots
	}
}

// next takes a lane's first job, or closes the lane.
func (l *lanes) next(lane string) (func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.queues[lane]
	if len(queue) == 0 {
		delete(l.queues, lane)
		return nil, false
	}
	l.queues[lane] = queue[1:]
	l.queued--
	return queue[0], true
}

// wait reports whether all jobs ended within the time.
func (l *lanes) wait(most time.Duration) bool {
	ended := make(chan struct{})
	go func() { l.busy.Wait(); close(ended) }()
	select {
	case <-ended:
		return true
	case <-time.After(most):
		return false
	}
}
