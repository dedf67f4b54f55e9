package telegram

import (
	"strconv"

	"crier/bot"
)

// maxFold is the most items that one message holds: more would be a wall.
const maxFold = 10

// folded puts the longest prefix of several items that fits into one message, each
// in a paragraph of its own: a point is never joined to another article's.
func folded(items []bot.Item) (t text, buttons [][]bot.Button, took int) {
	var used cost
	var out []block
	kicker := ""
	for _, it := range items {
		if took == maxFold || took > 0 && (it.Reply.File != nil || it.Reply.Form != nil) {
			break
		}
		var part cost
		blocks := entry(it.Reply, took+1, kicker)
		for _, b := range blocks {
			part = part.plus(b.cost())
		}
		if took > 0 && !used.plus(part).within(maxText) {
			break
		}
		used, out, kicker = used.plus(part), append(out, blocks...), it.Reply.Kicker
		took++
	}
	return write(out), numberButtons(items[:took]), took
}

// entry is one item of a folded message: its kicker unless the one before had the
// same, its title or first words, its first point with the source.
func entry(r bot.Reply, number int, kicker string) []block {
	if r.Kicker == kicker {
		r.Kicker = ""
	}
	var out []block
	head, body := headOf(r, maxText), bodyOf(r)
	if len(head) > 0 && r.Kicker != "" {
		head[0].gap = 2
		out, head = append(out, head[0]), head[1:]
	}
	lead := append(head, body[:min(len(body), 1)]...)
	for i, b := range lead {
		b.gap = 1
		b.text = cut(b.text, 350)
		if i == 0 {
			b.lead = strconv.Itoa(number) + ". "
			if len(out) == 0 {
				b.gap = 2
			}
		}
		out = append(out, b)
	}
	if s := cut(oneLine(r.Also), 200); s != "" {
		base := directionOf(s, r.Lang)
		out = append(out, block{text: isolateRuns(s, base), italic: true, base: base, gap: 1})
	}
	return out
}

// numberButtons offers each item's first act under its number.
func numberButtons(items []bot.Item) [][]bot.Button {
	var rows [][]bot.Button
	for i, it := range items {
		b, ok := firstAct(it.Reply)
		if !ok {
			continue
		}
		b.Label = strconv.Itoa(i+1) + " · " + b.Label
		if len(rows) == 0 || len(rows[len(rows)-1]) == 3 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}

func firstAct(r bot.Reply) (bot.Button, bool) {
	for _, row := range r.Buttons {
		for _, b := range row {
			if b.Line != "" {
				return b, true
			}
		}
	}
	return bot.Button{}, false
}
