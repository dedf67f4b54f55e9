package discord

import (
	"strconv"
	"strings"

	"crier/bot"
)

// panel is an embed on its way out. discordgo's cannot describe a picture.
type panel struct {
	URL         string        `json:"url,omitempty"`
	Type        string        `json:"type,omitempty"`
	Title       string        `json:"title,omitempty"`
	Description string        `json:"description,omitempty"`
	Footer      *panelFooter  `json:"footer,omitempty"`
	Thumbnail   *panelPicture `json:"thumbnail,omitempty"`
	Author      *panelAuthor  `json:"author,omitempty"`
}

type panelFooter struct {
	Text string `json:"text"`
}

type panelPicture struct {
	URL string `json:"url"`
	Alt string `json:"description,omitempty"` // for those who cannot see it
}

type panelAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// embed renders a reply within the room that is left of the message's sum. mark
// stands before all, to tell folded items apart.
func embed(r bot.Reply, mark string, room int) *panel {
	e := &panel{Type: "rich", URL: webAddress(r.URL), Title: shortened(oneLine(r.Title), "", "", maxTitle)}
	turn := rtl(r.Lang)
	if above := over(r, mark); above != "" {
		e.Author = &panelAuthor{Name: clip(above, maxAuthor), URL: e.URL}
	}
	if foot := clip(isolated(oneLine(r.Footer), turn), min(maxFooter, room/4)); foot != "" {
		e.Footer = &panelFooter{Text: foot}
	}
	if pic := webAddress(r.Image.URL); pic != "" {
		e.Thumbnail = &panelPicture{URL: pic, Alt: clip(oneLine(r.Image.Alt), maxAlt)}
	}
	e.Description = description(r, min(maxDescription, room-size(e)))
	if e.Title == "" && e.Description == "" && e.Author == nil && e.Footer == nil && e.Thumbnail == nil {
		e.Description = "…"
	}
	return e
}

// over is the small line above the title: what it is about and whose it is.
func over(r bot.Reply, mark string) string {
	kicker, site := oneLine(r.Kicker), oneLine(r.Site)
	if kicker != "" && site != "" {
		kicker += " · "
	}
	return strings.TrimSuffix(mark+kicker+site, " · ")
}

// description sets the paragraphs and points that fit, the last of them cut at the
// end of a sentence. The line of other sources keeps its place.
func description(r bot.Reply, room int) string {
	also := ""
	if s := oneLine(r.Also); s != "" {
		also = shortened(s, "*", "*", 300)
	}
	if also != "" {
		room -= length(also) + 2
	}
	var out []string
	add := func(make func(cut int) string) bool {
		whole := make(0)
		if n := length(whole) + 2; n <= room {
			out, room = append(out, whole), room-n
			return true
		}
		if part := make(room - 2); room > 120 && part != "" && length(part)+2 <= room {
			out = append(out, part)
		}
		return false
	}
	fits := true
	for _, p := range r.Text {
		if p = strings.TrimSpace(tidy(p)); p != "" && fits {
			fits = add(func(cut int) string { return shortened(p, "", "", cut) })
		}
	}
	for _, p := range r.Parts {
		if fits {
			fits = add(func(cut int) string { return part(p, cut) })
		}
	}
	for _, p := range r.Points {
		if fits {
			fits = add(func(cut int) string { return point(p, r, cut) })
		}
	}
	if also != "" {
		out = append(out, also)
	}
	return strings.Join(out, "\n\n")
}

// part sets lines under their head. cut, if not 0, is the room it has: whole lines are
// left out.
func part(p bot.Part, cut int) string {
	var out strings.Builder
	for i, s := range append([]string{p.Head}, p.Lines...) {
		line := escape(oneLine(s))
		switch {
		case line == "":
			continue
		case i == 0:
			line = "**" + line + "**"
		}
		if out.Len() > 0 {
			line = "\n" + line
		}
		if cut > 0 && length(out.String())+length(line) > cut {
			break
		}
		out.WriteString(line)
	}
	return out.String()
}

// point sets one point with its source. cut, if not 0, is the room it has.
func point(p bot.Point, r bot.Reply, cut int) string {
	text := oneLine(p.Text)
	if text == "" {
		return ""
	}
	foreign := rtl(r.Lang) || p.Lang != "" && rtl(p.Lang)
	open, end := "• ", ""
	switch {
	case p.Number > 0:
		open = "**" + strconv.Itoa(p.Number) + "** "
	case p.Strong:
		open = ""
	}
	if p.Strong {
		open, end = open+"**", "**"
	}
	if foreign {
		open, end = open+isolate, endIsolate+end
	}
	if source := link(firstOf(p.Source, r.Site), p.Link); source != "" && (p.Source != "" || p.Link != "") {
		end += " " + isolated(source, foreign)
	}
	return shortened(text, open, end, cut)
}

// shortened escapes text between open and end so that all of it has at most cut
// characters; 0: no limit.
func shortened(text, open, end string, cut int) string {
	whole := open + escape(text) + end
	if cut == 0 || length(whole) <= cut {
		return whole
	}
	for room := cut - length(open) - length(end); room > 20; room = room * 3 / 4 {
		if s := open + escape(sentences(text, room)) + end; length(s) <= cut {
			return s
		}
	}
	return ""
}

// size is what an embed takes of the message's sum.
func size(e *panel) int {
	n := length(e.Title) + length(e.Description)
	if e.Author != nil {
		n += length(e.Author.Name)
	}
	if e.Footer != nil {
		n += length(e.Footer.Text)
	}
	return n
}

// cutShort reports that an embed shows less than it would alone.
func cutShort(r bot.Reply, e *panel) bool {
	return length(e.Description) < length(embed(r, "", maxSum).Description)
}
