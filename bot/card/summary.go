package card

import (
	"time"

	"crier/bot"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// The most visible characters of a card and of an alert.
const (
	MaxMedium = 900
	MaxLong   = 3000
	MaxAlert  = 350
)

// Card is all that a summary's words depend on.
type Card struct {
	Item    library.Item
	Summary summarizer.Summary
	Size    summarizer.Size
	Kind    bot.Kind // of the chat that it is shown in
	Walk    bool     // it came from the chat's queue: its arrows may replace it
	Kicker  string   // a small line above all; may be empty
	Now     time.Time
}

// Summary is the card of an article: its title (unless that is cut: then the first
// point stands for it), its points with their sources, the line that counts the
// words, and the buttons.
func Summary(p *lang.Printer, c Card) bot.Reply {
	a := c.Item.Article
	r := reply(p, a, c.Summary)
	r.Kicker = c.Kicker
	points := points(a, c.Summary)
	if r.Title == "" && len(points) > 0 {
		points[0].Strong = true
	}
	limit := MaxMedium
	if c.Size == summarizer.Long {
		limit = MaxLong
	}
	r.Footer = footer(p, c, points)
	r.Points = points
	for len(r.Points) > 1 && Visible(r) > limit {
		r.Points = r.Points[:len(r.Points)-1]
		r.Footer = footer(p, c, r.Points)
	}
	if over := Visible(r) - limit; over > 0 && len(r.Points) == 1 {
		r.Points[0].Text = clip(r.Points[0].Text, length(r.Points[0].Text)-over)
		r.Footer = footer(p, c, r.Points)
	}
	r.Buttons = cardButtons(p, c)
	return r
}

// reply sets what every reply about an article has in common.
func reply(p *lang.Printer, a feeds.Article, s summarizer.Summary) bot.Reply {
	r := bot.Reply{URL: a.URL, Site: site(a), Lang: s.Language}
	if r.Lang == "" {
		r.Lang = a.Language
	}
	if r.Lang == "" {
		r.Lang = p.Language()
	}
	if !s.TitleIsCut {
		r.Title = clip(fold(a.Title), maxTitle)
	}
	if a.Image != "" {
		r.Image = bot.Image{URL: a.Image, Alt: a.ImageAlt}
	}
	return r
}

const maxTitle = 200

// points are the summary's points as they are shown.
func points(a feeds.Article, s summarizer.Summary) []bot.Point {
	out := make([]bot.Point, 0, len(s.Points))
	places := a.Places()
	for _, pt := range s.Points {
		shown := bot.Point{Text: sentence(pt, a.Text, s.Language), Source: source(a, pt.Source)}
		if a.URL != "" {
			shown.Link = places.Link(pt.Span.Start, pt.Span.End)
		}
		out = append(out, shown)
	}
	return out
}

// cardButtons are the rows under a card. A channel's readers have no queue there.
func cardButtons(p *lang.Printer, c Card) [][]bot.Button {
	id := c.Item.ID
	more := bot.Button{Label: p.Text("button.more"), Line: "more " + id}
	previous := bot.Button{Label: p.Text("button.previous"), Line: "previous"}
	next := bot.Button{Label: p.Text("button.next"), Line: "next"}
	if c.Walk {
		more.Line += " walk"
		previous.Line += " " + id
		next.Line += " " + id
	}
	walk := []bot.Button{previous, more, next}
	if c.Size == summarizer.Long || c.Summary.Method == whole {
		walk = []bot.Button{previous, next}
	}
	if c.Kind == bot.Channel {
		walk = walk[1 : len(walk)-1]
	}
	act := open(p, c.Item.Article.URL)
	if c.Kind != bot.Channel {
		act = append(act, bot.Button{Label: p.Text("button.save"), Line: "save " + id})
	}
	rows := rows(walk, act)
	if !c.Walk {
		rows = append(rows, neighbours(p, c.Item.Article)...)
	}
	return rows
}

// neighbours offers the articles before and after this one on its own site, each
// in a row of its own: titles need the width.
func neighbours(p *lang.Printer, a feeds.Article) [][]bot.Button {
	var out [][]bot.Button
	add := func(key string, l feeds.Link) {
		if l.URL != "" && fold(l.Title) != "" {
			label := p.Text(key, "Title", clip(fold(l.Title), 40))
			out = append(out, []bot.Button{{Label: label, Line: "card " + library.ID(l.URL)}})
		}
	}
	add("card.site_previous", a.Previous)
	add("card.site_next", a.Next)
	return out
}

// Neighbours are the addresses that the card's buttons name by id: whoever shows
// the card has the library remember them.
func Neighbours(a feeds.Article) []string {
	var out []string
	for _, l := range []feeds.Link{a.Previous, a.Next} {
		if l.URL != "" && fold(l.Title) != "" {
			out = append(out, l.URL)
		}
	}
	return out
}

func open(p *lang.Printer, url string) []bot.Button {
	if url == "" {
		return nil
	}
	return []bot.Button{{Label: p.Text("button.open"), URL: url}}
}

// rows leaves out rows without buttons.
func rows(all ...[]bot.Button) [][]bot.Button {
	var out [][]bot.Button
	for _, row := range all {
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}
