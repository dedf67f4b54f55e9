package telegram

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"crier/bot"
)

// maxHold is the longest that an answer to a waiting person is held back by the
// server's rate; a longer one is given up.
const maxHold = 10 * time.Second

// noticeStays is how long a group sees that somebody was led to their own chat.
const noticeStays = time.Minute

// namelessStays is how long all see what is for an admin alone who speaks as the group
// or channel: nobody knows whose private chat it belongs to.
const namelessStays = 5 * time.Minute

// answer shows what the core says to one request: the first words as a message,
// later ones by editing it. What differs between chats is decided when it is made.
type answer struct {
	s       *session
	to      bot.Address
	asker   bot.Address    // the asker's own chat; zero if there is none
	asked   bot.Request    // by a message; empty after a press
	replyTo string         // a group's message that asked
	pressed bot.MessageRef // the message that Replace takes the place of
	silent  bool
	working func() // ends the typing sign
	begun   func() // told of the first words; may be nil

	line  line
	shown bot.MessageRef
	fixed bool // what is shown cannot be edited: a document, a question
	busy  bool // what is shown is progress
	picks bool // what is shown asks for a chat
	led   bool // the asker was led to their own chat
}

// line lets callers in one at a time, in the order in which they came. A mutex may
// let a later one overtake: then "Still reading…" would replace the answer.
type line struct {
	mu   sync.Mutex
	last chan struct{} // closed when the last in line is done
}

func (l *line) enter() (leave func()) {
	mine := make(chan struct{})
	l.mu.Lock()
	before := l.last
	l.last = mine
	l.mu.Unlock()
	if before != nil {
		<-before
	}
	return func() { close(mine) }
}

// say is the request's [bot.Say].
func (w *answer) say(ctx context.Context, r bot.Reply) error {
	defer w.line.enter()()
	if !r.Busy && w.working != nil {
		w.working()
	}
	if w.begun != nil {
		w.begun()
	}
	if r.Replace && w.pressed.ID != "" && r.File == nil && r.Form == nil {
		return w.replace(ctx, r)
	}
	if r.Private && r.Fade == 0 && w.to.Kind != bot.Direct && w.shown.ID == "" {
		if w.asker.Chat != "" {
			return w.privately(ctx, r)
		}
		r.Fade = namelessStays
	}
	to := w.to
	if w.shown.ID != "" {
		to = w.shown.Address
	}
	return w.show(ctx, to, r)
}

// privately shows a reply in the asker's own chat. Where the bot may not write to them
// yet, a line in the group leads them there and goes away: what is for one is shown to
// no others, and a long answer would be in their way.
func (w *answer) privately(ctx context.Context, r bot.Reply) error {
	if w.led {
		return nil
	}
	err := w.show(ctx, w.asker, r)
	if !coded(err, http.StatusForbidden) && !coded(err, http.StatusBadRequest) {
		return err
	}
	w.led = true
	lang := w.asked.Sender.Locale
	notice := bot.Reply{Text: []string{w.s.phraseIn(lang, AskPrivate)}, Fade: noticeStays}
	link := "https://t.me/" + w.s.self.UserName
	if payload := w.s.a.signer.seal(strings.TrimSpace(w.asked.Command+" "+w.asked.Args), w.asked.From, w.asker.Chat); payload != "" && r.File == nil { // a file is about the group
		link += "?start=" + payload
	}
	notice.Buttons = [][]bot.Button{{{Label: w.s.phraseIn(lang, OpenChat), URL: link}}}
	err = w.show(ctx, w.to, notice)
	w.shown = bot.MessageRef{} // nothing shall take its place
	return err
}

// replace edits the message whose button was pressed. A progress message that
// stands elsewhere is taken away.
func (w *answer) replace(ctx context.Context, r bot.Reply) error {
	if w.shown.ID != "" && w.shown != w.pressed {
		w.s.a.remove(ctx, w.shown)
	}
	w.shown, w.fixed = w.pressed, false
	return w.show(ctx, w.pressed.Address, r)
}

// show edits what is shown, or sends where nothing is or it cannot be edited.
func (w *answer) show(ctx context.Context, to bot.Address, r bot.Reply) error {
	out := outgoingOf(to, r)
	out.silent = w.silent
	if to == w.to {
		out.replyTo = w.replyTo
	}
	if w.shown.ID != "" && !w.fixed && r.File == nil && r.Form == nil {
		err := w.paced(ctx, to, func() error { return w.s.a.edit(ctx, w.shown, out) })
		if !lost(err) {
			if err == nil {
				w.busy = r.Busy
			}
			return err
		}
		w.shown = bot.MessageRef{}
	}
	old := w.shown
	err := w.send(ctx, out)
	if home := w.s.a.outcome(to, err); err != nil && home.Verdict == bot.Moved { // the group was upgraded meanwhile
		out.to, out.replyTo, w.to = home.NewHome, "", home.NewHome
		err = w.send(ctx, out)
	}
	if err != nil {
		w.shown = old
		return err
	}
	if old.ID != "" && !w.fixed && old != w.pressed {
		w.s.a.remove(ctx, old)
	}
	w.fixed, w.busy = r.File != nil || r.Form != nil, r.Busy
	w.picks = r.Form != nil && len(r.Form.Picks) > 0
	if r.Fade > 0 && to.Kind != bot.Direct {
		w.s.fade(w.shown, r.Fade) //nolint:contextcheck // the message outlives the request
	}
	return nil
}

// send posts a new message, which is shown from then on.
func (w *answer) send(ctx context.Context, out outgoing) error {
	return w.paced(ctx, out.to, func() (err error) {
		w.shown, err = w.s.a.post(ctx, out)
		return err
	})
}

// withdraw takes a sign of progress away that no answer follows.
func (w *answer) withdraw() {
	defer w.line.enter()()
	if w.busy && w.shown.ID != "" && w.shown != w.pressed {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(w.s.work), 3*time.Second)
		defer cancel()
		w.s.a.remove(ctx, w.shown)
	}
}

// paced waits for the shared pace, and once for the server if it asks for a short
// while: a person is waiting for these words.
func (w *answer) paced(ctx context.Context, to bot.Address, do func() error) error {
	for try := 0; ; try++ {
		if err := w.s.a.pace(ctx, to); err != nil {
			return err
		}
		err := do()
		o := w.s.a.outcome(to, err)
		w.s.a.slow(ctx, to, err, o)
		if err == nil || o.Verdict != bot.Later || o.After > maxHold || try > 0 {
			return err
		}
		if pause(ctx, o.After) != nil {
			return err
		}
	}
}

// fade takes a message away after a while, or when the session ends.
func (s *session) fade(at bot.MessageRef, after time.Duration) {
	s.fading.Go(func() {
		_ = pause(s.ctx, after)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), 3*time.Second)
		defer cancel()
		s.a.remove(ctx, at)
	})
}

// typing shows that work goes on once it has taken a moment, until the returned
// function is called. The server shows the sign for five seconds.
func (a *Adapter) typing(ctx context.Context, at bot.Address) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for wait := typingAfter; pause(ctx, wait) == nil; wait = typingAgain {
			if err := a.act(ctx, at); err != nil {
				return
			}
		}
	}()
	return cancel
}

const (
	typingAfter = 300 * time.Millisecond
	typingAgain = 4500 * time.Millisecond
)

// act shows "typing…" in the chat.
func (a *Adapter) act(ctx context.Context, at bot.Address) error {
	p := map[string]string{"chat_id": at.Chat, "action": "typing"}
	if at.Thread != "" {
		p["message_thread_id"] = at.Thread
	}
	return a.call(ctx, "sendChatAction", p, nil)
}
