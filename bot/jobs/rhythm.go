package jobs

import (
	"math/rand/v2"
	"slices"
	"time"

	"crier/feeds"
)

const (
	politest = 24 * time.Hour     // the longest that failing makes us wait
	longest  = 7 * 24 * time.Hour // the longest that a feed's own wish does

	looks  = 4  // that are taken for one entry of a feed
	recent = 12 // entries whose gaps are a feed's rhythm
)

// learn takes a feed's rhythm from what it shows: the median gap between its recent
// entries, so that a burst or a holiday does not count for much. A feed that gives
// no dates is as young as its last change.
func learn(s feeds.Source, u feeds.Update, now time.Time) feeds.Source {
	if u.Unchanged || len(u.Entries) == 0 {
		return s
	}
	var dates []time.Time
	for _, e := range u.Entries {
		if !e.Published.IsZero() && !e.Published.After(now) {
			dates = append(dates, e.Published)
		}
	}
	if len(dates) == 0 {
		s.Newest = now
		return s
	}
	slices.SortFunc(dates, func(a, b time.Time) int { return b.Compare(a) })
	s.Newest = dates[0]
	if len(dates) < 3 {
		return s
	}
	dates = dates[:min(len(dates), recent)]
	gaps := make([]time.Duration, len(dates)-1)
	for i := range gaps {
		gaps[i] = dates[i].Sub(dates[i+1])
	}
	slices.Sort(gaps)
	s.Rhythm = gaps[len(gaps)/2]
	return s
}

// interval is how long a feed is left alone when all is well: some looks for each
// entry to be expected, fewer the longer it has been silent, between PollMin and
// PollMax. A feed whose hub pushes is asked at PollMax only, for pushes get lost.
func (j *Jobs) interval(s feeds.Source, now time.Time) time.Duration {
	if s.Pushed.After(now) {
		return j.o.PollMax
	}
	expected := s.Rhythm
	if !s.Newest.IsZero() {
		expected = max(expected, now.Sub(s.Newest))
	}
	return min(max(expected/looks, j.o.PollMin), j.o.PollMax)
}

// next is when a feed is asked again: not sooner than it wishes, and a little later
// so that feeds spread out.
func (j *Jobs) next(usual, wish time.Duration) time.Time {
	wait := max(j.o.PollMin, usual, min(wish, longest))
	return time.Now().Add(wait + time.Duration(rand.Int64N(int64(wait)/10+1)))
}

// backOff doubles the interval with each failure, up to PollMax for the first ten
// and a day after that.
func (j *Jobs) backOff(failures int) time.Duration {
	if failures >= 10 {
		return max(politest, j.o.PollMax)
	}
	return min(j.o.PollMax, j.o.PollMin<<failures)
}
