package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"crier/bot"
	"crier/bot/bottest"
)

// decoded is a message as Discord would write it.
func decoded(t *testing.T, raw string) *message {
	t.Helper()
	var m message
	must(t, loosely([]byte(raw), &m))
	return &m
}

// aMessageOfComponentsIsReadLikeOneOfWords is about messages of other bots: what they
// say may stand in components alone, which then may be neither sent nor left behind
// half read.
func aMessageOfComponentsIsReadLikeOneOfWords(t *testing.T) {
	m := decoded(t, `{"id":"1","flags":32768,"content":"","components":[
		{"type":17,"accent_color":1,"components":[
			{"type":10,"content":"## Rain returns\nRead [more](https://example.org/rain)."},
			{"type":9,"components":[{"type":10,"content":"It rained."}],"accessory":{"type":2,"style":5,"label":"Open","url":"https://example.org/open"}},
			{"type":12,"items":[{"media":{"url":"https://example.org/picture.png"}}]}]},
		{"type":1,"components":[{"type":2,"style":5,"label":"Site","url":"https://example.org/site"},{"type":99,"items":7}]}]}`)
	if got := words(m); got != "## Rain returns\nRead [more](https://example.org/rain).\nIt rained." {
		t.Errorf("words %q", got)
	}
	if got := linksOf(m); !slices.Equal(got, []string{"https://example.org/rain", "https://example.org/open", "https://example.org/site"}) {
		t.Errorf("links %q", got)
	}
	deep := strings.Repeat(`{"type":17,"components":[`, 40) + strings.Repeat(`]}`, 40)
	if got := words(decoded(t, `{"components":[`+deep+`]}`)); got != "" {
		t.Errorf("words %q", got)
	}
}

// ownMessagesAreNeverOfComponentsAlone: such a message may have neither content nor
// frames, for ever.
func ownMessagesAreNeverOfComponentsAlone(t *testing.T) {
	r := newRig(t)
	for name, reply := range map[string]bot.Reply{"a card": card("k", "Rain").Reply, "words": plainly("words"), "a list": longList(12)} {
		b := r.a.body([]bot.Item{{Reply: reply}})
		raw, err := json.Marshal(b)
		must(t, err)
		if b.Flags&(1<<15) != 0 || b.Content == "" && len(b.Embeds) == 0 {
			t.Errorf("%s: %s", name, raw)
		}
		for _, kind := range []string{`"type":9`, `"type":10`, `"type":17`} {
			if strings.Contains(string(raw), kind+",") || strings.Contains(string(raw), kind+"}") {
				t.Errorf("%s has a part of the new kind: %s", name, raw)
			}
		}
	}
}

func longList(n int) bot.Reply {
	r := bot.Reply{Title: "Latest"}
	for i := range n {
		r.Points = append(r.Points, bot.Point{Number: i + 1, Text: "Rain returns"})
	}
	return r
}

// aForwardIsReadAsWhatItForwards: it has no content of its own.
func aForwardIsReadAsWhatItForwards(t *testing.T) {
	const forward = `"content":"","message_reference":{"type":1},"message_snapshots":[{"message":{"content":"see https://example.org/a","embeds":[{"url":"https://example.org/b","description":"It rained."}],
		"attachments":[{"filename":"rain.txt","content_type":"text/plain","size":5,"url":"https://cdn.discordapp.com/rain.txt"}]}}]`
	r, e := newRig(t), newEcho()
	ctx := r.run(t, e, bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	var event map[string]any
	must(t, json.Unmarshal([]byte(`{"id":"7","channel_id":"`+r.dm+`",`+forward+`}`), &event))
	event["author"] = r.ada
	r.Dispatch("", "MESSAGE_CREATE", event)
	q := <-e.asked
	if q.Command != "" || !slices.Equal(q.Links, []string{"https://example.org/a", "https://example.org/b"}) || q.File == nil || q.File.Name != "rain.txt" || !strings.Contains(q.Text, "It rained.") {
		t.Errorf("in a direct chat: %+v", q)
	}
}

// theMessageMenuHandsOverDocuments too: of the message, or of what it forwards.
func theMessageMenuHandsOverDocuments(t *testing.T) {
	r, e := newRig(t), newEcho()
	menu := bottest.TestMenu()
	menu.Items[0].MessageMenu = map[string]string{"en": "Summarize this", "de": "Zusammenfassen"}
	ctx := r.run(t, e, menu)
	must(t, r.Connected(ctx, 1))
	r.Dispatch("", "INTERACTION_CREATE", map[string]any{
		"id": "1", "application_id": "2", "token": "t", "type": 2, "channel_id": r.dm, "user": r.ada, "guild_id": nil, "entitlements": []any{},
		"data": map[string]any{"id": "3", "name": "Summarize this", "type": 3, "target_id": "9", "resolved": map[string]any{"messages": map[string]any{
			"9": map[string]any{"id": "9", "content": "", "attachments": []any{map[string]any{"filename": "a.pdf", "content_type": "application/pdf", "size": 9, "url": "https://cdn.discordapp.com/a.pdf"}}},
		}}},
	})
	q := <-e.asked
	if q.Command != "summary" || q.File == nil || q.File.Name != "a.pdf" || len(q.Links) != 0 {
		t.Errorf("request %+v", q)
	}
}

// answersKeepToTheRateOfTheirWebhook: five calls in two seconds. The last word is what
// counts; progress gives way.
func answersKeepToTheRateOfTheirWebhook(t *testing.T) {
	r, _, ctx, general := desk(t, func(ctx context.Context, _ bot.Request, say bot.Say) error {
		for _, words := range []string{"one", "two", "three", "four", "five", "six", "seven"} {
			if err := say(ctx, plainly(words)); err != nil {
				return err
			}
		}
		for range 20 {
			if err := say(ctx, bot.Reply{Text: []string{"still reading"}, Busy: true}); err != nil {
				return err
			}
		}
		return say(ctx, plainly("the answer"))
	})
	r.HookRate = 5
	must(t, r.Connected(ctx, 1))
	began := time.Now()
	_, err := r.Slash(ctx, r.ada, general, "next", nil)
	must(t, err)
	r.see(ctx, t, general, "the answer")
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the answer came after %s", took)
	}
	refused := 0
	for _, c := range r.Calls("/webhooks/") {
		if c.Status == 429 {
			refused++
		}
	}
	if refused == 0 || refused > 3 {
		t.Errorf("%d calls were refused: after one, the others wait", refused)
	}
}

// aChannelTakesFiveMessagesInFiveSeconds: what is pushed leaves a second between two,
// and an answer that is refused all the same comes later.
func aChannelTakesFiveMessagesInFiveSeconds(t *testing.T) {
	r := newRig(t)
	if l := r.a.Limits(); l.ChatGap < time.Second || l.GroupGap < time.Second {
		t.Errorf("%v between two messages to a chat, %v to a channel", l.ChatGap, l.GroupGap)
	}
	r.ChannelRate = 5
	ctx := r.run(t, newEcho(), bottest.TestMenu())
	must(t, r.Connected(ctx, 1))
	for _, w := range []string{"one", "two", "three", "four", "five", "six"} {
		_, err := r.Say(ctx, r.ada, r.dm, w)
		must(t, err)
	}
	for range 6 {
		r.see(ctx, t, r.dm, "echo")
	}
	must(t, r.until(ctx, func() bool { return len(r.Shown()) == 6 }))
}

// until waits for a condition about what is shown.
func (r *rig) until(ctx context.Context, is func() bool) error {
	for !is() {
		changed := r.Changed()
		if is() {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
