package bot

import "time"

// Profile is what is kept about a chat. It is never deleted because a send failed.
type Profile struct {
	Address Address
	Title   string    // as last told by the network; may be empty
	Lang    string    // language of Crier's words there; empty: the sender's
	Length  string    // "short", "medium", "long"; empty: medium
	Zone    string    // IANA time zone; empty: not asked yet
	Welcome bool      // the word of welcome was said
	Paused  Pause     // why nothing is pushed there; empty: all is well
	Muted   time.Time `json:",omitzero"` // all is silent until then, what is followed meanwhile too
	Since   time.Time
	Post    PostWish // what its managers want of posts
}

// Pause is why nothing is pushed to a chat.
type Pause string

// The pauses.
const (
	Running    Pause = ""
	PausedGone Pause = "gone" // the network says the chat is closed to us: back on return
	PausedHand Pause = "hand" // somebody asked for silence
)

// Follow is a chat's wish to be told: a topic or a feed.
type Follow struct {
	ID    int64 // 0 until it is stored; unique over all chats
	Chat  Address
	By    string     // the id of who set it up
	Kind  FollowKind // what is followed
	Name  string     // as shown: the topic's words, the feed's title
	Query string     // Topic: the query, see bot/topics
	Feed  int64      // Feed: the source's id
	How   How
	Muted time.Time // silent until then; zero: not muted
	Since time.Time
}

// FollowKind says what is followed.
type FollowKind string

// What can be followed.
const (
	Topic FollowKind = "topic"
	Feed  FollowKind = "feed"
)

// How says how a follow's news reaches the chat. Whatever the way, it also stands
// in the chat's queue for /next.
type How string

// The ways.
const (
	Each  How = "each"  // an alert for each story
	Daily How = "daily" // collected in the chat's digest
	Quiet How = "queue" // only in /next
)
