package jobs

import (
	"testing"
	"time"

	"crier/feeds"
)

func TestAFeedIsAskedAsOftenAsItsRhythmMakesWorthWhile(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	dated := func(ages ...time.Duration) feeds.Update {
		u := feeds.Update{Hash: "h"}
		for _, age := range ages {
			u.Entries = append(u.Entries, feeds.Entry{Published: now.Add(-age)})
		}
		return u
	}
	every := func(gap time.Duration, first time.Duration) feeds.Update {
		var ages []time.Duration
		for i := range 20 {
			ages = append(ages, first+time.Duration(i)*gap)
		}
		return dated(ages...)
	}
	undated := feeds.Update{Hash: "h", Entries: []feeds.Entry{{GUID: "1"}, {GUID: "2"}}}
	j := New(Options{PollMin: 5 * time.Minute, PollMax: time.Hour})
	for _, c := range []struct {
		name   string
		before feeds.Source
		update feeds.Update
		want   time.Duration
	}{
		{"nothing is known", feeds.Source{}, feeds.Update{Unchanged: true}, 5 * time.Minute},
		{"an entry a minute", feeds.Source{}, every(time.Minute, 0), 5 * time.Minute},
		{"an entry in 40 minutes", feeds.Source{}, every(40*time.Minute, time.Minute), 10 * time.Minute},
		{"an entry a day", feeds.Source{}, every(24*time.Hour, time.Minute), time.Hour},
		{"silent for an hour and a half", feeds.Source{}, every(10*time.Minute, 90*time.Minute), 22*time.Minute + 30*time.Second},
		{"silent for a year", feeds.Source{}, every(10*time.Minute, 365*24*time.Hour), time.Hour},
		{"a burst after a long rest", feeds.Source{}, dated(0, time.Minute, 2*time.Minute, 40*time.Hour, 80*time.Hour, 120*time.Hour, 160*time.Hour), time.Hour},
		{"one rest among many entries", feeds.Source{}, dated(0, 40*time.Minute, 80*time.Minute, 120*time.Minute, 100*time.Hour), 10 * time.Minute},
		{"without dates it is as young as its last change", feeds.Source{Newest: now.Add(-9 * time.Hour)}, undated, 5 * time.Minute},
		{"an unchanged answer grows old", feeds.Source{Rhythm: time.Minute, Newest: now.Add(-2 * time.Hour)}, feeds.Update{Unchanged: true}, 30 * time.Minute},
		{"dates in the future do not count", feeds.Source{}, dated(-time.Hour, 40*time.Minute, 80*time.Minute, 120*time.Minute), 10 * time.Minute},
		{"a hub pushes", feeds.Source{Pushed: now.Add(time.Hour)}, every(time.Minute, 0), time.Hour},
		{"a hub has ceased to push", feeds.Source{Pushed: now.Add(-time.Hour)}, every(time.Minute, 0), 5 * time.Minute},
	} {
		if got := j.interval(learn(c.before, c.update, now), now); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheNextPollIsNeverSoonerThanAsked(t *testing.T) {
	j := New(Options{PollMin: time.Minute, PollMax: time.Hour})
	spread := map[time.Duration]bool{}
	for range 200 {
		for _, c := range []struct{ usual, wish, want time.Duration }{
			{0, 0, time.Minute}, {time.Hour, time.Minute, time.Hour}, {time.Minute, 3 * time.Hour, 3 * time.Hour},
			{time.Minute, 7 * 24 * time.Hour, 7 * 24 * time.Hour}, {time.Minute, 365 * 24 * time.Hour, 7 * 24 * time.Hour},
		} {
			before := time.Now()
			got := j.next(c.usual, c.wish).Sub(before)
			if got < c.want || got > c.want+c.want/10+time.Second {
				t.Errorf("usual %v, wish %v: in %v", c.usual, c.wish, got)
			}
			spread[got.Truncate(time.Second)] = true
		}
	}
	if len(spread) < 50 {
		t.Errorf("only %d different times: feeds would come all at once", len(spread))
	}
	for failures, want := range map[int]time.Duration{0: time.Minute, 3: 8 * time.Minute, 9: time.Hour, 10: 24 * time.Hour, 1000: 24 * time.Hour} {
		if got := j.backOff(failures); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
}
