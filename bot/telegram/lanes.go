package telegram

import (
	"sync"
	"time"
)

// lanes runs jobs: those of one lane in order, those of different lanes side by
// side, so many at once and no more.
type lanes struct {
	slots chan struct{}
	most  int // jobs that may wait

	mu      sync.Mutex
	queues  map[string][]func()
	waiting int

	busy sync.WaitGroup
}

func newLanes(atOnce, most int) *lanes {
	return &lanes{slots: make(chan struct{}, atOnce), most: most, queues: map[string][]func(){}}
}

// add queues a job, or returns false if too many wait.
func (l *lanes) add(lane string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting >= l.most {
		return false
	}
	l.waiting++
	queue, running := l.queues[lane]
	l.queues[lane] = append(queue, job)
	if !running {
		l.busy.Go(func() { l.run(lane) })
	}
	return true
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
	l.waiting--
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
