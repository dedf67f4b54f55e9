package store

import (
	"context"
	"sync"
)

// locks are the lanes that this process holds with a lock that dies with it. A lease
// in a row outlives a process that was killed; who gets its lock knows that it is
// dead, and need not wait for the lease to run out. Where there is no lock to be had,
// because its holder is cut off and yet alive, the lease alone decides; the row tells
// whether who has the lane has the lock.
type locks struct {
	mu    sync.Mutex
	owner map[string]string // by lane
}

// claim reports whether the owner has the lane's lock: this process has just got it,
// or had it for the owner.
func (l *locks) claim(ctx context.Context, e engine, lane, owner string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if by, ours := l.owner[lane]; ours {
		if by != owner {
			return false
		}
		if e.holds(ctx, lane) {
			return true
		}
		delete(l.owner, lane) // the line broke, and the lock with it: somebody else may have it by now
	}
	if got, err := e.tryLock(ctx, lane); err != nil || !got {
		return false // without it the lease is as good as it was
	}
	if l.owner == nil {
		l.owner = map[string]string{}
	}
	l.owner[lane] = owner
	return true
}

// taken notes who of this process has the lane by now.
func (l *locks) taken(lane, owner string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ours := l.owner[lane]; ours {
		l.owner[lane] = owner
	}
}

// release gives the lock back if it is the owner's.
func (l *locks) release(ctx context.Context, e engine, lane, owner string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.owner[lane] == owner {
		delete(l.owner, lane)
		e.unlock(ctx, lane)
	}
}
