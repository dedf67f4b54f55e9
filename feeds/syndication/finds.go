package syndication

import (
	"sync"
	"time"

	"crier/feeds"
)

const (
	findsKept = 16 // feeds
	findsFor  = time.Minute
	findSize  = 1 << 20 // bytes of a body; a larger one is fetched again
)

// finds are feeds that discovery has just fetched.
type finds struct {
	mu  sync.Mutex
	all []find // the oldest first
}

type find struct {
	res   feeds.Response
	until time.Time
}

// keep remembers an answer for who polls its feed next.
func (f *finds) keep(res feeds.Response, now time.Time) {
	if len(res.Body) > findSize {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, find{res, now.Add(findsFor)})
	f.all = f.all[max(0, len(f.all)-findsKept):]
}

// take gives the answer of a feed that was never polled; once.
func (f *finds) take(s feeds.Source, now time.Time) (feeds.Response, bool) {
	if s.Hash != "" || s.ETag != "" || s.LastModified != "" {
		return feeds.Response{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, one := range f.all {
		if one.res.Permanent == s.URL && now.Before(one.until) {
			f.all = append(f.all[:i:i], f.all[i+1:]...)
			return one.res, true
		}
	}
	return feeds.Response{}, false
}
