package discord

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

const (
	maxRows     = 5
	maxPerRow   = 5
	maxLabel    = 80
	maxCustomID = 100
	// lineVersion stands before a button's line, with a colon: a later version may
	// mean something else by it, and reads this one's for ever.
	lineVersion = "1"
	inputID     = "text" // of a form's one input
)

// rows sets buttons. What Discord would refuse the whole message for is left out:
// what is more than it takes, has no words or leads nowhere.
func rows(in [][]bot.Button) []discordgo.MessageComponent {
	out, seen := []discordgo.MessageComponent{}, map[string]int{}
	for _, row := range in {
		var list []discordgo.MessageComponent
		for _, b := range row {
			if c := button(b, seen); c != nil && len(list) < maxPerRow {
				list = append(list, c)
			}
		}
		if len(list) > 0 && len(out) < maxRows {
			out = append(out, discordgo.ActionsRow{Components: list})
		}
	}
	return out
}

// A list has number buttons while they fit a row and there are not many others beside
// them. Else it gets a menu to select from, which shows the titles too.
const (
	fewNumbers = 5
	fewButtons = 7 // of all kinds
)

// controls are what can be pressed under a reply.
func controls(r bot.Reply) []discordgo.MessageComponent {
	titles := map[string]bot.Point{}
	for _, p := range r.Points {
		if p.Number > 0 {
			titles[strconv.Itoa(p.Number)] = p
		}
	}
	var options []discordgo.SelectMenuOption
	seen := map[string]bool{} // two options of one value are refused
	var others [][]bot.Button
	for _, row := range r.Buttons {
		var rest []bot.Button
		for _, b := range row {
			if p, ok := titles[b.Label]; ok && b.Line != "" && len(b.Line) <= maxCustomID && !seen[b.Line] {
				seen[b.Line] = true
				options = append(options, choice(b, p))
			} else {
				rest = append(rest, b)
			}
		}
		if len(rest) > 0 {
			others = append(others, rest)
		}
	}
	few := len(options) <= fewNumbers && len(options)+count(others) <= fewButtons
	if few || len(options) < 2 || len(options) > 25 {
		return rows(r.Buttons)
	}
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: lineVersion + ":", Placeholder: clip(nameOfList(r), 150), Options: options}
	out := []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}}}
	out = append(out, rows(others)...)
	return out[:min(len(out), maxRows)]
}

func count(rows [][]bot.Button) (n int) {
	for _, row := range rows {
		n += len(row)
	}
	return n
}

// nameOfList is what a list is called, or what is said just before it.
func nameOfList(r bot.Reply) string {
	if name := firstOf(oneLine(r.Title), oneLine(r.Kicker)); name != "" || len(r.Text) == 0 {
		return name
	}
	return oneLine(r.Text[len(r.Text)-1])
}

// choice is a list's item in a menu: the number, what it is, and what is noted of it.
func choice(b bot.Button, p bot.Point) discordgo.SelectMenuOption {
	return discordgo.SelectMenuOption{
		Label: clip(b.Label+" · "+oneLine(p.Text), 100), Value: b.Line, Description: clip(oneLine(p.Source), 100),
	}
}

// button sets one; nil if it cannot be. Two of a message may not have the same id,
// so that a repeated line has a count in its version.
func button(b bot.Button, seen map[string]int) discordgo.MessageComponent {
	label := clip(oneLine(b.Label), maxLabel)
	if label == "" {
		return nil
	}
	if b.Line == "" {
		to := webAddress(b.URL)
		if to == "" || length(to) > 512 {
			return nil
		}
		return discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: to}
	}
	id := lineVersion
	if n := seen[b.Line]; n > 0 {
		id += "~" + strconv.Itoa(n)
	}
	seen[b.Line]++
	if id += ":" + b.Line; len(id) > maxCustomID {
		return nil
	}
	return discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: id}
}

// foldedRows gives each item of a folded message a row of those of its buttons that
// name it, numbered as its embed is; above five items, one button each.
func foldedRows(items []bot.Item) []discordgo.MessageComponent {
	var out [][]bot.Button
	var all []bot.Button
	for i, it := range items {
		var row []bot.Button
		for _, list := range it.Reply.Buttons {
			for _, b := range list {
				if strings.Contains(b.Line, " ") && (len(row) == 0 || len(items) <= maxRows) {
					b.Label = strconv.Itoa(i+1) + " · " + b.Label
					row = append(row, b)
				}
			}
		}
		out, all = append(out, row), append(all, row...)
	}
	if len(items) <= maxRows {
		return rows(out)
	}
	out = nil
	for len(all) > 0 {
		n := min(len(all), maxPerRow)
		out, all = append(out, all[:n]), all[n:]
	}
	return rows(out)
}

// modal is a form of one line.
func modal(r bot.Reply) map[string]any {
	f := r.Form
	input := discordgo.TextInput{
		CustomID: inputID, Style: discordgo.TextInputShort, Required: true, MaxLength: 300,
		Label: firstOf(clip(oneLine(f.Label), 45), "…"), Placeholder: clip(oneLine(f.Placeholder), 100),
	}
	return map[string]any{
		"custom_id":  prefix(lineVersion+":"+f.Line, maxCustomID),
		"title":      firstOf(clip(oneLine(f.Title), 45), "…"),
		"components": []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{input}}},
	}
}
