package bottest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/jobs"
	"crier/bot/outbox"
)

func settled(l outbox.Load, parcels []outbox.Parcel, v bot.Verdict) outbox.Settlement {
	s := outbox.Settlement{Chat: l.Chat, To: l.Address, IDs: ids(parcels), Verdict: v, At: bot.MessageRef{Address: l.Address, ID: "m1"}}
	for _, p := range parcels {
		s.Words = append(s.Words, p.Words)
	}
	return s
}

func staleFenced(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(chat("a"), f, bot.Each))
	stale, err := k.Lease(k.ctx, "n", "a", -time.Second)
	k.do(err)
	load := k.load(stale)
	parcels := k.take(stale, load)
	fresh := k.lease("b")
	for _, v := range []bot.Verdict{bot.Delivered, bot.Never, bot.Later, bot.Gone, bot.Moved, bot.Unsure} {
		if err := k.Settle(k.ctx, stale, settled(load, parcels, v)); !errors.Is(err, outbox.ErrFenced) {
			t.Errorf("%v under a stale lease: %v, want ErrFenced", v, err)
		}
	}
	if err := k.Hold(k.ctx, stale, time.Now()); !errors.Is(err, outbox.ErrFenced) {
		t.Errorf("holding under a stale lease: %v", err)
	}
	if got := k.take(stale, load); len(got) != 0 {
		t.Errorf("a stale lease takes %+v", got)
	}
	if got := k.take(fresh, load); !slices.Equal(ids(got), ids(parcels)) || got[0].Key != parcels[0].Key {
		t.Errorf("the new holder takes %+v, want %+v", got, parcels)
	}
}

func verdictsSettled(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	l := k.lease("me")
	for _, v := range []bot.Verdict{bot.Delivered, bot.Unsure, bot.Never} {
		k.publish(f, v.String(), w)
		load := k.load(l)
		parcels := k.take(l, load)
		if len(parcels) != 1 || len(parcels[0].Key) == 0 || len(parcels[0].Key) > 25 || parcels[0].To != chat("a") {
			t.Fatalf("took %+v", parcels)
		}
		k.do(k.Settle(k.ctx, l, settled(load, parcels, v)))
		if again := k.take(l, load); len(again) != 0 {
			t.Errorf("%v is sent again: %+v", v, again)
		}
	}
}

func laterKeepsOrder(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	l := k.lease("me")
	k.publish(f, "one", w)
	load := k.load(l)
	first := k.take(l, load)
	s := settled(load, first, bot.Later)
	s.Retry = time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	k.do(k.Settle(k.ctx, l, s))
	k.publish(f, "two", w)
	if got := k.take(l, load); len(got) != 0 {
		t.Errorf("taken before its time: %+v", got)
	}
	if load := k.load(l); !load.Ready.Equal(s.Retry) || len(load.IDs) != 2 {
		t.Errorf("load %+v, want two waiting until %v", load, s.Retry)
	}
	s.Retry = time.Now().Add(-time.Second)
	k.do(k.Settle(k.ctx, l, s))
	got := k.take(l, k.load(l))
	if len(got) != 2 || got[0].ID != first[0].ID || got[0].Attempts != 2 {
		t.Errorf("taken %+v, want the first one first, tried twice", got)
	}
}

func laterHoldsThreads(t *testing.T, k *keeper) {
	whole, thread := bot.Address{Network: "n", Chat: "g", Kind: bot.Group}, bot.Address{Network: "n", Chat: "g", Thread: "7", Kind: bot.Group}
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(whole, f, bot.Each), k.follow(thread, f, bot.Each))
	l := k.lease("me")
	loads, err := k.Loads(k.ctx, l, time.Minute, 10)
	k.do(err)
	if len(loads) != 2 {
		t.Fatalf("loads %+v, want the chat and its thread", loads)
	}
	s := settled(loads[0], k.take(l, loads[0]), bot.Later)
	s.Retry = time.Now().Add(time.Hour)
	k.do(k.Settle(k.ctx, l, s))
	if loads, _ := k.Loads(k.ctx, l, time.Minute, 10); len(loads) != 0 {
		t.Errorf("the network asked for an hour of silence, to be sent is %+v", loads)
	}
}

func goneWaits(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	w := k.follow(chat("a"), f, bot.Each)
	k.publish(f, "one", w)
	l := k.lease("me")
	load := k.load(l)
	k.do(k.Settle(k.ctx, l, settled(load, k.take(l, load), bot.Gone)))
	if p, err := k.Profile(k.ctx, chat("a")); err != nil || p.Paused != bot.PausedGone {
		t.Errorf("profile %+v, %v, want it paused as gone", p, err)
	}
	if loads, _ := k.Loads(k.ctx, l, 0, 10); len(loads) != 0 {
		t.Errorf("still sent: %+v", loads)
	}
	if follows, _ := k.Follows(k.ctx, chat("a")); len(follows) != 1 {
		t.Errorf("follows %+v, want them kept", follows)
	}
	rung, stop := k.Listen(jobs.BeltDeliver("n"))
	defer stop()
	k.do(k.Pause(k.ctx, chat("a"), bot.Running))
	if got := k.take(l, k.load(l)); len(got) != 1 {
		t.Errorf("after its return %+v, want the one that waited", got)
	}
	select {
	case <-rung:
	default:
		t.Error("its return did not wake the lane")
	}
}

func movedLane(t *testing.T, k *keeper) {
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(chat("old"), f, bot.Each))
	l := k.lease("me")
	load := k.load(l)
	parcels := k.take(l, load)
	s := settled(load, parcels, bot.Moved)
	s.NewHome = bot.Address{Network: "n", Chat: "new", Kind: bot.Group}
	k.do(k.Settle(k.ctx, l, s))
	load = k.load(l)
	again := k.take(l, load)
	if load.Address != s.NewHome || len(again) != 1 || again[0].ID != parcels[0].ID || !again[0].Moved || again[0].To != s.NewHome {
		t.Errorf("load %+v, parcels %+v", load, again)
	}
}

func complained(t *testing.T, k *keeper) {
	far := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	for _, until := range []time.Time{far, time.Now().Add(time.Minute)} { // the second shortens nothing
		k.do(k.Complained(k.ctx, bot.Address{Network: "n"}, until, true))
		if s, err := k.Standing(k.ctx, "n", "b", 0); err != nil || !s.Hold.Equal(far) {
			t.Errorf("standing %+v, %v, want a hold until %v", s, err, far)
		}
	}
	if l := k.lease("a"); !l.Hold.Equal(far) {
		t.Errorf("lease %+v, want a hold until %v", l, far)
	}
	f := k.feed("https://example.org/f")
	k.publish(f, "one", k.follow(chat("a"), f, bot.Each))
	l := k.lease("a")
	load := k.load(l)
	for _, until := range []time.Time{far, time.Now().Add(time.Minute)} {
		k.do(k.Complained(k.ctx, chat("a"), until, false))
		if now := k.load(l); !now.Ready.Equal(far) || len(k.take(l, load)) != 0 {
			t.Errorf("load %+v, want it held until %v", now, far)
		}
	}
	k.do(k.Complained(k.ctx, bot.Address{Network: "other", Chat: "b"}, far, false))
	k.do(k.Complained(k.ctx, chat("past"), time.Now().Add(-time.Minute), false))
	if s, err := k.Standing(k.ctx, "n", "b", time.Minute); err != nil || len(s.Silent) != 1 || !s.Silent["a"].Equal(far) {
		t.Errorf("standing %+v, %v, want silence in chat a until %v", s, err, far)
	}
}
