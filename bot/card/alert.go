package card

import (
	"strings"

	"crier/bot"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/summarizer"
)

// News is all that an alert's words depend on; announce.Alert converts to it.
type News struct {
	Lang    string   // of Crier's own words
	Kind    bot.Kind // a channel's post carries no private buttons
	Reason  string   // the name of the topic or feed that asked for it
	Topic   bool     // Reason is a topic
	Item    library.Item
	Summary summarizer.Summary // without points when nothing could be summarized

	Update    bool // the chat has the story; this is how it went on
	Corrected bool // the source has corrected what was told
}

// Alert is a short card that came by itself: why it came, the title or else the
// first point, and as many points as fit.
func Alert(words *lang.Catalog, n News) bot.Reply {
	p := words.Printer(n.Lang)
	a := n.Item.Article
	r := reply(p, a, n.Summary)
	r.Kicker, r.Topic = kicker(p, n), n.Reason
	r.Title = clip(r.Title, 150)
	r.Footer = kind(p, a)
	if n.Corrected {
		r.Footer = strings.TrimPrefix(r.Footer+" · "+p.Text("alert.corrected"), " · ")
	}
	all := points(a, n.Summary)
	if r.Title == "" && len(all) > 0 {
		all[0].Strong = true
	}
	if r.Title == "" && len(all) == 0 {
		r.Title = host(a)
	}
	most := 3
	if n.Update {
		most = 1
	}
	for _, pt := range all {
		if r.Points = append(r.Points, pt); Visible(r) > MaxAlert || len(r.Points) == most {
			break
		}
	}
	if over := Visible(r) - MaxAlert; over > 0 {
		r.Points = fit(r.Points, over, r.Title != "")
	}
	r.Buttons = alertButtons(p, n)
	return r
}

// Because is an alert that comes for the reason of other news. To stay within [MaxAlert]
// it gives up its last points.
func Because(words *lang.Catalog, r bot.Reply, n News) bot.Reply {
	r.Kicker, r.Topic = kicker(words.Printer(n.Lang), n), n.Reason
	return shortened(r)
}

// shortened gives up last points of an alert that is too long.
func shortened(r bot.Reply) bot.Reply {
	r.Points = append([]bot.Point(nil), r.Points...)
	for over := Visible(r) - MaxAlert; over > 0; over = Visible(r) - MaxAlert {
		before := len(r.Points)
		if r.Points = fit(r.Points, over, r.Title != ""); len(r.Points) == before {
			break
		}
	}
	return r
}

// fit drops the last point, or cuts it when it is the only thing that is told.
func fit(points []bot.Point, over int, titled bool) []bot.Point {
	if len(points) == 0 {
		return nil
	}
	last := &points[len(points)-1]
	room := length(last.Text) - over
	if len(points) > 1 || titled && room < 80 {
		return points[:len(points)-1]
	}
	last.Text = clip(last.Text, room)
	return points
}

func kicker(p *lang.Printer, n News) string {
	if n.Reason == "" {
		return ""
	}
	key := "alert.feed"
	switch {
	case n.Topic && n.Update:
		key = "alert.topic_update"
	case n.Topic:
		key = "alert.topic"
	case n.Update:
		key = "alert.feed_update"
	}
	return p.Text(key, "Name", clip(fold(n.Reason), 60))
}

func alertButtons(p *lang.Printer, n News) [][]bot.Button {
	id := n.Item.ID
	row := []bot.Button{{Label: p.Text("button.more"), Line: "card " + id}}
	row = append(row, open(p, n.Item.Article.URL)...)
	if n.Kind == bot.Channel {
		return rows(row)
	}
	return rows(row, []bot.Button{
		{Label: p.Text("button.why"), Line: "why " + id},
		{Label: p.Text("button.mute"), Line: "mute " + id},
	})
}
