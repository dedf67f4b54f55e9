package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"crier/bot/topics"
	"crier/summarizer/extractive"
)

type matchCommand struct {
	Queries string `required:"" type:"existingfile" help:"File with one topic query a line." placeholder:"FILE"`
	Article string `arg:"" optional:"" default:"-" help:"Text or HTML file; - for standard input."`
}

// Run prints the numbers, from 1, of the queries that match the article.
func (c matchCommand) Run(ctx context.Context, s streams) error {
	a, err := readLocal(ctx, s, c.Article, "")
	if err != nil {
		return err
	}
	if a.Language == "" { // a text file says nothing of it, and words are stemmed by it
		a.Language = extractive.New().Language(a.Text)
	}
	f, err := os.Open(c.Queries)
	if err != nil {
		return fmt.Errorf("opening the queries: %w", err)
	}
	defer func() { _ = f.Close() }()
	x := topics.NewIndex()
	lines := bufio.NewScanner(f)
	for n := int64(1); lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		q, err := topics.Parse(lines.Text())
		if syntax, ok := errors.AsType[*topics.SyntaxError](err); ok && syntax.Fix != "" {
			return fmt.Errorf("%s, line %d: %w; perhaps you mean: %s", c.Queries, n, err, syntax.Fix)
		}
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", c.Queries, n, err)
		}
		x.Add(n, q)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading the queries: %w", err)
	}
	for _, n := range x.Match(topics.NewDoc(a)) {
		if _, err := fmt.Fprintln(s.out, n); err != nil {
			return err
		}
	}
	return nil
}
