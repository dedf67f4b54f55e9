package card

import (
	"strings"
	"time"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"

	"crier/bot"
	"crier/bot/lang"
	"crier/feeds"
)

// whole is the method of a text that is so short that it is shown as it is.
const whole = "whole"

// recent is how old an article may be before its date is shown.
const recent = 48 * time.Hour

// footer is the small print: where it is from, what the page says it is, how old
// it is, and how much of it is shown.
func footer(p *lang.Printer, c Card, shown []bot.Point) string {
	a := c.Item.Article
	parts := []string{p.Isolate(place(a))}
	if a.URL == "" {
		parts[0] = p.Text("card.your_text")
	}
	if label := kind(p, a); label != "" {
		parts = append(parts, label)
	}
	if a.Carried {
		parts = append(parts, p.Text("card.carried"))
	}
	if !a.Free && a.URL != "" {
		parts = append(parts, p.Text("card.free_part"))
	}
	if !a.Date.IsZero() && c.Now.Sub(a.Date) > recent {
		parts = append(parts, p.Date(a.Date))
	}
	return strings.Join(append(parts, counted(p, c, shown)), " · ")
}

// kind labels what the page says it is. News is what people expect.
func kind(p *lang.Printer, a feeds.Article) string {
	if a.Kind == "" || a.Kind == feeds.News {
		return ""
	}
	return p.Text("kind." + string(a.Kind))
}

func counted(p *lang.Printer, c Card, shown []bot.Point) string {
	s := c.Summary
	out := s.WordsOut
	if less := len(s.Points) != len(shown) || out == 0; less || strings.HasSuffix(last(shown), "…") {
		out = countWords(shown)
	}
	switch {
	case s.Method == whole:
		return p.Count("card.whole", s.WordsIn)
	case strings.HasPrefix(s.Method, "extractive") && c.Item.Article.URL == "":
		return p.Count("card.words_text", s.WordsIn, "Out", out)
	case strings.HasPrefix(s.Method, "extractive"):
		return p.Count("card.words", s.WordsIn, "Out", out)
	default:
		return p.Count("card.words_plain", s.WordsIn, "Out", out)
	}
}

func last(shown []bot.Point) string {
	if len(shown) == 0 {
		return ""
	}
	return shown[len(shown)-1].Text
}

// countWords counts words as Unicode bounds them (UAX #29).
func countWords(shown []bot.Point) int {
	n := 0
	for _, pt := range shown {
		for it := words.FromString(pt.Text); it.Next(); {
			if strings.IndexFunc(it.Value(), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
				n++
			}
		}
	}
	return n
}
