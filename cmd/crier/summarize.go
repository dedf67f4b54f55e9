package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"crier/bot/card"
	"crier/bot/lang"
	"crier/feeds"
	"crier/summarizer"
	"crier/summarizer/extractive"
)

type summarizeCommand struct {
	wayOut
	JSON     bool   `help:"Print the summary with offsets, cuts, sources and links as JSON." xor:"form"`
	JSONL    bool   `name:"jsonl" help:"Summarize many: one {id,title,text,lang} a line in, one {id,summary} a line out." xor:"form"`
	Why      bool   `help:"Tell under the summary what spoke for each point." xor:"form"`
	Points   int    `help:"At most so many points." placeholder:"N"`
	Words    int    `help:"At most so many words." placeholder:"N"`
	Language string `help:"Language of the text, such as de; detected if it is not given." placeholder:"XX"`
	From     string `arg:"" name:"url|file" optional:"" default:"-" help:"Address or file of an article; - for standard input."`
}

func (c summarizeCommand) options() summarizer.Options {
	return summarizer.Options{Points: c.Points, Words: c.Words}
}

// Validate is called by the command line's parser.
func (c summarizeCommand) Validate() error {
	if c.Points < 0 || c.Words < 0 {
		return errors.New("--points and --words must be positive")
	}
	return nil
}

// Run summarizes one article, or many with --jsonl.
func (c summarizeCommand) Run(ctx context.Context, s streams) error {
	if c.JSONL {
		return c.many(ctx, s)
	}
	a, err := c.read(ctx, s, c.From)
	if err != nil {
		return inWords(err)
	}
	if c.Language != "" {
		a.Language = c.Language
	}
	sum, err := extractive.New().Summarize(ctx, textOf(a), c.options())
	if err != nil {
		return inWords(err)
	}
	if c.JSON {
		return c.print(s, a, sum)
	}
	words, err := lang.New()
	if err != nil {
		return err
	}
	p := words.Printer(lang.Default)
	if err := printReply(s.out, terminalCard(a, sum, p)); err != nil || !c.Why {
		return err
	}
	return printReasons(s.out, p, sum)
}

// printReasons tells what spoke for each point.
func printReasons(w io.Writer, p *lang.Printer, sum summarizer.Summary) error {
	for i, pt := range sum.Points {
		if _, err := fmt.Fprintf(w, "%d. %s\n", i+1, card.Why(p, pt)); err != nil {
			return fmt.Errorf("writing the reasons: %w", err)
		}
	}
	return nil
}

func textOf(a feeds.Article) summarizer.Text {
	return summarizer.Text{Title: a.Title, Body: a.Text, Language: a.Language, Site: a.Site}
}

// many answers line for line, whatever the texts are: for measuring.
func (c summarizeCommand) many(ctx context.Context, s streams) error {
	in, closing, err := open(s, c.From)
	if err != nil {
		return err
	}
	defer closing()
	o := c.options()
	o.Always = true
	return extractive.Lines(ctx, extractive.New(), o, in, s.out)
}

// summarized is the JSON form of a summary. Offsets are bytes of Body.
type summarized struct {
	Title    string           `json:"title"`
	Language string           `json:"language"`
	Method   string           `json:"method"`
	WordsIn  int              `json:"words_in"`
	WordsOut int              `json:"words_out"`
	Body     string           `json:"body"`
	Points   []summarizedLine `json:"points"`
}

type summarizedLine struct {
	Text   string   `json:"text"`
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Cuts   [][2]int `json:"cuts"`
	Cites  [][2]int `json:"cites"`
	Source string   `json:"source"`
	Link   string   `json:"link"`
}

func (summarizeCommand) print(s streams, a feeds.Article, sum summarizer.Summary) error {
	out := summarized{
		Title: a.Title, Language: sum.Language, Method: sum.Method, WordsIn: sum.WordsIn, WordsOut: sum.WordsOut,
		Body: a.Text, Points: []summarizedLine{},
	}
	places := a.Places()
	for _, p := range sum.Points {
		out.Points = append(out.Points, summarizedLine{
			Text: p.Text, Start: p.Span.Start, End: p.Span.End, Cuts: ranges(p.Cuts), Cites: ranges(p.Cites),
			Source: p.Source, Link: places.Link(p.Span.Start, p.Span.End),
		})
	}
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

func ranges(spans []summarizer.Span) [][2]int {
	out := [][2]int{}
	for _, sp := range spans {
		out = append(out, [2]int{sp.Start, sp.End})
	}
	return out
}
