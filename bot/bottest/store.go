package bottest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/library"
	"crier/bot/outbox"
	"crier/feeds"
)

// Store is all that an engine must do. The web chat's mailbox has its cases in
// bot/store.
type Store interface {
	commands.Store
	announce.Store
	outbox.Store
	jobs.Store
}

// EditGap is the gap between edits of a store under test.
const EditGap = 100 * time.Millisecond

// ExerciseStore holds an engine to the contracts of the stores. open makes a fresh,
// empty store; its cleanup is registered on t. The store lets a chat follow at most
// five topics, a person seven, and keeps [EditGap] between edits.
func ExerciseStore(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, *keeper)
	}{
		{"a profile is kept, and a chat never seen has only its address", profileKept},
		{"profiles come in the order asked", profilesInOrder},
		{"a pause reaches every thread and ends", pauseReachesThreads},
		{"the places of a chat are those that follow something", placesOfChat},
		{"a move takes every row along", moveTakesAll},
		{"a move into a chat that is there makes one of two", moveMerges},
		{"a move into a chat that is there keeps what was set", moveKeepsSettings},
		{"a move ends that the old home was closed", moveReopens},
		{"an article is found by every address", articleFound},
		{"an address that was never read is still known", addressRemembered},
		{"an entry's address is known by its id", entryAddressed},
		{"following twice is following once", followOnce},
		{"a chat follows no more than its limit", followLimit},
		{"a person follows no more than their limit, wherever", personLimit},
		{"backfill stands in the queue and is never sent", backfillSilent},
		{"unfollowing takes along what was not read", unfollowTakes},
		{"unfollowing leaves what another wish asks for", unfollowLeaves},
		{"a chat changes only its own follows", followsOwn},
		{"a silence covers what is followed meanwhile", silenceCovers},
		{"a list of feeds is imported once", importOnce},
		{"a list that does not fit leaves nothing behind", importWhole},
		{"a chat can take along what is kept about it", exported},
		{"no chat sees a feed that only another added", feedsPrivate},
		{"what a feed carries of an article is seen behind the same walls", carriedWalled},
		{"the queue and what is taken along are behind the same walls", queueWalled},
		{"a search finds what its query matches, newest first, behind the same walls", searchWalled},
		{"a search finds Chinese however it is written", searchChinese},
		{"a search knows every script and every form of a word", searchScripts},
		{"what is looked for is found behind any number of likely articles", searchDeep},
		{"what is stored or changes is indexed in bites", searchCaughtUp},
		{"next and previous walk the same way", walk},
		{"what was alerted comes after what was not", walkUnseenFirst},
		{"next prefers the topic in the title and another feed", walkBest},
		{"a story that is about a topic comes before one that mentions it", walkStrong},
		{"all but the best can be set aside, and taken back", walkAside},
		{"a shelf is one person's, and clean-up leaves it alone", shelfKept},
		{"what is forgotten is gone, and nothing else", forgotten},
		{"why leads to the follow", broughtBy},
		{"lists belong to a person in a chat", listsKept},
		{"an update is seen once", seenOnce},

		{"the first poll is silent, later ones are news", firstPollSilent},
		{"rewritten GUIDs and dates are no news", rewrittenNoNews},
		{"an entry is known by GUID, address and words", entriesKnown},
		{"a correction waits to be announced as one", correctionsWait},
		{"the archive and what nobody asked for are no news", archiveSilent},
		{"many unchanged feeds are written down at once", unchangedTogether},
		{"what a hub pushes is news like any other", pushedNews},
		{"a busy host's feeds wait", busyHostsWait},
		{"public feeds are polled while somebody has a topic", publicPolledForTopics},
		{"an old address leads to where the feed is now", oldAddressLeads},
		{"an unchanged body touches no entry", unchangedTouchesNothing},
		{"feeds nobody follows are not polled", unfollowedNotPolled},
		{"a due feed is handed out once", feedClaimedOnce},
		{"failures are counted and a gone feed is left alone", failuresCounted},
		{"followers of a feed that ended are told once", endedTold},
		{"a feed with a hub is subscribed to while somebody asks for it", subscriptionsKept},
		{"a feed that moves takes its followers along", feedMoves},
		{"the next poll of a chat is that of its feeds", nextPoll},

		{"pending entries are handed out once, oldest first", pendingOnce},
		{"publishing is one delivery per chat and story", publishOnce},
		{"publishing wakes the lane", publishWakes},
		{"what managers want of posts goes with each", wishesGoAlong},
		{"a paused chat and a muted follow are not alerted", publishSkipsSilent},
		{"a story grows, and each chat is shown the report that it was told", storyGrows},
		{"no process adds to a story that it has not seen whole", storySeenWhole},
		{"only what everybody may see is told of a story", storySources},
		{"a later chapter is told to those who have the story, and stands in no queue twice", storyChapters},
		{"some chats of a wording get other words than the rest", storySplit},
		{"a skipped entry does not come back", skipStays},
		{"topics are loaded when they changed", topicsVersioned},

		{"a lane has one holder", laneHeld},
		{"a lane is taken over when its lease ran out", laneTakenOver},
		{"a stale lease settles nothing", staleFenced},
		{"each verdict is written down", verdictsSettled},
		{"a chat that was put off keeps its order", laterKeepsOrder},
		{"a chat that was put off is so in all its threads", laterHoldsThreads},
		{"a gone chat waits for its return", goneWaits},
		{"a moved chat is sent to its new home", movedLane},
		{"new words take the place of what was not sent", revisedWaiting},
		{"what was sent is edited, once a minute and with the last words", revisedSent},
		{"words that change on their way are made good", revisedOnTheWay},
		{"a folded message is not edited", revisedFolded},
		{"only the words as they stand can be revised", revisedStale},
		{"each verdict of an edit is written down", editsSettled},
		{"a message is edited where it stands", editedInItsPlace},
		{"a chat that moves leaves its messages as they are", movedUnedited},
		{"a long hold outlives the process", holdKept},
		{"processes know who else sends", standing},
		{"a complaint that another process met is kept", complained},

		{"clean-up removes what is old and keeps the addresses", cleaned},
		{"waiting work is bounded", waitingBounded},
		{"waiting work is bounded in bites", unloadedInBites},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, &keeper{t: t, Store: open(t), ctx: t.Context()}) })
	}
}

// keeper is a fresh store with words for what the cases do again and again.
type keeper struct {
	t *testing.T
	Store
	ctx context.Context
}

func (k *keeper) do(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// chat is a direct chat on the network "n".
func chat(name string) bot.Address { return bot.Address{Network: "n", Chat: name} }

// feed stores a feed that was polled and said nothing yet.
func (k *keeper) feed(url string) feeds.Source {
	k.t.Helper()
	f, err := k.AddFeed(k.ctx, feeds.Source{URL: url, Title: "Feed " + url}, feeds.Update{Hash: "empty"})
	k.do(err)
	return f
}

// fail records that the feed failed.
func (k *keeper) fail(f feeds.Source, why feeds.ProblemKind, next time.Time) {
	k.t.Helper()
	k.do(k.RecordFailures(k.ctx, []jobs.Failure{{Feed: f.ID, Why: why, Next: next}}))
}

func (k *keeper) follow(at bot.Address, f feeds.Source, how bot.How) bot.Follow {
	k.t.Helper()
	stored, _, err := k.Follow(k.ctx, bot.Follow{Chat: at, Kind: bot.Feed, Feed: f.ID, Name: f.Title, How: how}, nil)
	k.do(err)
	return stored
}

func (k *keeper) topic(at bot.Address, query string) bot.Follow {
	k.t.Helper()
	stored, _, err := k.Follow(k.ctx, bot.Follow{Chat: at, Kind: bot.Topic, Query: query, Name: query, How: bot.Each}, nil)
	k.do(err)
	return stored
}

func entry(name string) feeds.Entry {
	return feeds.Entry{
		GUID: "guid-" + name, URL: "https://example.org/" + name, Title: "Title " + name, Summary: "What " + name + " says.",
		Published: time.Now().Add(-time.Hour).UTC().Truncate(time.Millisecond),
	}
}

// poll records a poll with these entries, newest first, and returns how many are new.
func (k *keeper) poll(f feeds.Source, entries ...feeds.Entry) int {
	k.t.Helper()
	n, err := k.RecordPoll(k.ctx, f, feeds.Update{Entries: entries, Hash: fmt.Sprint(entries)}, time.Now().Add(time.Hour))
	k.do(err)
	return n
}

// publish polls an entry and announces it to the follows.
func (k *keeper) publish(f feeds.Source, name string, to ...bot.Follow) int {
	k.t.Helper()
	k.poll(f, entry(name))
	pending, err := k.Pending(k.ctx, 10)
	k.do(err)
	if len(pending) != 1 {
		k.t.Fatalf("%d entries pending, want 1", len(pending))
	}
	n, err := k.Publish(k.ctx, publication(pending[0], to...))
	k.do(err)
	return n
}

func publication(p announce.Pending, to ...bot.Follow) announce.Publication {
	post := announce.Post{About: announce.About{Article: library.ID(p.Entry.URL)}, Reply: bot.Reply{Title: p.Entry.Title, URL: p.Entry.URL}}
	for _, f := range to {
		post.To = append(post.To, announce.Target{Chat: f.Chat, Follow: f.ID, How: f.How})
	}
	return announce.Publication{
		Entry: p.Entry.ID, Story: "story " + p.Entry.URL, Posts: []announce.Post{post},
		Item: library.Item{
			ID: library.ID(p.Entry.URL), Read: time.Now(),
			Article: feeds.Article{URL: p.Entry.URL, Title: p.Entry.Title, Text: "The text of " + p.Entry.Title, Date: p.Entry.Published},
		},
	}
}

// lease takes the lane of the network "n".
func (k *keeper) lease(owner string) outbox.Lease {
	k.t.Helper()
	l, err := k.Lease(k.ctx, "n", owner, time.Minute)
	k.do(err)
	return l
}

// load returns the only chat with waiting work.
func (k *keeper) load(l outbox.Lease) outbox.Load {
	k.t.Helper()
	loads, err := k.Loads(k.ctx, l, 2*time.Hour, 100)
	k.do(err)
	if len(loads) != 1 {
		k.t.Fatalf("loads %+v, want one chat", loads)
	}
	return loads[0]
}

func (k *keeper) take(l outbox.Lease, load outbox.Load) []outbox.Parcel {
	k.t.Helper()
	parcels, err := k.Take(k.ctx, l, load.IDs)
	k.do(err)
	return parcels
}

func ids(parcels []outbox.Parcel) []int64 {
	var all []int64
	for _, p := range parcels {
		all = append(all, p.ID)
	}
	return all
}

// week keeps everything that the cases call young.
func week() jobs.Keep {
	return jobs.Keep{Articles: 7 * 24 * time.Hour, Deliveries: 7 * 24 * time.Hour, Updates: 24 * time.Hour}
}
