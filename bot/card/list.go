package card

import (
	"strconv"
	"strings"

	"crier/bot"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// Line is one item of a list.
type Line struct {
	Title string
	Note  string // small words after it: the feed, how old it is
	URL   string // what Note links to; may be empty
	Lang  string // of Title; may be empty
	Press string // the line of its number button; empty: no button
}

// List is a heading with numbered lines and a button for each number.
func List(p *lang.Printer, heading string, lines []Line) bot.Reply {
	r := bot.Reply{Title: heading, Lang: p.Language()}
	var numbers []bot.Button
	for i, l := range lines {
		r.Points = append(r.Points, bot.Point{
			Text: clip(fold(l.Title), maxTitle), Source: l.Note, Link: l.URL, Number: i + 1, Lang: l.Lang,
		})
		if l.Press != "" {
			numbers = append(numbers, bot.Button{Label: strconv.Itoa(i + 1), Line: l.Press})
		}
	}
	r.Buttons = Grid(numbers, 5)
	return r
}

// Grid puts buttons into rows.
func Grid(all []bot.Button, width int) [][]bot.Button {
	var out [][]bot.Button
	for len(all) > width {
		out, all = append(out, all[:width:width]), all[width:]
	}
	return rows(append(out, all)...)
}

// Story is an article of a digest.
type Story struct {
	Item    library.Item
	Summary summarizer.Summary
}

// Section is a part of a digest: a topic or feed and what it brought.
type Section struct {
	Name    string
	Stories []Story
}

// Digest tells many stories in one message, numbered, one point for each: no two
// articles ever share a sentence.
func Digest(p *lang.Printer, heading string, sections []Section) bot.Reply {
	r := bot.Reply{Kicker: heading, Lang: p.Language()}
	var numbers []bot.Button
	for _, s := range sections {
		if s.Name != "" {
			r.Points = append(r.Points, bot.Point{Text: clip(fold(s.Name), 60), Strong: true})
		}
		for _, story := range s.Stories {
			n := len(numbers) + 1
			r.Points = append(r.Points, storyPoint(story, n))
			numbers = append(numbers, bot.Button{Label: strconv.Itoa(n), Line: "card " + story.Item.ID})
		}
	}
	r.Buttons = Grid(numbers, 5)
	return r
}

// storyPoint is an article's first point, else its title.
func storyPoint(s Story, n int) bot.Point {
	a := s.Item.Article
	pt := bot.Point{Text: clip(fold(a.Title), maxTitle), Source: site(a), Link: a.URL}
	if all := points(a, s.Summary); len(all) > 0 {
		pt = all[0]
	}
	pt.Number, pt.Lang = n, a.Language
	return pt
}

// Problem says what went wrong with an address and what can be done. The line is
// that of [Try again]; it may be empty.
func Problem(p *lang.Printer, f *feeds.Problem, line string) bot.Reply {
	where := f.Host
	if where == "" {
		where = p.Text("card.the_page")
	}
	r := bot.Reply{Lang: p.Language(), Text: []string{p.Text(problemKey(p, f), "Host", where, "In", p.In(f.Wait))}}
	var row []bot.Button
	if line != "" && again(f.Kind) {
		row = append(row, bot.Button{Label: p.Text("button.again"), Line: line})
	}
	if masked := strings.Contains(f.URL, "…"); !masked && opens(f.Kind) {
		row = append(row, open(p, f.URL)...)
	}
	r.Buttons = rows(row)
	return r
}

// problemKey is that of the sentence for a problem.
func problemKey(p *lang.Printer, f *feeds.Problem) string {
	if key := "feed_problem." + string(f.Kind); f.Feed && p.Has(key) {
		return key
	}
	if key := "problem." + string(f.Kind); p.Has(key) {
		return key
	}
	return "problem." + string(feeds.ServerError)
}

// opens reports whether a person may do better with the address than I.
func opens(k feeds.ProblemKind) bool {
	switch k {
	case feeds.BadAddress, feeds.Private, feeds.Port:
		return false
	}
	return true
}

// again reports whether another try may help.
func again(k feeds.ProblemKind) bool {
	switch k {
	case feeds.Timeout, feeds.Unreachable, feeds.Busy, feeds.ServerError, feeds.Cancelled:
		return true
	}
	return false
}
