package bottest

import (
	"errors"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/outbox"
	"crier/feeds"
)

// newsroom is a feed with a chat that follows it, and the lane to that chat.
type newsroom struct {
	*keeper
	feed  feeds.Source
	to    bot.Follow
	lease outbox.Lease
}

func newNewsroom(k *keeper) newsroom {
	f := k.feed("https://example.org/f")
	return newsroom{keeper: k, feed: f, to: k.follow(chat("a"), f, bot.Each), lease: k.lease("me")}
}

// story tells of an article and returns the load that it became.
func (n newsroom) story(name string) outbox.Load {
	n.t.Helper()
	n.publish(n.feed, name, n.to)
	return n.load(n.lease)
}

// sent tells of an article and sends it as the message.
func (n newsroom) sent(name string, at bot.MessageRef) {
	n.t.Helper()
	load := n.story(name)
	s := settled(load, n.take(n.lease, load), bot.Delivered)
	s.At = at
	n.do(n.Settle(n.ctx, n.lease, s))
}

// revise gives the words of a story an also-line, with another article of it.
func (n newsroom) revise(name, also string) {
	n.t.Helper()
	n.do(n.tryRevise(name, also, n.told(name)))
}

func (n newsroom) told(name string) []announce.Wording {
	n.t.Helper()
	told, err := n.Told(n.ctx, "story https://example.org/"+name)
	n.do(err)
	return told.Wordings
}

func (n newsroom) tryRevise(name, also string, told []announce.Wording) error {
	n.t.Helper()
	n.poll(n.feed, entry(name+also), entry(name))
	pending, err := n.Pending(n.ctx, 1)
	n.do(err)
	if len(pending) != 1 {
		n.t.Fatalf("%d pending, want the article that brings %q", len(pending), also)
	}
	p := publication(pending[0])
	p.Story, p.Posts, p.Revised = "story https://example.org/"+name, nil, told
	for i := range p.Revised {
		p.Revised[i].Reply.Also = also
	}
	_, err = n.Publish(n.ctx, p)
	return err
}

// edits are the edits that wait.
func (n newsroom) edits() []outbox.Load {
	n.t.Helper()
	loads, err := n.Loads(n.ctx, n.lease, time.Hour, 100)
	n.do(err)
	var edits []outbox.Load
	for _, l := range loads {
		if l.Edit {
			edits = append(edits, l)
		}
	}
	return edits
}

// edit waits for the only edit to be due and takes it.
func (n newsroom) edit() (outbox.Load, outbox.Edit) {
	n.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); waitTick() {
		edits := n.edits()
		if len(edits) != 1 || len(edits[0].IDs) != 1 {
			n.t.Fatalf("edits %+v, want one", edits)
		}
		e, found, err := n.TakeEdit(n.ctx, n.lease, edits[0].IDs[0])
		n.do(err)
		if found {
			return edits[0], e
		}
	}
	n.t.Fatal("the edit is never due")
	return outbox.Load{}, outbox.Edit{}
}

func (n newsroom) settleEdit(l outbox.Load, e outbox.Edit, v bot.Verdict) error {
	return n.SettleEdit(n.ctx, n.lease, e, outbox.Settlement{Chat: l.Chat, To: l.Address, IDs: l.IDs, Verdict: v, Retry: time.Now()})
}

func shown() bot.MessageRef { return bot.MessageRef{Address: chat("a"), ID: "m1"} }

func revisedWaiting(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	load := n.story("one")
	for _, also := range []string{"first", "second"} {
		n.revise("one", also)
		if got := n.take(n.lease, load); len(got) != 1 || got[0].Reply.Also != also || got[0].Reply.Title != "Title one" {
			t.Errorf("after %q it would be sent as %+v", also, got)
		}
	}
	n.do(n.Settle(n.ctx, n.lease, settled(load, n.take(n.lease, load), bot.Delivered)))
	if edits := n.edits(); len(edits) != 0 {
		t.Errorf("sent with its last words, and yet to be edited: %+v", edits)
	}
}

func revisedSent(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	n.sent("one", shown())
	n.revise("one", "first")
	n.revise("one", "second")
	l, e := n.edit()
	if e.At != shown() || e.Reply.Also != "second" || e.Reply.Title != "Title one" || l.Address != chat("a") {
		t.Errorf("load %+v, edit %+v, want the last words for the message", l, e)
	}
	n.do(n.settleEdit(l, e, bot.Delivered))
	if edits := n.edits(); len(edits) != 0 {
		t.Errorf("done, and yet there: %+v", edits)
	}
	before := time.Now()
	n.revise("one", "third")
	if edits := n.edits(); len(edits) != 1 || edits[0].Ready.Before(before.Add(EditGap/2)) {
		t.Errorf("edits %+v, want the next one only after a while", edits)
	}
	if _, e := n.edit(); e.Reply.Also != "third" {
		t.Errorf("edit %+v, want the third words", e)
	}
	if loads, err := n.Loads(n.ctx, n.lease, time.Hour, 100); err != nil || len(loads) != 1 {
		t.Errorf("loads %+v, %v, want the edit and no second message", loads, err)
	}
}

func revisedOnTheWay(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	load := n.story("one")
	parcels := n.take(n.lease, load)
	n.revise("one", "late")
	n.do(n.Settle(n.ctx, n.lease, settled(load, parcels, bot.Delivered)))
	if got := n.take(n.lease, load); len(got) != 0 {
		t.Errorf("sent again: %+v", got)
	}
	l, e := n.edit()
	if e.Reply.Also != "late" {
		t.Errorf("edit %+v, want the words that came while it was sent", e)
	}
	n.revise("one", "later still") // while the edit is made
	n.do(n.settleEdit(l, e, bot.Delivered))
	if _, e := n.edit(); e.Reply.Also != "later still" {
		t.Errorf("edit %+v, want the words that came while it was edited", e)
	}
}

func revisedFolded(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	n.story("one")
	load := n.story("two")
	n.do(n.Settle(n.ctx, n.lease, settled(load, n.take(n.lease, load), bot.Delivered)))
	n.revise("one", "more")
	if edits := n.edits(); len(edits) != 0 {
		t.Errorf("edits %+v of a message that holds two alerts", edits)
	}
}

func revisedStale(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	if told := n.told("one"); len(told) != 0 {
		t.Errorf("told of a story that is new: %+v", told)
	}
	n.story("one")
	old := n.told("one")
	if len(old) != 1 || old[0].Reply.Title != "Title one" {
		t.Fatalf("told %+v, want the one wording", old)
	}
	n.revise("one", "first")
	if err := n.tryRevise("one", "second", old); !errors.Is(err, announce.ErrRevised) {
		t.Errorf("revising what has changed: %v, want ErrRevised", err)
	}
	if told := n.told("one"); len(told) != 1 || told[0].Reply.Also != "first" || told[0].ID == old[0].ID {
		t.Errorf("told %+v, want the words as they stand", told)
	}
}

func editsSettled(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	for _, v := range []bot.Verdict{bot.Delivered, bot.Never, bot.Gone} {
		n.sent(v.String(), shown())
		n.revise(v.String(), "more")
		l, e := n.edit()
		n.do(n.settleEdit(l, e, bot.Later))
		l, again := n.edit()
		if again.Attempts != 1 || again.ID != e.ID {
			t.Errorf("%v: after it was put off %+v, want it tried once", v, again)
		}
		stale := n.lease
		stale.Number--
		if _, found, err := n.TakeEdit(n.ctx, stale, e.ID); found || err != nil {
			t.Errorf("%v: taken under a stale lease, %v", v, err)
		}
		if err := n.SettleEdit(n.ctx, stale, e, outbox.Settlement{Verdict: v}); !errors.Is(err, outbox.ErrFenced) {
			t.Errorf("%v under a stale lease: %v", v, err)
		}
		n.do(n.settleEdit(l, e, v))
		if edits := n.edits(); len(edits) != 0 {
			t.Errorf("%v: still to be edited: %+v", v, edits)
		}
	}
	if p, err := k.Profile(k.ctx, chat("a")); err != nil || p.Paused != bot.PausedGone {
		t.Errorf("profile %+v, %v, want it paused as gone", p, err)
	}
}

func editedInItsPlace(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	post := shown()
	post.Address.Chat, post.Address.Thread = "post", "thread"
	n.sent("one", post)
	n.revise("one", "more")
	if _, e := n.edit(); e.At != post {
		t.Errorf("edited at %+v, want %+v", e.At, post)
	}
}

// A new home counts its messages anew: what is edited there would be another one.
func movedUnedited(t *testing.T, k *keeper) {
	n := newNewsroom(k)
	n.sent("one", shown())
	n.sent("two", bot.MessageRef{Address: chat("a"), ID: "m2"})
	n.revise("one", "more")
	n.do(n.Move(n.ctx, chat("a"), bot.Address{Network: "n", Chat: "new", Kind: bot.Group}))
	n.revise("two", "more")
	if edits := n.edits(); len(edits) != 0 {
		t.Errorf("edits %+v of messages that stayed behind", edits)
	}
}
