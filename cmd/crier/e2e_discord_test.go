package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"crier/bot/bottest/discordtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// diary is what one person does and sees on Discord, in the order of a day.
type diary struct {
	*world
	who  *discordtest.User
	seen map[string]string // by message: as it was written down last
	out  strings.Builder
}

func (w *world) diary(who *discordtest.User) *diary {
	return &diary{world: w, who: who, seen: map[string]string{}}
}

// does waits until the act shows words in the channel, and writes down all that is new
// there.
func (d *diary) does(act string, channel string, do func() (*discordtest.Interaction, error), words ...string) {
	d.t.Helper()
	if _, err := do(); err != nil {
		d.t.Fatalf("%s: %v", act, err)
	}
	d.sees(act, channel, words...)
}

func (d *diary) sees(act, channel string, words ...string) {
	d.t.Helper()
	if !d.isNew(channel, words) {
		d.t.Fatalf("%s: never saw %q; shown: %+v", act, words, d.discord.Read(d.who, channel))
	}
	fmt.Fprintf(&d.out, "> %s\n", act)
	everybodys, own := "", "" // an answer that was put off stands before what it tells of
	for _, m := range d.discord.Read(d.who, channel) {
		text := d.drawn(m)
		switch {
		case m.Mine || d.seen[m.ID] == text:
			continue
		case m.Hidden:
			own += text
		default:
			everybodys += text
		}
		d.seen[m.ID] = text
	}
	d.out.WriteString(everybodys + own + "\n")
}

// isNew waits until something new there has the words.
func (d *diary) isNew(channel string, words []string) bool {
	for {
		changed := d.discord.Changed()
		for _, m := range d.discord.Read(d.who, channel) {
			if !m.Mine && hasAll(m.Text, words) && d.seen[m.ID] != d.drawn(m) {
				return true
			}
		}
		select {
		case <-changed:
		case <-d.ctx.Done():
			return false
		}
	}
}

func (d *diary) slash(channel, path string, values map[string]any, words ...string) {
	d.t.Helper()
	act := "/" + path
	for _, k := range slices.Sorted(maps.Keys(values)) {
		act += fmt.Sprintf(" %s:%v", k, values[k])
	}
	d.does(act, channel, func() (*discordtest.Interaction, error) { return d.discord.Slash(d.ctx, d.who, channel, path, values) }, words...)
}

func (d *diary) press(channel, label string, words ...string) {
	d.t.Helper()
	d.does("["+label+"]", channel, func() (*discordtest.Interaction, error) { return d.discord.Press(d.ctx, d.who, channel, label) }, words...)
}

func (d *diary) says(channel, text string, words ...string) {
	d.t.Helper()
	d.does(text, channel, func() (*discordtest.Interaction, error) {
		_, err := d.discord.Say(d.ctx, d.who, channel, text)
		return nil, err
	}, words...)
}

// drawn is a message as people see it.
func (d *diary) drawn(m discordtest.Shown) string {
	var out strings.Builder
	if m.Hidden {
		out.WriteString("(only you see this)\n")
	}
	for line := range strings.Lines(m.Text) {
		if line = strings.TrimSpace(line); line != "" {
			out.WriteString(line + "\n")
		}
	}
	for _, b := range m.Buttons {
		out.WriteString("[" + b + "] ")
	}
	if len(m.Options) > 0 {
		out.WriteString("\n▾ " + strings.Join(m.Options, "\n  "))
	}
	return strings.TrimRight(out.String(), " \n") + "\n"
}

// golden compares the diary with a file. What differs from run to run is blanked.
func (d *diary) golden(name string) {
	d.t.Helper()
	got := strings.ReplaceAll(d.out.String(), d.site, "http://newsroom.test")
	got = regexp.MustCompile(`127\.0\.0\.1(:\d+)?`).ReplaceAllString(got, "newsroom.test")
	got = regexp.MustCompile(`\b\d{19}\b`).ReplaceAllString(got, "…")
	got = regexp.MustCompile(`\d+ (minutes?|hours?|days?) ago|just now`).ReplaceAllString(got, "… ago")
	got = regexp.MustCompile(`Expect about \d+ alerts?|in \d+ minutes?|in a moment`).ReplaceAllString(got, "…")
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		d.t.Errorf("%s differs (%v); if it is meant, run with -update. Now:\n%s", path, err, got)
	}
}

func TestADayOfAReaderOnDiscord(t *testing.T) {
	w := newWorld(t)
	ada := w.discord.User("ada")
	d, dm := w.diary(ada), w.discord.DM(ada)
	path := w.paper.Publish(1)[0]
	d.says(dm, "hello", "Send me a link")
	d.says(dm, "look: "+w.site+path, "all from the article")
	d.press(dm, "More", "all from the article")
	d.slash(dm, "feed add", map[string]any{"address": w.site + "/feeds/all.atom"}, "The newsroom")
	form, err := w.discord.Slash(w.ctx, ada, dm, "subscribe", nil)
	if err == nil {
		err = form.Wait(w.ctx)
	}
	if err != nil || form.Modal == nil {
		t.Fatalf("no form: %v", err)
	}
	d.does("/subscribe and its form: "+form.Modal.Title, dm, func() (*discordtest.Interaction, error) {
		return w.discord.Submit(w.ctx, form, "Velm OR Ellery OR Uferstadt OR Valmont OR Northfield")
	}, "Velm OR")
	w.publishOne()
	d.sees("(an article comes out)", dm, "New ")
	d.does("Why this alert? (in the alert's menu)", dm, func() (*discordtest.Interaction, error) {
		m, err := w.discord.See(w.ctx, ada, dm, "New ")
		if err != nil {
			return nil, err
		}
		return w.discord.OnMessage(w.ctx, ada, m.Raw, "Why this alert?")
	}, "Your topic")
	d.slash(dm, "next", nil, "more after this")
	d.press(dm, "Next ›", "more after this")
	d.slash(dm, "latest", nil, "Latest")
	d.slash(dm, "alerts", nil, "Your topics and feeds")
	d.press(dm, "1", "each at once\n")
	d.press(dm, "Mute 24 h", "silent")
	d.slash(dm, "privacy", nil, "What I keep")
	d.slash(dm, "help", nil, "What I can do")
	d.golden("discord-reader")
}

func TestADayOfAManagerOnDiscord(t *testing.T) {
	w := newWorld(t)
	feed := w.site + "/feeds/all.rss"
	boss, guest := w.discord.User("boss"), w.discord.User("guest")
	if err := w.discord.Connected(w.ctx, 1); err != nil {
		t.Fatal(err)
	}
	d, g := w.diary(boss), w.discord.Guild("Readers", boss)
	g.Join(guest, 0)
	general, news := g.Channel("general", discordtest.Text), g.Channel("news", discordtest.News)
	w.discord.Invite(g)
	d.sees("(Crier was invited)", general, "here and silent")
	d.slash(news, "broadcast on", map[string]any{"topic": feed, "role": g.Roles[1].ID}, "Post “The newsroom")
	d.press(news, "Start posting", "From now on")
	d.slash(news, "broadcast list", nil, "Posts in")
	d.slash(news, "broadcast test", nil, "A test is posted")
	title := w.publishOne()
	d.sees("(an article comes out)", news, title)
	d.slash(general, "broadcast on", map[string]any{"topic": "climate", "chat": news, "crosspost": true}, "Post “climate”")
	d.slash(news, "feed mute", map[string]any{"topic": "The newsroom: everything", "time": "2h"}, "is silent")
	d.slash(general, "help", map[string]any{"command": "broadcast"}, "You see what")
	list := `<opml version="2.0"><body><outline type="rss" text="Climate" xmlUrl="` + w.site + `/feeds/climate.rss"/></body></opml>`
	d.slash(general, "feed import", map[string]any{"opml": discordtest.Attachment{Name: "feeds.opml", Type: "text/x-opml", Content: []byte(list)}}, "1 feed")
	d.press(general, "Add, only in /next", "Following 1 more feed")
	w.discord.Delete(news)
	d.sees("(#news is deleted)", w.discord.DM(boss), "was deleted")
	d.golden("discord-manager")

	v := w.diary(guest)
	v.slash(general, "broadcast on", map[string]any{"topic": "climate"}, "Only admins")
	w.discord.CloseDM(guest, true)
	v.slash(general, "subscribe", map[string]any{"topic": "climate"}, "In a private chat")
	v.press(general, "Get it privately", "Topic “climate”")
	v.press(general, "Subscribe", "I cannot write to you")
	w.discord.CloseDM(guest, false)
	v.press(general, "Try again", "look in our private chat")
	v.golden("discord-member")
}
