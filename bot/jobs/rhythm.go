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

// Plan is how long a feed is left alone after a poll that went well, and why.
type Plan struct {
	Wait   time.Duration // up to a tenth is added, so that feeds spread out
	Why    Why
	Rhythm time.Duration // between two of its recent entries; 0: not known
	Silent time.Duration // since its newest entry; 0: not known
}

// Why is what decided when a feed is asked again.
type Why string

// The reasons. A feed's rhythm and its silence decide between PollMin and PollMax.
const (
	ByRhythm  Why = "rhythm"
	BySilence Why = "silence" // it has brought nothing for longer than its rhythm
	ByWish    Why = "wish"    // it asks not to be asked sooner
	AtMost    Why = "most"    // PollMin
	AtLeast   Why = "least"   // PollMax
	ByHub     Why = "hub"     // a hub pushes it, and pushes get lost
)

// PlanFor tells when a feed would be asked again that was just asked for the first time.
func PlanFor(u feeds.Update, now time.Time, pollMin, pollMax time.Duration) Plan {
	j := &Jobs{o: Options{PollMin: pollMin, PollMax: max(pollMin, pollMax)}}
	p := j.plan(learn(feeds.Source{}, u, now), now)
	if wait := bounded(p.Wait, u.Wait); wait > p.Wait {
		p.Wait, p.Why = wait, ByWish
	}
	return p
}

// plan is made without the feed's wish: some looks for each entry to be expected, fewer
// the longer it has been silent.
func (j *Jobs) plan(s feeds.Source, now time.Time) Plan {
	p := Plan{Why: ByRhythm, Rhythm: s.Rhythm}
	if !s.Newest.IsZero() {
		p.Silent = now.Sub(s.Newest)
	}
	if p.Silent > p.Rhythm {
		p.Why = BySilence
	}
	p.Wait = max(p.Rhythm, p.Silent) / looks
	switch {
	case s.Pushed.After(now):
		p.Wait, p.Why = j.o.PollMax, ByHub
	case p.Wait <= j.o.PollMin:
		p.Wait, p.Why = j.o.PollMin, AtMost
	case p.Wait > j.o.PollMax:
		p.Wait, p.Why = j.o.PollMax, AtLeast
	}
	return p
}

// interval is how long a feed is left alone when all is well and it wishes nothing.
func (j *Jobs) interval(s feeds.Source, now time.Time) time.Duration { return j.plan(s, now).Wait }

// bounded is the usual wait, or what the feed wishes for if that is longer.
func bounded(usual, wish time.Duration) time.Duration { return max(usual, min(wish, longest)) }

// next is when a feed is asked again: not sooner than it wishes, and a little later
// so that feeds spread out.
func (j *Jobs) next(usual, wish time.Duration) time.Time {
	wait := bounded(max(j.o.PollMin, usual), wish)
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
