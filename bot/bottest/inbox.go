package bottest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crier/bot"
)

// ExerciseInbox holds an inbox to its contract. open makes a fresh, empty one.
func ExerciseInbox(t *testing.T, open func(t *testing.T) bot.Inbox) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, bot.Inbox)
	}{
		{"an update is new once, in its network", inboxOnce},
		{"what a process left behind is handed out when its time is over", inboxLeft},
		{"what was handled or given away is so at once", inboxDone},
		{"an update is tried three times and no more", inboxTries},
		{"many hands take each update once", inboxMany},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func updates(names ...string) []bot.Update {
	var out []bot.Update
	for _, n := range names {
		out = append(out, bot.Update{Name: n, Body: []byte("body of " + n)})
	}
	return out
}

// names lists updates whose bodies are theirs.
func names(t *testing.T, list []bot.Update) string {
	t.Helper()
	var out []string
	for _, u := range list {
		if string(u.Body) != "body of "+u.Name {
			t.Errorf("update %s has the body %q", u.Name, u.Body)
		}
		out = append(out, u.Name)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func inboxOnce(t *testing.T, in bot.Inbox) {
	later := time.Now().Add(time.Hour)
	for i, want := range []string{"[true true]", "[false false]"} {
		fresh, err := in.Receive(t.Context(), "n", updates("1", "2"), later)
		if err != nil || fmt.Sprint(fresh) != want {
			t.Errorf("time %d: %v, %v, want %s", i, fresh, err, want)
		}
	}
	if fresh, err := in.Receive(t.Context(), "n", updates("2", "3"), later); err != nil || fmt.Sprint(fresh) != "[false true]" {
		t.Errorf("an old and a new one: %v, %v", fresh, err)
	}
	if fresh, err := in.Receive(t.Context(), "other", updates("1"), later); err != nil || !fresh[0] {
		t.Errorf("updates of two networks are taken for one: %v", err)
	}
	if fresh, err := in.Receive(t.Context(), "n", nil, later); err != nil || len(fresh) != 0 {
		t.Errorf("none: %v, %v", fresh, err)
	}
}

func inboxLeft(t *testing.T, in bot.Inbox) {
	now := time.Now()
	take(t, in, now.Add(time.Minute), "1", "2", "3")
	left := func(at time.Time, most int) string {
		t.Helper()
		list, err := in.LeftBehind(t.Context(), "n", at, at.Add(time.Minute), most)
		if err != nil {
			t.Fatal(err)
		}
		return names(t, list)
	}
	if got := left(now, 10); got != "" {
		t.Errorf("%q was handed out in its time", got)
	}
	if err := in.Prolong(t.Context(), "n", []string{"2"}, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	then := now.Add(2 * time.Minute)
	if list, err := in.LeftBehind(t.Context(), "other", then, then.Add(time.Minute), 10); err != nil || len(list) != 0 {
		t.Errorf("another network was given %q, %v", names(t, list), err)
	}
	if got := left(then, 1) + left(then, 10); got != "13" && got != "31" {
		t.Errorf("handed out %q, want 1 and 3, once each", got)
	}
	if got := left(now.Add(2*time.Hour), 10); got != "1 2 3" {
		t.Errorf("handed out %q, want all again", got)
	}
}

func take(t *testing.T, in bot.Inbox, until time.Time, names ...string) {
	t.Helper()
	if _, err := in.Receive(t.Context(), "n", updates(names...), until); err != nil {
		t.Fatal(err)
	}
}

func inboxDone(t *testing.T, in bot.Inbox) {
	now := time.Now()
	take(t, in, now.Add(time.Minute), "1", "2", "3")
	if err := in.Handled(t.Context(), "n", []string{"1", "unknown"}); err != nil {
		t.Fatal(err)
	}
	if err := in.Prolong(t.Context(), "n", []string{"1", "3"}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	list, err := in.LeftBehind(t.Context(), "n", now, now.Add(time.Minute), 10)
	if got := names(t, list); err != nil || got != "3" {
		t.Errorf("handed out %q, %v, want 3 alone", got, err)
	}
	fresh, err := in.Receive(t.Context(), "n", updates("1"), now)
	if err != nil || fresh[0] {
		t.Errorf("what was handled is new again: %v", err)
	}
}

func inboxTries(t *testing.T, in bot.Inbox) {
	now := time.Now()
	take(t, in, now, "1")
	for i, want := range []string{"1", "1", "", ""} {
		list, err := in.LeftBehind(t.Context(), "n", now, now, 10)
		if got := names(t, list); err != nil || got != want {
			t.Errorf("time %d: %q, %v, want %q", i, got, err, want)
		}
	}
}

func inboxMany(t *testing.T, in bot.Inbox) {
	var mu sync.Mutex
	got := map[string]int{}
	count := func(name string) {
		mu.Lock()
		defer mu.Unlock()
		got[name]++
	}
	now := time.Now()
	var hands sync.WaitGroup
	for range 4 {
		hands.Go(func() {
			for i := range 25 {
				list := updates(fmt.Sprint("a", i), fmt.Sprint("b", i))
				fresh, err := in.Receive(t.Context(), "n", list, now)
				for j, f := range fresh {
					if f {
						count(list[j].Name)
					}
				}
				left, leftErr := in.LeftBehind(t.Context(), "n", now, now.Add(time.Hour), 3)
				for _, u := range left {
					count("left " + u.Name)
				}
				if err != nil || leftErr != nil {
					t.Error(err, leftErr)
				}
			}
		})
	}
	hands.Wait()
	for name, n := range got {
		if n != 1 {
			t.Errorf("%s was taken %d times", name, n)
		}
	}
	if got["a0"] != 1 || got["b24"] != 1 {
		t.Errorf("updates are missing: %v", got)
	}
}
