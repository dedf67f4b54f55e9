package telegram_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"crier/bot/bottest/telegramtest"
)

// when does something, waits until the bot has done so many things about it, and
// writes down what people see then.
func (d *town) when(what string, n int, do func()) {
	d.t.Helper()
	before := d.core.total()
	do()
	for {
		changed := d.server.Changed()
		if d.core.total() >= before+n && d.server.Pending() == 0 {
			break
		}
		select {
		case <-changed:
		case <-d.core.more:
		case <-d.ctx.Done():
			d.t.Fatalf("%s: the bot did %d things of %d\n%s", what, d.core.total()-before, n, d.diary.String())
		}
	}
	d.diary.WriteString("\n— " + what + "\n")
	for _, c := range d.chats {
		d.changes(c)
	}
}

func (d *town) presses(p *telegramtest.Person, c *telegramtest.Chat, label string) {
	d.t.Helper()
	d.when(fmt.Sprintf("%s presses [%s]", p.Name, label), 1, func() {
		if _, err := p.Press(c, label); err != nil {
			d.t.Fatalf("%v\n%s", err, d.diary.String())
		}
	})
}

func (d *town) says(p *telegramtest.Person, c *telegramtest.Chat, text string, how ...telegramtest.How) (id int) {
	d.t.Helper()
	what := text
	if what == "" {
		what = "(a file)"
	}
	d.when(p.Name+": "+what, 1, func() { id = p.Says(c, text, how...) })
	return id
}

// changes writes down what is new in a chat: messages, edits, and what is gone.
func (d *town) changes(c *telegramtest.Chat) {
	now, old := c.FromBot(), map[int]telegramtest.Message{}
	for _, m := range d.seen[c] {
		old[m.ID] = m
	}
	for _, m := range now {
		was, known := old[m.ID]
		delete(old, m.ID)
		switch {
		case !known:
			d.write(c, "", m)
		case was.Edits != m.Edits:
			d.write(c, " edits", m)
		}
	}
	if len(old) > 0 {
		fmt.Fprintf(&d.diary, "  %s: %d message taken away\n", d.names[c], len(old))
	}
	d.seen[c] = now
}

func (d *town) write(c *telegramtest.Chat, how string, m telegramtest.Message) {
	var notes []string
	if m.Silent {
		notes = append(notes, "silent")
	}
	if m.ReplyTo != 0 {
		notes = append(notes, "reply")
	}
	if m.Thread != 0 {
		notes = append(notes, "in the topic")
	}
	if m.Preview != "" {
		notes = append(notes, "preview "+m.Preview)
	}
	fmt.Fprintf(&d.diary, "  %s%s %s\n", d.names[c], how, strings.Join(notes, ", "))
	for line := range strings.SplitSeq(marked(m), "\n") {
		d.diary.WriteString(strings.TrimRight("    | "+line, " ") + "\n")
	}
	for _, row := range m.Buttons {
		d.diary.WriteString("    ")
		for _, b := range row {
			d.diary.WriteString("[" + b.Text + "] ")
		}
		d.diary.WriteString("\n")
	}
	if keys := c.Keys(); len(keys) > 0 {
		fmt.Fprintf(&d.diary, "    keyboard: %s\n", strings.Join(keys, " · "))
	}
	if m.Document != nil {
		fmt.Fprintf(&d.diary, "    document %s, %d bytes\n", m.Document.Name, len(m.Document.Content))
	}
}

// choices writes down what inline mode offers.
func (d *town) choices(q *telegramtest.Inline) {
	results, _ := q.Results()
	for _, r := range results {
		fmt.Fprintf(&d.diary, "  a choice: %s / %s\n", r.Title, r.Hint)
	}
	if text, start := q.Button(); text != "" {
		fmt.Fprintf(&d.diary, "  above: [%s] starts with %q\n", text, start)
	}
}

// marked is the text as people see it: bold in stars, links underlined by brackets,
// what is folded away behind a bar.
func marked(m telegramtest.Message) string {
	open := map[string]string{"bold": "*", "text_link": "⟨", "expandable_blockquote": "▸ ", "italic": "_"}
	end := map[string]string{"bold": "*", "text_link": "⟩", "expandable_blockquote": " ◂", "italic": "_"}
	begins, ends := map[int]string{}, map[int]string{}
	for _, e := range m.Marks {
		begins[e.Offset] += open[e.Type]
		ends[e.Offset+e.Length] = end[e.Type] + ends[e.Offset+e.Length]
	}
	var out strings.Builder
	at := 0
	for _, r := range m.Text {
		out.WriteString(ends[at] + begins[at] + string(r))
		at += telegramtest.Units(string(r))
	}
	return out.String() + ends[at]
}

func (d *town) golden(name string) {
	d.t.Helper()
	got := strings.ReplaceAll(d.diary.String(), strings.TrimPrefix(d.web, "http://"), "newsroom.test")
	got = due.ReplaceAllString(strings.ReplaceAll(got, "127.0.0.1", "newsroom.test"), "$1 (some time)")
	got = strings.TrimLeft(got, "\n")
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		must(d.t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	must(d.t, err)
	if got != string(want) {
		d.t.Errorf("%s differs; if it is meant, run with -update. Now:\n%s", path, got)
	}
}
