package main

import (
	"fmt"
	"io"
	"strings"

	"crier/bot"
)

// printReply shows a reply in a terminal: the same words as in a chat, links
// written out.
func printReply(w io.Writer, r bot.Reply) error {
	var b strings.Builder
	for _, head := range []string{r.Kicker, r.Title} {
		if head != "" {
			b.WriteString(head + "\n\n")
		}
	}
	for _, paragraph := range r.Text {
		b.WriteString(paragraph + "\n\n")
	}
	for _, p := range r.Parts {
		b.WriteString(p.Head + "\n" + strings.Join(p.Lines, "\n") + "\n\n")
	}
	for _, p := range r.Points {
		b.WriteString(pointLine(p) + "\n")
		if p.Link != "" {
			b.WriteString("  " + p.Link + "\n")
		}
		b.WriteString("\n")
	}
	for _, tail := range []string{r.Also, r.Footer} {
		if tail != "" {
			b.WriteString(tail + "\n")
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

func pointLine(p bot.Point) string {
	mark := "•"
	if p.Number > 0 {
		mark = fmt.Sprintf("%d.", p.Number)
	}
	line := mark + " " + p.Text
	if p.Source != "" {
		line += " — " + p.Source
	}
	return line
}
