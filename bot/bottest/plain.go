package bottest

import (
	"fmt"
	"slices"
	"strings"

	"crier/bot"
)

// Plain writes a reply as a plain text in the order in which people see it, for
// golden files: a strong point between asterisks, a source in brackets with its
// link behind it, a button in square brackets with the line or address behind it.
func Plain(r bot.Reply) string {
	var b strings.Builder
	line := func(mark, s string) {
		if s != "" {
			b.WriteString(mark + s + "\n")
		}
	}
	line("", flags(r))
	line("~ ", r.Kicker)
	line("# ", r.Title)
	line("  ", r.URL)
	for _, t := range r.Text {
		line("", t)
	}
	for _, p := range r.Parts {
		line("", "*"+p.Head+"*")
		for _, l := range p.Lines {
			line("", l)
		}
	}
	for _, p := range r.Points {
		line("", plainPoint(p))
	}
	line("+ ", r.Also)
	line("_ ", r.Footer)
	for _, row := range r.Buttons {
		line("", plainRow(row))
	}
	return b.String()
}

func flags(r bot.Reply) string {
	var all []string
	for name, set := range map[string]bool{"private": r.Private, "replace": r.Replace, "busy": r.Busy, "loud": r.Loud} {
		if set {
			all = append(all, name)
		}
	}
	if r.Fade > 0 {
		all = append(all, "fade "+r.Fade.String())
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(slices.Sorted(slices.Values(all)), ", ") + ")"
}

func plainPoint(p bot.Point) string {
	s := p.Text
	if p.Strong {
		s = "*" + s + "*"
	}
	switch {
	case p.Number > 0:
		s = fmt.Sprintf("%d. %s", p.Number, s)
	default:
		s = "• " + s
	}
	if p.Source != "" {
		s += " (" + p.Source + ")"
	}
	if p.Link != "" {
		s += "\n    " + p.Link
	}
	return s
}

func plainRow(row []bot.Button) string {
	var all []string
	for _, b := range row {
		all = append(all, "["+b.Label+"] "+b.Line+b.URL)
	}
	return strings.Join(all, "   ")
}
